import { z } from 'zod';
import { Plan } from '../core/plan/plan.ts';
import { ok } from '../core/problem.ts';
import { scenarios } from '../core/simulation/scenarios.ts';
import { Simulation } from '../core/simulation/simulated.ts';
import { simulateAll } from '../core/simulation/simulate-all.ts';
import { jsonText } from '../core/values/json-text.ts';
import { described } from './change-source.ts';
import { lookAt } from './look-around.ts';
import { makePlan } from './make-plan.ts';
import { placeHere } from './rules-place.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { TELLING } from './simulate.ts';
import { builtInPolicy } from '../core/policy/built-in.ts';

/** The plan as it was written, and two ways it may go. */
const Demo = z.strictObject({ ...Plan.shape, simulation: Simulation });

const FOLDER = '.rampart/demo';

export const demo = operation({
  name: 'demo',
  summary:
    'Plans a bundled sample change and carries it out in simulated time: no key, no server, nothing leaves this machine.',
  effect: 'writes-files',
  examples: [{ command: 'rampart demo', what: `writes ${FOLDER}/plan.json` }],
  input: z.strictObject({}),
  output: Demo,
  run: async (_, ports) => {
    const nothing = { see: undefined, rules: [], history: false, place: placeHere(ports) };
    const looked = await lookAt(await sample(ports), nothing, ports);
    if (!looked.ok) return looked;
    const made = makePlan({ ...looked.value, advised: undefined, policy: builtInPolicy(), tool: ports.tool }, {});
    if (!made.ok) return made;
    const file = `${FOLDER}/plan.json`;
    const written = await ports.files.write(file, jsonText(made.value), { replace: true });
    if (!written.ok) return written;
    const told = scenarios.filter(({ name }) => TELLING.includes(name));
    const simulation = simulateAll(made.value, told, { seed: 1 });
    return ok(outcome({ ...made.value, simulation }, { written: [file], warnings: made.warnings }));
  },
});

const sample = async ({ bundle }: Ports) => ({
  bytes: once(await bundle.read('fixtures/demo/refund-tax.diff')),
  compared: 'the bundled sample',
  here: false,
  words: described(await bundle.read('fixtures/demo/refund-tax.md')),
});

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text);
}

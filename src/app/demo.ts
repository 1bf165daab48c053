import { z } from 'zod';
import { Plan } from '../core/plan/plan.ts';
import { ok } from '../core/problem.ts';
import { described } from './change-source.ts';
import { lookAt } from './look-around.ts';
import { makePlan } from './make-plan.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { builtInPolicy } from '../core/policy/built-in.ts';

const FOLDER = '.rampart/demo';

export const demo = operation({
  name: 'demo',
  summary: 'Plans a bundled sample change: no key, no server, nothing leaves this machine.',
  effect: 'writes-files',
  examples: [{ command: 'rampart demo', what: `writes ${FOLDER}/plan.json` }],
  input: z.strictObject({}),
  output: Plan,
  run: async (_, ports) => {
    const looked = await lookAt(await sample(ports), { opinion: undefined, rules: [], history: false }, ports);
    if (!looked.ok) return looked;
    const made = makePlan({ ...looked.value, opinion: undefined, policy: builtInPolicy(), tool: ports.tool }, {});
    if (!made.ok) return made;
    const file = `${FOLDER}/plan.json`;
    const written = await ports.files.write(file, `${JSON.stringify(made.value, null, 2)}\n`, { replace: true });
    return written.ok ? ok(outcome(made.value, { written: [file], warnings: made.warnings })) : written;
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

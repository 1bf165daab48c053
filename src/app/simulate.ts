import { z } from 'zod';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import type { Plan } from '../core/plan/plan.ts';
import { Scenario } from '../core/simulation/scenario.ts';
import { scenarios } from '../core/simulation/scenarios.ts';
import { simulateAll } from '../core/simulation/simulate-all.ts';
import { Simulation } from '../core/simulation/simulated.ts';
import type { Settings } from '../core/simulation/world.ts';
import { checked } from '../core/values/issues.ts';
import { readJson } from '../core/values/json.ts';
import { didYouMean } from '../core/values/nearest.ts';
import { perDayOf, WrittenRate } from '../core/values/rate.ts';
import { quoted } from '../core/values/quote.ts';
import { planFile, words } from './fields.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { loadPlan } from './plan-file.ts';
import { readYaml } from './yaml.ts';

/** What is shown where nobody asks for more: that it goes well when all is well, and stops when it is not. */
export const TELLING = ['healthy', 'errors-at-10'];

export const simulate = operation({
  name: 'simulate',
  summary: 'Carries a plan out in simulated time, against modelled traffic and trouble.',
  effect: 'reads',
  examples: [
    { command: 'rampart simulate rollout.plan.json', what: 'once healthy, once with errors' },
    { command: 'rampart simulate rollout.plan.json --all', what: 'every scenario, in a table' },
    { command: 'rampart simulate rollout.plan.json --traffic 12000', what: 'with your requests a day' },
    { command: 'rampart simulate rollout.plan.json --scenario mine.yaml', what: 'a story of your own' },
  ],
  input: z.strictObject({
    file: planFile,
    scenario: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .meta(
        words(`a scenario, or a file with one: ${scenarios.map(({ name }) => name).join(', ')}`, { value: 'NAME' }),
      ),
    all: z.boolean().optional().meta(words('every scenario, compared')),
    seed: z
      .int()
      .min(0)
      .max(0xffffffff)
      .default(1)
      .meta(words('another seed is another chance', { value: 'N' })),
    traffic: WrittenRate.optional().meta(
      words('how many requests come by, as 12000/day, 500/h or 8/s; else as the plan says, or amply what it needs', {
        value: 'RATE',
      }),
    ),
  }),
  output: Simulation,
  run: async ({ file, scenario, all, seed, traffic }, ports) => {
    const [plan, stories] = await Promise.all([loadPlan(file, ports), storiesOf(scenario, all === true, ports)]);
    if (!plan.ok || !stories.ok) return failed(...[plan, stories].flatMap((part) => (part.ok ? [] : part.problems)));
    const requestsPerDay = traffic === undefined ? plan.value.traffic?.perDay : perDayOf(traffic);
    const document = await inTurn(plan.value, stories.value, { settings: { seed, requestsPerDay }, ports });
    return ok(outcome(document, { beside: { plan: plan.value } }));
  },
});

type Asked = { readonly settings: Settings; readonly ports: Ports };

/** One story after the other, so that whoever waits hears of it and may leave. */
const inTurn = async (plan: Plan, stories: readonly Scenario[], { settings, ports }: Asked): Promise<Simulation> => {
  const runs: Simulation['runs'] = [];
  for (const story of stories) {
    await ports.step(`simulating ${story.name}`);
    runs.push(...simulateAll(plan, [story], settings).runs);
  }
  return { ...simulateAll(plan, [], settings), runs };
};

const storiesOf = async (
  name: string | undefined,
  all: boolean,
  ports: Ports,
): Promise<Result<readonly Scenario[]>> => {
  if (name !== undefined && all) return failed(both());
  if (all) return ok(scenarios);
  const wanted = name === undefined ? TELLING : [name];
  const known = scenarios.filter((one) => wanted.includes(one.name));
  if (known.length > 0) return ok(known);
  return fromFile(wanted.join(), ports);
};

const SCENARIO_MAX_BYTES = 256 * 1024;

/** Anything that looks like a file is one; what does not is a name that nobody knows. */
const fromFile = async (path: string, { files }: Ports): Promise<Result<readonly Scenario[]>> => {
  if (!/[./\\]/.test(path)) return failed(unknown(path));
  const text = await files.read(path, SCENARIO_MAX_BYTES);
  if (!text.ok) return text;
  const value = await valueOf(text.value, path);
  if (!value.ok) return value;
  const scenario = checked(Scenario, value.value, 'scenario');
  return scenario.ok ? ok([scenario.value]) : scenario;
};

const valueOf = async (text: string, path: string): Promise<Result<unknown>> => {
  if (path.endsWith('.json')) return readJson(text, 'scenario', path);
  const written = await readYaml(text, 'scenario', path);
  return written.ok ? ok(written.value.value) : written;
};

const unknown = (name: string) => {
  const names = scenarios.map((one) => one.name);
  return problem({
    kind: 'usage',
    code: 'no-such-scenario',
    path: '--scenario',
    message: `${quoted(name)} is no scenario${didYouMean(name, names)}`,
    hint: `choose one of ${names.join(', ')}, or name a file`,
  });
};

const both = () =>
  problem({
    kind: 'usage',
    code: 'one-or-all',
    path: '--all',
    message: 'every scenario and one scenario are two different questions',
    hint: 'leave one of --all and --scenario out',
  });

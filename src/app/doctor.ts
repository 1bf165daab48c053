import { z } from 'zod';
import type { Plan } from '../core/plan/plan.ts';
import { DEFAULT_ENVIRONMENT } from '../core/policy/names.ts';
import type { Policy } from '../core/policy/policy.ts';
import { ok, type Result } from '../core/problem.ts';
import { isOwnPlace } from '../ports/flag-store.ts';
import { sourcePlace } from '../ports/metric-source.ts';
import { HOSTS } from '../ports/pr-host.ts';
import { type FlagsWanted, lookAtFlags } from './doctor/flags.ts';
import { lookAtLog, type UnderWay } from './doctor/log.ts';
import { lookAtMetrics, type MetricsWanted } from './doctor/metrics.ts';
import { lookAtAdviser, lookAtHost, lookAtListeners } from './doctor/people.ts';
import { fails, shown, Thing, works } from './doctor/thing.ts';
import { flagsFor, metricsFor, onceEach, watchedBy, watchedUnder } from './doctor/wanted.ts';
import { db, placeFields } from './executor/fields.ts';
import { logPlace, openToLook } from './executor/open.ts';
import { DEFAULT_FLAGS, usualFlags, wholePlace } from './executor/places.ts';
import { planFile, policyFile, words } from './fields.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';
import { loadPlan } from './plan-file.ts';
import { type EffectivePolicy, loadPolicy } from './policy-file.ts';

const Input = z.strictObject({
  file: planFile.optional().meta(words('a plan: looks at what this one needs', { positional: true, value: 'FILE' })),
  backend: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta(words('the flag system, in place of the one that the plan or the policy names', { value: 'NAME' })),
  flags: placeFields.flags,
  metrics: placeFields.metrics,
  policy: policyFile,
  host: z
    .enum(HOSTS)
    .optional()
    .meta(words('where changes are reviewed; else where the pipeline runs', { value: 'NAME' })),
  repo: z
    .string()
    .max(1000)
    .regex(/^[\w.-]+(?:\/[\w.-]+)+$/, 'owner/name')
    .optional()
    .meta(words('the repository on that host; else that of the pipeline', { value: 'OWNER/NAME' })),
  db,
});
type Input = z.infer<typeof Input>;

export const Examined = z.strictObject({ schemaVersion: z.literal(1), ok: z.boolean(), things: z.array(Thing) });
export type Examined = z.infer<typeof Examined>;

export const doctor = operation({
  name: 'doctor',
  summary: 'Opens everything that is set up here, says what works, what is missing and how to get it. Changes nothing.',
  effect: 'reads',
  examples: [
    { command: 'rampart doctor', what: 'the policy, the log, the flag system, the metrics, the host, the adviser' },
    { command: 'rampart doctor rollout.plan.json', what: 'what this plan needs; exit code 7 if something fails' },
  ],
  input: Input,
  output: Examined,
  run: async (input, ports) => {
    const plan = input.file === undefined ? undefined : await loadPlan(input.file, ports);
    return plan && !plan.ok ? plan : examined(input, plan?.value, ports);
  },
});

const examined = async (input: Input, plan: Plan | undefined, ports: Ports): Promise<Result<Outcome<Examined>>> => {
  const policy = await loadPolicy(ports, input.policy);
  const log = await lookAtLog(logPlace(input.db, ports), ports);
  const here: Here = { input, plan, policy: policy.ok ? policy.value.policy : undefined, rollouts: log.rollouts };
  const rules = policy.ok
    ? ruled(policy.value)
    : fails({ what: 'policy', name: input.policy ?? 'policy' }, policy.problems);
  const things = [
    rules,
    log.thing,
    ...(await allFlags(here, ports)),
    ...(await allMetrics(here, ports)),
    await lookAtHost(input, await ports.pipeline(), ports),
    ...(here.policy ? [await lookAtAdviser(here.policy.adviser, ports)] : []),
    ...(here.policy ? await lookAtListeners(here.policy, ports) : []),
  ];
  const failing = things.some(({ state }) => state === 'fails');
  const document: Examined = { schemaVersion: 1, ok: !failing, things };
  return ok(outcome(document, failing ? { failing: 'unreachable' } : {}));
};

const ruled = ({ source, origins }: EffectivePolicy): Thing =>
  source === undefined
    ? works({ what: 'policy', name: 'built in' }, 'nothing is written down: rampart init')
    : works({ what: 'policy', name: source }, `${origins.size} values are your own`);

type Here = {
  readonly input: Input;
  readonly plan: Plan | undefined;
  readonly policy: Policy | undefined;
  readonly rollouts: readonly UnderWay[];
};

const allFlags = async ({ input, plan, policy, rollouts }: Here, ports: Ports): Promise<readonly Thing[]> => {
  const said = input.flags ?? ports.usual('flags');
  const backend = input.backend ?? plan?.provenance.backend ?? policy?.backend;
  const keys = plan?.flags.map(({ key }) => key) ?? [];
  const usual = usualFlags({
    backend: backend ?? '',
    environment: plan?.provenance.environment ?? DEFAULT_ENVIRONMENT,
  });
  const place = wholePlace('flags', said ?? usual, ports);
  const isThere = said !== undefined || plan !== undefined || isOwnPlace(place) || (await ports.files.exists(place));
  const own = backend === undefined || (plan && keys.length === 0) ? [] : [{ backend, place, keys }];
  const wanted = [...(isThere ? own : []), ...rollouts.flatMap((one) => flagsFor({ ...one, ...one.places }))];
  const things = await inTurn(
    onceEach(wanted, (one) => `${one.backend} ${one.place}`, bothFlags),
    (one) => {
      tell(`flags ${one.backend} ${shown(one.place)}`, ports);
      return lookAtFlags(one, ports, () => openToLook(ports, input.db));
    },
  );
  return things.length > 0 || (plan && keys.length === 0) ? things : [noFlags(backend ?? 'flags')];
};

const bothFlags = (one: FlagsWanted, other: FlagsWanted): FlagsWanted => ({
  ...one,
  keys: [...new Set([...one.keys, ...other.keys])],
});

const noFlags = (name: string): Thing => ({
  what: 'flags',
  name,
  state: 'absent',
  says: `there is no ${DEFAULT_FLAGS} here, and nobody named another place`,
  hint: 'name the place with --flags, or in RAMPART_FLAGS',
});

const allMetrics = async ({ input, plan, policy, rollouts }: Here, ports: Ports): Promise<readonly Thing[]> => {
  const said = input.metrics ?? ports.usual('metrics');
  const watched = plan ? watchedBy(plan) : policy ? watchedUnder(policy) : [];
  const own = said === undefined ? [] : [{ place: wholePlace('metrics', said, ports), watched }];
  const wanted = [...own, ...rollouts.flatMap((one) => metricsFor({ ...one, ...one.places }))];
  const things = await inTurn(
    onceEach(wanted, ({ place }) => place, bothMetrics),
    (one) => {
      const { name = 'file', at } = sourcePlace(one.place);
      tell(`metrics ${name} ${shown(at)}`, ports);
      return lookAtMetrics(one, ports, () => openToLook(ports, input.db));
    },
  );
  if (own.length > 0 || (plan && watched.length === 0)) return things.flat();
  return [noMetrics(plan !== undefined), ...things.flat()];
};

const bothMetrics = (one: MetricsWanted, other: MetricsWanted): MetricsWanted => ({
  ...one,
  watched: onceEach(
    [...one.watched, ...other.watched],
    ({ monitor }) => monitor.id,
    (first) => first,
  ),
});

const noMetrics = (needed: boolean): Thing => ({
  what: 'metrics',
  name: 'metrics',
  state: needed ? 'fails' : 'absent',
  says: 'nobody named a metric source, and a plan that watches anything needs one',
  hint: 'name the place with --metrics, or in RAMPART_METRICS: metrics.jsonl, prometheus:https://…',
});

/** One after the other, so that the news say what is being waited for. */
const inTurn = async <T, R>(all: readonly T[], look: (one: T) => Promise<R>): Promise<R[]> => {
  const found: R[] = [];
  for (const one of all) found.push(await look(one));
  return found;
};

const tell = (why: string, { tell: say, clock }: Ports): void =>
  say({ atMs: clock.nowMs(), rollout: '', what: 'looks at', why });

import { z } from 'zod';
import type { Plan } from '../core/plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { Analysed } from '../core/retrospect/analysed.ts';
import { lookBack } from '../core/retrospect/look-back.ts';
import { withWishes } from '../core/retrospect/overrides.ts';
import { planFor } from '../core/retrospect/plan-for.ts';
import { type Observation, TWO_ARMS } from '../core/series/observation.ts';
import { type Fault, observationsIn, type Placed } from '../core/series/read.ts';
import { atMost } from '../core/values/issues.ts';
import { plain } from '../core/values/quote.ts';
import { force, optionalPath, policyFile, words } from './fields.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { loadPlan } from './plan-file.ts';
import { type EffectivePolicy, loadPolicy } from './policy-file.ts';

const line = z.string().min(1).max(300);

const AnalyzeInput = z.strictObject({
  file: z
    .string()
    .min(1)
    .max(4096)
    .meta(
      words('the numbers: CSV, JSON lines, or a range answer of Prometheus', { positional: true, value: 'SERIES' }),
    ),
  plan: optionalPath('the plan to judge by; else the triggers of the policy'),
  policy: policyFile,
  ladder: line.optional().meta(words('without a plan: the ladder whose triggers are taken', { value: 'NAME' })),
  share: z
    .number()
    .gt(0)
    .lt(100)
    .optional()
    .meta(words('without a plan: the percentage of users that had it', { value: 'PERCENT' })),
  limit: z
    .array(line)
    .max(50)
    .optional()
    .meta(words('another number for a trigger, ID=NUMBER; may be given again', { value: 'LIMIT' })),
  trigger: z
    .array(line)
    .max(50)
    .optional()
    .meta(words("one trigger more, 'METRIC RULE NUMBER [WINDOW] [ACTION]'; may be given again", { value: 'TRIGGER' })),
  svg: optionalPath('where to write the picture'),
  force,
});
type Input = z.infer<typeof AnalyzeInput>;

export const analyze = operation({
  name: 'analyze',
  summary: 'Judges recorded numbers as if a plan had been running: what would have stopped it, and when.',
  effect: 'writes-files',
  examples: [
    { command: 'rampart analyze metrics.csv', what: 'by the triggers of the policy' },
    { command: 'rampart analyze metrics.csv --plan rollout.plan.json', what: 'by the phases and triggers of a plan' },
    {
      command: 'rampart analyze metrics.csv --limit errors-high=2',
      what: 'with another limit, beside the one there is',
    },
    { command: "rampart analyze metrics.csv --trigger 'error-rate above 2 10m pause'", what: 'with one trigger more' },
    { command: 'rampart analyze metrics.csv --svg analysis.svg', what: 'with a picture on a file' },
  ],
  input: AnalyzeInput,
  output: Analysed,
  run: async (input, ports) => {
    const { file, limit = [], trigger = [] } = input;
    const [plan, policy] = await rulesFor(input, ports);
    if (!plan.ok || !policy.ok) return failed(...[plan, policy].flatMap((part) => (part.ok ? [] : part.problems)));
    const read = await readSeries(file, plan.value, ports);
    if (!read.ok) return read;
    const looked = lookBack({
      subject: file,
      observations: read.value,
      ...judgedBy(plan.value, policy.value, input, ports.tool),
      tried:
        limit.length + trigger.length > 0 ? (one) => withWishes(one, { limits: limit, triggers: trigger }) : undefined,
    });
    if (!looked.ok) return looked;
    const written =
      input.svg === undefined ? ok([]) : await drawn(looked.value, input.svg, input.force === true, ports);
    if (!written.ok) return written;
    return ok(outcome(looked.value, { written: written.value, warnings: [...policy.warnings, ...read.warnings] }));
  },
});

/** A plan brings its own rules; only where there is none is the policy asked. */
const rulesFor = async (
  { plan: file, policy: named, ladder, share }: Input,
  ports: Ports,
): Promise<[Result<Plan | undefined>, Result<EffectivePolicy | undefined>]> => {
  if (file === undefined) return [ok(undefined), await loadPolicy(ports, named)];
  const superfluous = Object.entries({ policy: named, ladder, share }).flatMap(([name, given]) =>
    given === undefined ? [] : [planOr(name)],
  );
  return superfluous.length > 0
    ? [failed(...superfluous), ok(undefined)]
    : [await loadPlan(file, ports), ok(undefined)];
};

const judgedBy = (
  plan: Plan | undefined,
  rules: EffectivePolicy | undefined,
  { ladder, share }: Input,
  tool: string,
) => ({
  named: plan !== undefined,
  shareKnown: share !== undefined,
  planFor: (...[series, spanMs]: [Parameters<typeof planFor>[0], number]): Result<Plan> => {
    if (plan) return ok(plan);
    if (!rules) return failed();
    const { policy, sha256: policySha256 } = rules;
    return planFor(series, spanMs, { policy, policySha256, ladder, sharePercent: share, tool });
  },
});

/** Some 300,000 lines. */
const MOST_BYTES = 32 * 1024 * 1024;

const readSeries = async (
  file: string,
  plan: Plan | undefined,
  { files }: Ports,
): Promise<Result<readonly Observation[]>> => {
  const text = await files.read(file, MOST_BYTES);
  if (!text.ok) return text;
  const { observations, faults } = observationsIn(text.value, armsOf(plan));
  if (faults.length > 0)
    return failed(
      ...atMost(
        faults.map((fault) => faulty(file, fault)),
        'series',
      ),
    );
  return ok(observations, doubled(file, observations));
};

const armsOf = (plan: Plan | undefined): readonly string[] => [
  ...new Set([
    ...TWO_ARMS,
    ...(plan?.monitors.flatMap(({ arms }) => (arms ? Object.values(arms) : [])) ?? []),
    ...(plan?.experiment?.variants.map(({ name }) => name) ?? []),
  ]),
];

const faulty = (file: string, { line: at, message }: Fault): Problem =>
  problem({
    kind: 'invalid',
    code: 'series-line',
    path: `${plain(file, 200)}:${at}`,
    message,
    hint: 'docs/analyze.md shows what a line looks like',
  });

/** Two servers may report the same minute, and so may one server twice: nobody here can tell which it was. */
const doubled = (file: string, observations: readonly Placed[]): Problem[] => {
  const seen = new Map<string, number>();
  const again = observations.filter(({ atMs, metric, arm, segment = '', line: at }) => {
    const key = JSON.stringify([atMs, metric, arm, segment]);
    const isKnown = seen.has(key);
    if (!isKnown) seen.set(key, at);
    return isKnown;
  });
  const [first] = again;
  if (!first) return [];
  return [
    problem({
      kind: 'invalid',
      code: 'series-doubled',
      path: `${plain(file, 200)}:${first.line}`,
      message: `${again.length} observations are of a moment, metric and arm that another is of as well; they were added up`,
      hint: 'right where several servers report; else take the doubled lines out',
      severity: 'warning',
    }),
  ];
};

const drawn = async (
  analysed: Analysed,
  path: string,
  replace: boolean,
  { draw, files }: Ports,
): Promise<Result<readonly string[]>> => {
  const svg = await draw();
  const written = await files.write(path, svg(analysed), { replace });
  return written.ok ? ok([written.value]) : written;
};

const planOr = (name: string): Problem =>
  problem({
    kind: 'usage',
    code: 'plan-or-policy',
    path: `--${name}`,
    message: 'a plan brings its own rules, and nothing else is asked',
    hint: `leave --plan or --${name} out`,
  });

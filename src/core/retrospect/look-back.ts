import type { Plan } from '../plan/plan.ts';
import { actionInWords, conditionInWords } from '../plan/report/words.ts';
import { failed, ok, problem, type Result } from '../problem.ts';
import { measuredIn, nameOf, type Series, seriesOf } from '../series/measured.ts';
import type { Observation } from '../series/observation.ts';
import { humanDuration, MINUTE } from '../values/duration.ts';
import { type Analysed, ANALYSIS_VERSION, type Judged } from './analysed.ts';
import { judgeable } from './judgeable.ts';
import { momentsOf, outcomeOf } from './outcome.ts';
import { oddsIn, picturesOf, stretchOf } from './pictures.ts';
import { type Look, type Span, walk, type Walked } from './walk.ts';

export type AskedBack = {
  /** What people call it: the name of a file. */
  readonly subject: string;
  readonly observations: readonly Observation[];
  /** The plan to be judged by, given what was observed. */
  readonly planFor: (series: Series, spanMs: number) => Result<Plan>;
  /** The same with the limits that are tried; absent: none are. */
  readonly tried?: ((plan: Plan) => Result<Plan>) | undefined;
  readonly named: boolean;
  /** Whether the share that was assigned is known: only then do arrivals of new users say anything. */
  readonly shareKnown: boolean;
};

/** Recorded numbers, judged by the real decider as if a plan had been running. Pure: the same numbers, the same answer. */
export const lookBack = (asked: AskedBack): Result<Analysed> => {
  const series = seriesOf(asked.shareKnown ? asked.observations : asked.observations.map(withoutArrivals));
  const span = spanOf(asked.observations);
  if (!span) return failed(nothingThere(asked.subject));
  const written = asked.planFor(series, span.toMs - span.fromMs);
  const tried = written.ok && asked.tried ? asked.tried(written.value) : written;
  if (!written.ok || !tried.ok) return failed(...(written.ok ? [] : written.problems), ...problemsOf(tried, written));
  const { plan, leftOut } = judgeable(tried.value, series);
  if (plan.triggers.length === 0) return failed(nothingJudged(asked.subject, series, tried.value));
  const walked = walk(plan, series, span);
  const before = asked.tried ? judgeable(written.value, series).plan : undefined;
  return ok({
    schemaVersion: ANALYSIS_VERSION,
    subject: asked.subject,
    ...(asked.named ? { plan: plan.id } : {}),
    ...span,
    observations: asked.observations.length,
    looks: walked.looks.length,
    outcome: outcomeOf(plan, walked, span),
    ...(before ? { asWritten: outcomeOf(before, walk(before, series, span), span) } : {}),
    ...harmOf(plan, series, walked, span),
    moments: momentsOf(plan, walked),
    judged: plan.triggers.map((trigger) => judgedOf(plan, trigger, walked, span)),
    notJudged: [...leftOut],
    assumed: assumedFor(asked, span),
    stretchMs: stretchOf(span).ms,
    pictures: picturesOf({ plan, series, span }),
  });
};

const problemsOf = (tried: Result<Plan>, written: Result<Plan>) =>
  tried.ok || tried === written ? [] : tried.problems;

const withoutArrivals = ({ newUsers: _, ...rest }: Observation): Observation => rest;

/** More turns than this say nothing that fewer do not. */
const MOST_LOOKS = 5000;

/** From before the first observation to the last, with a look as often as something was observed. */
const spanOf = (observations: readonly Observation[]): Span | undefined => {
  const moments = [...new Set(observations.map(({ atMs }) => atMs))].toSorted((a, b) => a - b);
  const [first] = moments;
  const last = moments.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const gaps = moments.slice(1).map((atMs, at) => atMs - (moments[at] ?? 0));
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? MINUTE;
  const finest = Math.max(MINUTE, Math.round(usual / MINUTE) * MINUTE);
  const fromMs = Math.max(0, first - finest);
  const everyMs = Math.max(finest, Math.ceil((last - fromMs) / MOST_LOOKS / MINUTE) * MINUTE);
  return { fromMs, toMs: last, everyMs };
};

const judgedOf = (plan: Plan, trigger: Plan['triggers'][number], { looks, events }: Walked, span: Span): Judged => {
  const odds = oddsIn(looks, trigger.id, span);
  const fires = looks.flatMap((look) => look.odds).find((one) => one.trigger === trigger.id)?.fires;
  const fired = events.find((event) => event.type === 'trigger-fired' && event.trigger === trigger.id);
  return {
    trigger: trigger.id,
    metric: trigger.monitor,
    says: conditionInWords(trigger, plan.monitors),
    action: actionInWords(trigger.action),
    ...(fired ? { firedAtMs: fired.atMs } : {}),
    verdicts: stretchesOf(looks, trigger.id, span),
    ...(fires === undefined ? {} : { evidence: { fires, odds } }),
  };
};

const stretchesOf = (looks: readonly Look[], trigger: string, { everyMs }: Span): Judged['verdicts'] => {
  const stretches: Judged['verdicts'] = [];
  for (const { atMs, judged } of looks) {
    const found = judged.get(trigger);
    const last = stretches.at(-1);
    if (!found) continue;
    if (last?.verdict === found.verdict && last.toMs === atMs) last.toMs = atMs + everyMs;
    else stretches.push({ fromMs: atMs, toMs: atMs + everyMs, verdict: found.verdict, why: found.why });
  }
  return stretches;
};

/** Bad events of the treated beyond what control's share of them would have come to. */
const harmOf = (plan: Plan, series: Series, { events }: Walked, span: Span): Pick<Analysed, 'harm'> => {
  const decided = events.find((event) => event.type === 'rollback-decided');
  const trigger = plan.triggers.find(({ id }) => decided?.type === 'rollback-decided' && id === decided.trigger);
  const monitor = plan.monitors.find(({ id }) => id === trigger?.monitor);
  if (!decided || monitor?.kind !== 'ratio') return {};
  const beyond = (fromMs: number, toMs: number): number => {
    const found = toMs > fromMs ? measuredIn(series, monitor, toMs - fromMs, toMs) : undefined;
    if (found?.is !== 'measured' || !found.control) return 0;
    const [mine, others] = [found.treatment, found.control];
    const share = ({ count = 0, bad = 0 }: typeof mine): number => (count > 0 ? bad / count : 0);
    const difference = monitor.good === 'down' ? share(mine) - share(others) : share(others) - share(mine);
    return Math.round(Math.max(0, difference * (mine.count ?? 0)));
  };
  return {
    harm: {
      metric: monitor.id,
      before: beyond(span.fromMs, decided.atMs),
      after: beyond(decided.atMs, span.toMs),
    },
  };
};

const assumedFor = ({ named, shareKnown }: AskedBack, { everyMs }: Span): string[] => [
  named
    ? 'the plan begins with the first observation, and its phases last as long as it says, whatever share there really was'
    : 'all of it is one phase, with the triggers of the policy',
  'everybody has agreed, every hour is open, and no other system is waited for',
  `the decider looks every ${humanDuration(everyMs)}`,
  ...(shareKnown ? [] : ['which share was assigned is not known, so arrivals of new users are not held against it']),
];

const nothingThere = (subject: string) =>
  problem({
    kind: 'invalid',
    code: 'series-empty',
    path: subject,
    message: 'there is no observation in it',
    hint: 'docs/analyze.md shows what a series looks like',
  });

const nothingJudged = (subject: string, series: Series, { triggers, monitors }: Plan) => {
  const wanted = new Set(triggers.map(({ monitor }) => monitor));
  const names = monitors.filter(({ id }) => wanted.has(id)).map(nameOf);
  return problem({
    kind: 'invalid',
    code: 'series-not-watched',
    path: subject,
    message: `it holds ${[...series.keys()].slice(0, 5).join(', ')}, and no trigger can be judged by that`,
    hint: `name the metrics as the triggers do: ${names.join(', ')}; those that compare need both arms`,
  });
};

import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { canonicalJson, Sha256 } from '../values/digest.ts';
import { atMost, checked } from '../values/issues.ts';
import { quoted } from '../values/quote.ts';
import { Line } from '../values/text.ts';
import { Pushed } from './push.ts';

const PUSH_EVENT_VERSION = 1;

/** One push, as its log keeps it: all of it, and who sent it. */
export const PushEvent = z.strictObject({
  schemaVersion: z.literal(PUSH_EVENT_VERSION),
  type: z.literal('observations-pushed'),
  atMs: z.int().min(0),
  by: Line,
  said: Sha256.optional().meta({ description: 'of the hook and the id of what was signed: heard once' }),
  observations: z.array(Pushed).min(1),
});
export type PushEvent = z.infer<typeof PushEvent>;

export const readPushEvent = (value: unknown): Result<PushEvent> => checked<PushEvent>(PushEvent, value, 'event');

/** What was pushed on one day, by metric: each in the order in which it came. */
export type PushedDay = {
  readonly count: number;
  readonly heard: ReadonlySet<string>;
  readonly byMetric: ReadonlyMap<string, readonly Pushed[]>;
};

export const NO_DAY: PushedDay = { count: 0, heard: new Set(), byMetric: new Map() };

export const withPushes = (day: PushedDay, events: readonly PushEvent[]): PushedDay => {
  if (events.length === 0) return day;
  const heard = new Set(day.heard);
  const added = Map.groupBy(
    events.flatMap(({ observations }) => observations),
    ({ metric }) => metric,
  );
  for (const { said } of events) if (said !== undefined) heard.add(said);
  const byMetric = new Map(day.byMetric);
  for (const [metric, more] of added) byMetric.set(metric, [...(byMetric.get(metric) ?? []), ...more]);
  return { count: day.count + events.reduce((sum, one) => sum + one.observations.length, 0), heard, byMetric };
};

/** Everything of one metric that was pushed on any of these days. */
export const ofMetric = (days: readonly PushedDay[], metric: string): readonly Pushed[] =>
  days.flatMap(({ byMetric }) => byMetric.get(metric) ?? []);

/** So many a day in one environment: a metric of two arms every ten seconds, and seven more every minute. */
export const MOST_A_DAY = 50_000;

type Around = {
  /** Those that may hold what this one overlaps with. */
  readonly days: readonly PushedDay[];
  /** How many there are today. */
  readonly today: number;
};

/**
 * What of a push is new. What was told before is not told again; what tells the same time otherwise, or overlaps with
 * another, is refused with all of it: whoever adds them up would count something twice.
 */
export const newOf = (observations: readonly Pushed[], { days, today }: Around): Result<Pushed[]> => {
  const metrics = [...new Set(observations.map(({ metric }) => metric))];
  const known = Map.groupBy(
    metrics.flatMap((metric) => ofMetric(days, metric)),
    whoseOf,
  );
  const fresh: Pushed[] = [];
  const problems: Problem[] = [];
  for (const [at, one] of observations.entries()) {
    const others = known.get(whoseOf(one)) ?? [];
    const other = others.find(({ fromMs, toMs }) => fromMs < one.toMs && toMs > one.fromMs);
    if (!other) {
      fresh.push(one);
      known.set(whoseOf(one), [...others, one]);
    } else if (canonicalJson(other) !== canonicalJson(one)) problems.push(overlapping(at, one, other));
  }
  if (problems.length > 0) return failed(...atMost(problems, 'push'));
  return today + fresh.length > MOST_A_DAY ? failed(tooMany()) : ok(fresh);
};

const whoseOf = ({ metric, flag, arm, segment }: Pushed): string =>
  JSON.stringify([metric, flag ?? null, arm, segment ?? null]);

const overlapping = (at: number, one: Pushed, other: Pushed): Problem => {
  const isSame = one.fromMs === other.fromMs && one.toMs === other.toMs;
  return problem({
    kind: 'refused',
    code: 'push-overlaps',
    path: `observations[${at}]`,
    message: isSame
      ? `other numbers of ${quoted(one.metric)} were told of this very time`
      : `a part of this time was told of ${quoted(one.metric)} before`,
    hint: 'begin where the one before ended, and send each time once: what was told may have been judged already',
  });
};

const tooMany = (): Problem =>
  problem({
    kind: 'locked',
    code: 'too-many',
    path: 'observations',
    message: `there would be more than ${MOST_A_DAY} observations today`,
    hint: 'count longer before you send: a minute is enough for every trigger',
  });

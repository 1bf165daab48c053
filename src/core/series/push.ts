import { z } from 'zod';
import { Histogram } from '../guards/measurement.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { humanDuration, HOUR, MINUTE, SECOND } from '../values/duration.ts';
import { atMost, checked } from '../values/issues.ts';
import { quoted } from '../values/quote.ts';
import { text } from '../values/text.ts';

const MOST_IN_ONE = 500;

const amount = z.number().min(0).max(1e15);

/** What an observation counts, whoever tells it: the numbers of one group of users. */
const numbers = {
  samples: amount.meta({ description: 'observations behind the numbers' }),
  count: amount.optional().meta({ description: 'of a ratio: all events, where they are not the samples' }),
  bad: amount.optional().meta({ description: 'of a ratio: those that the metric counts' }),
  value: z.number().optional().meta({ description: "in the metric's unit; of a ratio in percent" }),
  p50: amount.optional(),
  p95: amount.optional(),
  p99: amount.optional(),
  usersBad: amount.optional().meta({ description: 'of a ratio: different users behind the bad events' }),
  newUsers: amount.optional().meta({ description: 'users who were there for the first time in this rollout' }),
  histogram: Histogram.optional().meta({ description: 'of a latency: how long how many took' }),
};

const names = {
  metric: text(300),
  flag: text(200).optional().meta({ description: 'the flag whose arms these are; only a plan without flags has none' }),
  arm: text(100),
  segment: text(100).optional().meta({ description: 'a group of users; that of all stands beside it' }),
};

const AtMs = z.int().min(0).max(8.64e15);

/** One metric of one arm, from one moment up to another, that moment included: as it is kept. */
export const Pushed = z.strictObject({ ...names, fromMs: AtMs, toMs: AtMs, ...numbers });
export type Pushed = z.infer<typeof Pushed>;

/** Without a zone it would mean another hour elsewhere. */
const Moment = z
  .union([AtMs, z.iso.datetime({ offset: true }).transform((time) => Date.parse(time))])
  .meta({ description: 'milliseconds since 1970, or a moment with its zone' });

/** As it is sent. */
export const Push = z.strictObject({
  environment: text(100).optional().meta({ description: 'where this was counted; one hook may speak of several' }),
  observations: z
    .array(z.strictObject({ ...names, from: Moment, to: Moment, ...numbers }))
    .min(1)
    .max(MOST_IN_ONE)
    .meta({ description: 'all of them are kept, or none' }),
});

/** What whoever sends may speak of. */
export type Speaks = { readonly metrics: readonly string[]; readonly arms: readonly string[] };

export type ReadPush = { readonly environment: string | undefined; readonly observations: readonly Pushed[] };

/** A push as it was sent, or all that is wrong with it at once: one number that cannot be makes the rest doubtful. */
export const readPush = (body: unknown, speaks: Speaks, nowMs: number): Result<ReadPush> => {
  const read = checked<z.output<typeof Push>>(Push, body, 'push');
  if (!read.ok) return read;
  const observations = read.value.observations.map(({ from, to, ...rest }) => ({ ...rest, fromMs: from, toMs: to }));
  const wholes = new Set(observations.filter(({ segment }) => segment === undefined).map(placeOf));
  const problems = observations.flatMap((one, at) => [
    ...unknownIn(one, speaks, at),
    ...windowFaults(one, nowMs, at),
    ...numberFaults(one, at),
    ...(one.segment === undefined || wholes.has(placeOf(one)) ? [] : [wrong(at, 'segment', ALONE, ALL_BESIDE)]),
  ]);
  return problems.length > 0
    ? failed(...atMost(problems, 'push'))
    : ok({ environment: read.value.environment, observations });
};

const placeOf = ({ metric, flag, arm, fromMs, toMs }: Pushed): string =>
  JSON.stringify([metric, flag ?? null, arm, fromMs, toMs]);

const ALONE = 'nobody told beside it what all users together did';
const ALL_BESIDE = 'send the observation without segment, of the same metric, arm and window, in the same push';

const unknownIn = ({ metric, arm }: Pushed, speaks: Speaks, at: number): readonly Problem[] => [
  ...(speaks.metrics.includes(metric) ? [] : [unknown(at, 'metric', metric, speaks.metrics)]),
  ...(speaks.arms.includes(arm) ? [] : [unknown(at, 'arm', arm, speaks.arms)]),
];

const unknown = (at: number, field: string, given: string, known: readonly string[]): Problem =>
  wrong(at, field, `this hook does not speak of ${quoted(given)}`, `it speaks of ${known.slice(0, 8).join(', ')}`);

/** The longest that one observation may be about, and how long ago it may have begun. */
const LONGEST_MS = HOUR;
export const PUSHED_WITHIN_MS = 12 * HOUR;
/** Clocks of two machines differ by less than this. */
export const CLOCKS_MS = MINUTE;

const windowFaults = ({ fromMs, toMs }: Pushed, nowMs: number, at: number): readonly Problem[] => {
  const lengthMs = toMs - fromMs;
  if (lengthMs < SECOND || lengthMs > LONGEST_MS)
    return [wrong(at, 'to', 'is not between a second and an hour after from', 'cut it: a minute is usual')];
  if (toMs > nowMs + CLOCKS_MS)
    return [wrong(at, 'to', `is ${humanDuration(toMs - nowMs)} from now`, 'send what is over; look at the clocks')];
  if (fromMs < nowMs - PUSHED_WITHIN_MS)
    return [
      wrong(at, 'from', `is ${humanDuration(nowMs - fromMs)} ago`, 'nothing would be judged by it: leave it out'),
    ];
  return [];
};

const numberFaults = (one: Pushed, at: number): readonly Problem[] => {
  const { samples, count, bad = 0, usersBad = 0, newUsers = 0, p50, p95, p99, histogram } = one;
  const all = count ?? samples;
  const ordered = [p50, p95, p99].filter((each) => each !== undefined);
  return [
    ...(Math.max(bad, usersBad) > all ? [wrong(at, 'bad', 'more are bad than there are', COUNT_ALL)] : []),
    ...(newUsers > Math.max(samples, all) ? [wrong(at, 'newUsers', 'more are new than there are', COUNT_ALL)] : []),
    ...(ordered.some((each, nth) => each < (ordered[nth - 1] ?? 0))
      ? [wrong(at, 'p99', 'a higher percentile is below a lower one', 'look at which is which')]
      : []),
    ...(histogram && !isWhole(histogram) ? [wrong(at, 'histogram', 'its buckets do not fit together', BUCKETS)] : []),
    ...(samples > 0 && SAYING.every((name) => one[name] === undefined)
      ? [wrong(at, 'bad', 'it has samples and says nothing of them', `give one of ${SAYING.join(', ')}`)]
      : []),
  ];
};

const SAYING = ['bad', 'usersBad', 'value', 'p99', 'histogram'] as const;
const COUNT_ALL = 'count says how many events there were, samples where there is no count';
const BUCKETS = 'bounds ascend, no count is below zero, and there is one count more than there are bounds';

const isWhole = ({ bounds, counts }: Histogram): boolean =>
  counts.length === bounds.length + 1 &&
  counts.every((count) => count >= 0 && count <= 1e15) &&
  bounds.every((bound, nth) => bound > (bounds[nth - 1] ?? -Infinity));

const wrong = (at: number, field: string, message: string, hint: string): Problem =>
  problem({
    kind: 'invalid',
    code: `push-${field.toLowerCase()}`,
    path: `observations[${at}].${field}`,
    message,
    hint,
  });

import { z } from 'zod';
import { plainLine } from '../values/quote.ts';
import { Line } from '../values/text.ts';

/** Most buckets, and most groups of users, that one answer may hold. */
const MOST_BUCKETS = 200;
const MOST_SEGMENTS = 50;

export const Histogram = z.strictObject({
  bounds: z.array(z.number()).min(1).max(MOST_BUCKETS).meta({ description: 'upper ends of the buckets, ascending' }),
  counts: z
    .array(z.number())
    .min(2)
    .max(MOST_BUCKETS + 1)
    .meta({ description: 'one for each bucket, and one for what lies beyond the last' }),
});
export type Histogram = z.infer<typeof Histogram>;

/** One group of users over one window, as a metric source counted it. */
export const Arm = z.strictObject({
  samples: z.number().meta({ description: 'observations behind the numbers' }),
  count: z.number().optional().meta({ description: 'of a ratio: all events' }),
  bad: z.number().optional().meta({ description: 'of a ratio: those that the metric counts' }),
  value: z.number().optional().meta({ description: "in the monitor's unit" }),
  p50: z.number().optional(),
  p95: z.number().optional(),
  p99: z.number().optional(),
  usersBad: z
    .number()
    .optional()
    .meta({ description: 'of a ratio: different users behind the bad events; one who tries again and again is one' }),
  newUsers: z.number().optional().meta({ description: 'users who were there for the first time in this rollout' }),
  histogram: Histogram.optional().meta({ description: 'of a latency: how long how many took' }),
});
export type Arm = z.infer<typeof Arm>;

/** What a metric source says when it is asked. Having no data and not having been able to ask are answers too. */
export const Measurement = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('measured'),
    fromMs: z.number().meta({ description: 'the window that was looked at' }),
    toMs: z.number(),
    bucketMs: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'where a source counts in buckets: how wide one is. The window is of whole ones' }),
    atMs: z.number().meta({ description: 'when the newest observation was made' }),
    treatment: Arm,
    control: Arm.optional(),
    withoutControl: Line.optional().meta({ description: 'why there is no control' }),
    segments: z
      .array(z.strictObject({ name: Line, treatment: Arm, control: Arm }))
      .max(MOST_SEGMENTS)
      .optional()
      .meta({ description: 'the same, group by group: harm to few hides in the numbers of all' }),
  }),
  z.strictObject({ is: z.literal('no-data'), why: Line }),
  z.strictObject({ is: z.literal('error'), why: Line }),
]);
export type Measurement = z.infer<typeof Measurement>;
export type Measured = Extract<Measurement, { is: 'measured' }>;

/**
 * The same measurement, fit to be judged and to be written down: a number that JSON cannot hold makes it an error that
 * names the number, and texts are bounded. A broken control costs the comparison only: absolute limits still stand.
 */
export const sound = (measurement: Measurement): Measurement => {
  if (measurement.is !== 'measured') return { ...measurement, why: plainLine(measurement.why) };
  const { control, ...rest } = measurement;
  const { treatment, fromMs, toMs, atMs, segments = [] } = rest;
  const parts = segments.flatMap((one) => [one.treatment, one.control]);
  const fault = brokenNumber({ fromMs, toMs, atMs }) ?? brokenArm(treatment) ?? firstBroken(parts);
  if (fault !== undefined) return { is: 'error', why: fault };
  const unfit = control && brokenArm(control);
  if (unfit === undefined) return measurement;
  const { segments: _, ...bare } = rest;
  return { ...bare, withoutControl: `of control, ${unfit}` };
};

const firstBroken = (arms: readonly Arm[]): string | undefined =>
  arms.map(brokenArm).find((fault) => fault !== undefined);

const brokenArm = (arm: Arm): string | undefined => {
  const { histogram } = arm;
  if (!histogram) return brokenNumber(arm as Numbers);
  const { histogram: _, ...numbers } = arm;
  return brokenNumber(numbers) ?? brokenBucket(histogram);
};

type Numbers = Readonly<Record<string, number | undefined>>;

const brokenBucket = ({ bounds, counts }: Histogram): string | undefined =>
  [...bounds, ...counts].every(Number.isFinite) ? undefined : 'the histogram holds what is no number';

const brokenNumber = (numbers: Numbers): string | undefined => {
  for (const name in numbers) {
    const value = numbers[name];
    if (value !== undefined && !Number.isFinite(value)) return `${name} is ${value}`;
  }
  return undefined;
};

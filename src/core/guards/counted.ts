import { z } from 'zod';
import { Line } from '../values/text.ts';
import type { Watch } from './judgement.ts';
import type { Arm, Histogram, Measured } from './measurement.ts';

const amount = z.number().min(0);
const Pair = z.strictObject({ of: amount, bad: amount });
const Tally = z.strictObject({ treated: Pair, control: Pair });
const Both = z.strictObject({ treated: z.number(), control: z.number() });
const Buckets = z.array(amount).min(2).max(201);

/** What one window comes to for a sequential test: bad is what is bad for people, whichever way the metric counts. */
export const Counted = z.strictObject({
  samples: amount.meta({ description: 'observations with the change' }),
  others: amount.meta({ description: 'observations without it' }),
  counts: Tally.optional(),
  distinct: z.literal(true).optional().meta({ description: 'bad counts users, and each of them once' }),
  segments: z.record(Line, Tally).optional(),
  latency: z
    .strictObject({ bounds: z.array(z.number().positive()).min(1).max(200), treated: Buckets, control: Buckets })
    .optional(),
  values: Both.optional().meta({ description: 'where there is one number for a window and nothing to count' }),
  newUsers: Both.optional(),
});
export type Counted = z.infer<typeof Counted>;
export type Tally = z.infer<typeof Tally>;
export type Latency = NonNullable<Counted['latency']>;

type Asked = Pick<Watch, 'kind' | 'good' | 'unit'>;
type Fault = { readonly fault: string };

/** The window's numbers, or what makes them nonsense. Nonsense is never evidence, for harm or against it. */
export const countedIn = (asked: Asked, measured: Measured): Counted | Fault => {
  const { treatment, control = NOBODY, segments = [] } = measured;
  const fault =
    faultOf(asked, treatment) ??
    faultOf(asked, control) ??
    segments.map((one) => faultOf(asked, one.treatment) ?? faultOf(asked, one.control)).find(Boolean);
  if (fault !== undefined) return { fault };
  const numbers = NUMBERS[asked.kind](asked, measured, control);
  if ('fault' in numbers) return numbers;
  return { samples: treatment.samples, others: control.samples, ...numbers, ...arrivals(treatment, control) };
};

const NOBODY: Arm = { samples: 0, count: 0, bad: 0 };

/** So many groups are tested; the first by name, so that which ones does not depend on how they fare. */
const MOST_SEGMENTS = 10;

type Numbers = Omit<Counted, 'samples' | 'others' | 'newUsers'> | Fault;
type Count = (asked: Asked, measured: Measured, control: Arm) => Numbers;

const ratio: Count = (asked, { treatment, segments = [] }, control) => {
  const counts = tallied(asked, treatment, control);
  if (!counts) return { fault: 'there is nothing to count in it' };
  const groups = segments
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SEGMENTS)
    .flatMap((one): [string, Tally][] => {
      const tally = tallied(asked, one.treatment, one.control);
      return tally ? [[one.name, tally]] : [];
    });
  return {
    counts,
    ...(isDistinct(asked, treatment, control) ? { distinct: true as const } : {}),
    ...(groups.length > 0 ? { segments: Object.fromEntries(groups) } : {}),
  };
};

const isDistinct = ({ good }: Asked, treatment: Arm, control: Arm): boolean =>
  good === 'down' && treatment.usersBad !== undefined && control.usersBad !== undefined;

const tallied = (asked: Asked, treatment: Arm, control: Arm): Tally | undefined => {
  const users = isDistinct(asked, treatment, control);
  const [treated, others] = [treatment, control].map((arm) => pairOf(asked, arm, users));
  return treated && others && { treated, control: others };
};

const pairOf = ({ good }: Asked, arm: Arm, users: boolean): Tally['treated'] | undefined => {
  const of = arm.count ?? arm.samples;
  const counted = users ? arm.usersBad : (arm.bad ?? (arm.value === undefined ? undefined : (arm.value * of) / 100));
  if (counted === undefined) return of === 0 ? { of, bad: 0 } : undefined;
  return { of, bad: good === 'down' ? counted : Math.max(0, of - counted) };
};

const latency: Count = (_, { treatment, control: _control }, control) => {
  const { histogram: mine } = treatment;
  const { histogram: others } = control;
  if (!mine || !others) return valued(treatment, control);
  if (!sameBounds(mine, others)) return { fault: 'the two arms were sorted into different buckets' };
  return { latency: { bounds: mine.bounds, treated: mine.counts, control: others.counts } };
};

const sameBounds = (a: Histogram, b: Histogram): boolean =>
  a.bounds.length === b.bounds.length && a.bounds.every((bound, at) => bound === b.bounds[at]);

const valued = (treatment: Arm, control: Arm): Numbers => {
  const [treated, others] = [treatment, control].map((arm) => arm.value ?? arm.p99);
  if (treated === undefined || others === undefined) return {};
  return { values: { treated, control: others } };
};

/** Counts come as so many in an hour or a day: what happened in the window itself is what was counted. */
const count: Count = ({ unit, good }, { treatment, fromMs, toMs }, control) => {
  const unitMs = UNITS_MS[unit];
  if (unitMs === undefined || good === 'up') return valued(treatment, control);
  const [treated, others] = [treatment, control].map(({ samples, value = 0 }) => ({
    of: samples,
    bad: (value * (toMs - fromMs)) / unitMs,
  }));
  return treated && others ? { counts: { treated, control: others } } : {};
};

const UNITS_MS: Readonly<Record<string, number>> = { '/min': 60_000, '/h': 3_600_000, '/d': 86_400_000 };

const gauge: Count = (_, { treatment }, control) => valued(treatment, control);

const NUMBERS: Readonly<Record<Asked['kind'], Count>> = { ratio, latency, count, gauge };

const AMOUNTS = ['samples', 'count', 'bad', 'usersBad', 'newUsers', 'p50', 'p95', 'p99'] as const;

const faultOf = ({ kind }: Asked, arm: Arm): string | undefined => {
  const { histogram, value } = arm;
  const negative = AMOUNTS.find((name) => (arm[name] ?? 0) < 0);
  if (negative) return `${negative} is ${arm[negative]}: a counter that went back?`;
  if (kind !== 'gauge' && value !== undefined && value < 0) return `value is ${value}`;
  const of = arm.count ?? arm.samples;
  const bad = Math.max(arm.bad ?? 0, arm.usersBad ?? 0);
  if (kind === 'ratio' && bad > of) return `${bad} bad of ${of} in all`;
  if (kind === 'ratio' && value !== undefined && value > 100) return `value is ${value} %`;
  return histogram && unsorted(histogram);
};

const unsorted = ({ bounds, counts }: Histogram): string | undefined => {
  if (counts.length !== bounds.length + 1) return `${counts.length} counts for ${bounds.length} bounds`;
  if (counts.some((number) => number < 0)) return 'a bucket holds less than nothing: a counter that went back?';
  const ascends = bounds.every((bound, at) => bound > (bounds[at - 1] ?? 0));
  return ascends ? undefined : 'the bounds of the histogram do not ascend from above 0';
};

const arrivals = (treatment: Arm, control: Arm): Pick<Counted, 'newUsers'> =>
  treatment.newUsers === undefined || control.newUsers === undefined
    ? {}
    : { newUsers: { treated: treatment.newUsers, control: control.newUsers } };

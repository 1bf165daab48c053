import { type Arm, type Measurement, sound } from '../../core/guards/measurement.ts';
import { hasBlank } from '../../core/values/blanks.ts';
import { humanDuration } from '../../core/values/duration.ts';
import type { Asked } from '../../ports/metric-source.ts';
import { type ArmName, EVERYONE, fault, type Heard, nothing, together, type Unheard, type Window } from './answer.ts';
import { type NumberName, queriesOf } from './numbers.ts';

/** What a source that counts in buckets says to one query: each bucket that has something, by the moment at which it begins. */
export type Bucket = readonly [atMs: number, value: number];
export type BucketsHeard = { readonly is: 'buckets'; readonly buckets: readonly Bucket[] } | Unheard;

export type BucketsAsked = {
  readonly name: NumberName;
  readonly query: string;
  readonly arm: string;
  readonly flag: string;
  readonly window: Bucketed;
};

export type Bucketed = Window & { readonly bucketMs: number };
export type AskBuckets = (asked: BucketsAsked) => Promise<BucketsHeard>;

/**
 * The whole buckets of a window: those that begin in it and are over. So windows that meet share no bucket and lose
 * none, and nothing counts from before a window began. The last one may end too early by less than a bucket.
 */
export const bucketsOf = (window: Window, bucketMs: number, nowMs: number): Bucketed => {
  const up = (ms: number): number => Math.ceil(ms / bucketMs) * bucketMs;
  const over = Math.floor(nowMs / bucketMs) * bucketMs;
  return { fromMs: up(window.fromMs), toMs: Math.min(up(window.toMs), over), bucketMs };
};

/** Measures with a source that counts in buckets: asks for all that the kind is made of, for each arm. */
export const measuredInBuckets = async (asked: Asked, window: Bucketed, ask: AskBuckets): Promise<Measurement> => {
  if (window.toMs <= window.fromMs)
    return sound(nothing(`no bucket of ${humanDuration(window.bucketMs)} is over since then`));
  const queries = queriesOf(asked);
  if (!('list' in queries)) return sound(queries);
  const odd = [...queries.many, ...queries.list.flatMap(({ name }) => (name === 'usersBad' ? [name] : []))];
  if (odd.length > 0) return sound(fault(`${odd.join(', ')} cannot be told bucket by bucket: leave the query out`));
  if (queries.list.some(({ name }) => name === 'at'))
    return sound(fault('how new an answer is, is told by its newest bucket: leave out the query "at"'));
  const named = queries.list.find(({ query }) =>
    (['from', 'to', 'window'] as const).some((one) => hasBlank(query, one)),
  );
  if (named) return sound(fault(`the window is not said in the query of ${named.name}: it is asked for beside`));
  const hear = (arm: ArmName): Promise<Heard> => heardOf(asked, queries.list, (one) => ask({ ...one, window }), arm);
  const [treatment, control] = await Promise.all([hear('treatment'), queries.apart ? hear('control') : EVERYONE]);
  return sound(together(window, treatment, control));
};

type Query = { readonly name: NumberName | 'at'; readonly query: string };
type AskOne = (asked: Omit<BucketsAsked, 'window'>) => Promise<BucketsHeard>;

const heardOf = async (asked: Asked, list: readonly Query[], ask: AskOne, arm: ArmName): Promise<Heard> => {
  const words = { arm: asked.arms?.[arm] ?? arm, flag: asked.flag ?? '' };
  const numbers = list.flatMap(({ name, query }) => (name === 'at' ? [] : [{ name, query }]));
  const heard = await Promise.all(numbers.map(async (one) => [one.name, await ask({ ...one, ...words })] as const));
  const broken = heard.find(([, one]) => one.is === 'error') ?? heard.find(([, one]) => one.is === 'no-data');
  if (broken && broken[1].is !== 'buckets') return { is: broken[1].is, why: `${arm}, ${broken[0]}: ${broken[1].why}` };
  const found = new Map(heard.flatMap(([name, one]) => (one.is === 'buckets' ? [[name, one.buckets] as const] : [])));
  return armOf(found, asked);
};

type Found = ReadonlyMap<NumberName, readonly Bucket[]>;

/** Counts add up; a value is the mean, each bucket by its samples; of percentiles the worst counts. */
const armOf = (found: Found, { kind, good }: Asked): Heard => {
  const numbers: Partial<Record<NumberName, number>> = {};
  for (const [name, buckets] of found) numbers[name] = REDUCED[kindOf(name, kind)](buckets, found, good);
  const moments = DATED.map((name) => found.get(name)).find((buckets) => buckets !== undefined) ?? [];
  const atMs = Math.max(...moments.map(([at]) => at));
  if (!Number.isFinite(atMs)) return nothing('nothing was observed in the window');
  const arm: Arm = { ...numbers, samples: numbers.samples ?? numbers.count ?? 1 };
  return { is: 'heard', arm, atMs };
};

/** As new as the last bucket of what is behind the numbers. */
const DATED = ['count', 'samples', 'value', 'p99'] as const;

type Way = 'added' | 'mean' | 'worst';

const kindOf = (name: NumberName, kind: Asked['kind']): Way => {
  if (name === 'value') return kind === 'count' ? 'added' : 'mean';
  return name.startsWith('p') ? 'worst' : 'added';
};

const REDUCED: Readonly<Record<Way, (buckets: readonly Bucket[], found: Found, good: Asked['good']) => number>> = {
  added: (buckets) => buckets.reduce((sum, [, value]) => sum + value, 0),
  mean: (buckets, found) => {
    const weights = new Map(found.get('samples') ?? found.get('count') ?? buckets.map(([at]) => [at, 1] as const));
    const weighed = buckets.map(([at, value]) => [value, weights.get(at) ?? 0] as const);
    return (
      weighed.reduce((sum, [value, weight]) => sum + value * weight, 0) /
      weighed.reduce((sum, [, weight]) => sum + weight, 0)
    );
  },
  worst: (buckets, _, good) => {
    const values = buckets.map(([, value]) => value);
    return good === 'down' ? Math.max(...values) : Math.min(...values);
  },
};

import type { Arm, Histogram } from '../../core/guards/measurement.ts';
import { plain, quoted } from '../../core/values/quote.ts';
import type { Asked } from '../../ports/metric-source.ts';
import {
  type ArmName,
  fault,
  type Groups,
  type Heard,
  MOST_GROUPS,
  type SeriesAsked,
  type SeriesHeard,
  type Unheard,
} from './answer.ts';

/** Queries that are answered by many numbers: the buckets of a latency, the groups of a ratio. */
export const MANY = ['histogram', 'segmentCount', 'segmentBad'] as const;

type AskMany = (asked: SeriesAsked) => Promise<SeriesHeard> | undefined;

/** What was heard of an arm in single numbers, with its histogram and its groups where the metric asks for them. */
export const withMany = async (asked: Asked, ask: AskMany, arm: ArmName, single: Promise<Heard>): Promise<Heard> => {
  const { queries = {}, arms, flag = '' } = asked;
  const words = { arm: arms?.[arm] ?? arm, flag };
  const hear = (query: string | undefined) => (query === undefined ? undefined : ask({ query, ...words }));
  const [heard, buckets, count, bad] = await Promise.all([
    single,
    hear(queries.histogram),
    hear(queries.segmentCount),
    hear(queries.segmentBad),
  ]);
  if (heard.is !== 'heard') return heard;
  const histogram = buckets && histogramIn(buckets);
  if (histogram && 'is' in histogram) return { ...histogram, why: `${arm}, histogram: ${histogram.why}` };
  const groups = count && bad ? groupsIn(count, bad) : undefined;
  if (groups && 'is' in groups) return { ...groups, why: `${arm}, segments: ${groups.why}` };
  return { ...heard, arm: histogram ? withHistogram(heard.arm, histogram, asked) : heard.arm, groups };
};

/** Where nobody counts the observations beside, the buckets do. */
const withHistogram = (arm: Arm, histogram: Histogram, { queries = {} }: Asked): Arm => {
  const all = histogram.counts.reduce((sum, one) => sum + one, 0);
  const isCounted = queries.samples !== undefined || queries.count !== undefined;
  return { ...arm, samples: isCounted ? arm.samples : all, histogram };
};

/** Two sums that should be one differ in their last digits. */
const ROUNDING = 1e-6;

/** Buckets as Prometheus keeps them, each with all below it: `le` is the upper end, and the one without end is all. */
const histogramIn = (heard: SeriesHeard): Histogram | Unheard => {
  if (heard.is !== 'series') return heard;
  const ends = heard.series.map(({ labels, value }) => [endIn(labels['le']), value] as const);
  if (ends.some(([end]) => end === undefined)) return fault('every series needs the label le, and only that one');
  const sorted = ends.flatMap(([end, value]) => (end === undefined || end <= 0 ? [] : [[end, value] as const]));
  sorted.sort(([a], [b]) => a - b);
  const bounds = sorted.slice(0, -1).map(([end]) => end);
  if (sorted.at(-1)?.[0] !== Infinity || bounds.length === 0) return fault('there is no bucket without an upper end');
  if (new Set(bounds).size !== bounds.length) return fault('a bucket came back twice: let the query add them up');
  if (bounds.length > MOST_BOUNDS) return fault(`${bounds.length} buckets, and ${MOST_BOUNDS} at most are judged`);
  const all = sorted.at(-1)?.[1] ?? 0;
  const counts = sorted.map(([, value], at) => value - (sorted[at - 1]?.[1] ?? 0));
  if (counts.some((one) => one < -ROUNDING * Math.max(1, all))) return fault('a bucket holds less than one below it');
  return { bounds, counts: counts.map((one) => Math.max(0, one)) };
};

const MOST_BOUNDS = 200;

const endIn = (text: string | undefined): number | undefined => {
  if (text === '+Inf') return Infinity;
  return text !== undefined && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
};

/** A group is named by its one label. One that has events and no bad ones has none. */
const groupsIn = (count: SeriesHeard, bad: SeriesHeard): Groups | Unheard => {
  if (count.is !== 'series') return count;
  if (bad.is === 'error') return bad;
  const [all, ill] = [namedIn(count), bad.is === 'series' ? namedIn(bad) : new Map<string, number>()];
  if (!all || !ill) return fault('every group needs one label of its own that names it');
  if (all.size > MOST_GROUPS) return fault(`${all.size} groups, and ${MOST_GROUPS} at most are looked at`);
  const stray = [...ill.keys()].find((name) => !all.has(name));
  if (stray !== undefined) return fault(`the group ${quoted(stray)} has bad events and no events`);
  return new Map(
    [...all].map(([name, of]) => [name, { samples: of, count: of, bad: Math.min(of, ill.get(name) ?? 0) }]),
  );
};

const namedIn = ({ series }: Extract<SeriesHeard, { is: 'series' }>): Map<string, number> | undefined => {
  const named = series.map(({ labels, value }) => [Object.values(labels), value] as const);
  if (named.some(([names]) => names.length !== 1)) return undefined;
  const found = new Map(named.map(([[name = ''], value]) => [plain(name, 100), value]));
  return found.size === named.length ? found : undefined;
};

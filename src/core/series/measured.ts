import type { Arm, Histogram, Measurement } from '../guards/measurement.ts';
import type { Monitor } from '../plan/watch.ts';
import { plain, quoted } from '../values/quote.ts';
import type { Observation } from './observation.ts';

/** What is asked about one metric. */
export type Asked = Pick<Monitor, 'id' | 'kind' | 'good' | 'query' | 'arms'>;

/** Observations by metric, each in the order of time: what windows are looked up in. */
export type Series = ReadonlyMap<string, readonly Observation[]>;

export const seriesOf = (all: readonly Observation[]): Series => {
  const series = new Map<string, Observation[]>();
  for (const one of all) {
    const known = series.get(one.metric);
    if (known) known.push(one);
    else series.set(one.metric, [one]);
  }
  for (const [metric, known] of series)
    series.set(
      metric,
      known.toSorted((a, b) => a.atMs - b.atMs),
    );
  return series;
};

/**
 * What was observed of a metric in a window. Events are added up; values are weighed by their samples, and counts added
 * up; of percentiles, which cannot be put together from others, the worst stands for all.
 */
export const measured = (all: readonly Observation[], asked: Asked, windowMs: number, atMs: number): Measurement => {
  const name = nameOf(asked);
  const known = all.filter(({ metric }) => metric === name);
  if (known.length === 0 && all.length > 0) return { is: 'error', why: unknownMetric(name, all) };
  const inside = known.filter((one) => one.atMs > atMs - windowMs && one.atMs <= atMs);
  return measurementOf(inside, asked, windowMs, atMs);
};

/** The same from a series that is in order: for whoever asks often. */
export const measuredIn = (series: Series, asked: Asked, windowMs: number, atMs: number): Measurement => {
  const known = series.get(nameOf(asked)) ?? [];
  const inside = known.slice(firstAfter(known, atMs - windowMs), firstAfter(known, atMs));
  return measurementOf(inside, asked, windowMs, atMs);
};

/** What a line of a file calls a metric. */
export const nameOf = ({ id, query }: Pick<Asked, 'id' | 'query'>): string => query ?? id;

const firstAfter = (known: readonly Observation[], atMs: number): number => {
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((known[middle]?.atMs ?? 0) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
};

type Arms = { readonly treatment: readonly Observation[]; readonly control: readonly Observation[] };

const measurementOf = (inside: readonly Observation[], asked: Asked, windowMs: number, atMs: number): Measurement => {
  const name = plain(nameOf(asked));
  const whole = inside.filter(({ segment }) => segment === undefined);
  const parts = inside.filter(({ segment }) => segment !== undefined);
  const { treatment, control } = sorted(whole.length > 0 ? whole : parts, asked);
  if (treatment.length === 0) return { is: 'no-data', why: `nothing was observed of ${name} in the window` };
  const mute = [...treatment, ...control].find((one) => !speaks(one, asked));
  if (mute) return { is: 'error', why: `an observation of ${name} says nothing a ${asked.kind} is made of` };
  return {
    is: 'measured',
    fromMs: atMs - windowMs,
    toMs: atMs,
    atMs: Math.min(...[treatment, control].filter((arm) => arm.length > 0).map(newest)),
    treatment: armOf(treatment, asked),
    ...(control.length > 0 ? { control: armOf(control, asked) } : {}),
    ...segmentsOf(parts, asked),
  };
};

const sorted = (seen: readonly Observation[], { arms }: Asked): Arms => ({
  treatment: seen.filter(({ arm }) => arm === (arms?.treatment ?? 'treatment')),
  control: seen.filter(({ arm }) => arm === (arms?.control ?? 'control')),
});

/** A group that only one arm has can be compared with nothing. */
const segmentsOf = (parts: readonly Observation[], asked: Asked): Pick<Measured, 'segments'> => {
  const names = [...new Set(parts.flatMap(({ segment }) => segment ?? []))].toSorted().slice(0, MOST_SEGMENTS);
  const segments = names.flatMap((name) => {
    const { treatment, control } = sorted(
      parts.filter(({ segment }) => segment === name),
      asked,
    );
    const both = treatment.length > 0 && control.length > 0;
    return both ? [{ name, treatment: armOf(treatment, asked), control: armOf(control, asked) }] : [];
  });
  return segments.length > 0 ? { segments } : {};
};

type Measured = Extract<Measurement, { is: 'measured' }>;
const MOST_SEGMENTS = 50;

/** Whether it holds what a metric of this kind is made of. Nobody there to observe is no silence. */
const speaks = ({ samples, bad, usersBad, value, p99, histogram }: Observation, { kind }: Asked): boolean => {
  if (samples === 0 || value !== undefined) return true;
  if (kind === 'ratio') return bad !== undefined || usersBad !== undefined;
  return kind === 'latency' && (p99 !== undefined || histogram !== undefined);
};

const armOf = (seen: readonly Observation[], { kind, good }: Asked): Arm => {
  const samples = sum(seen, (one) => one.samples);
  const worst = (of: (one: Observation) => number | undefined): number | undefined =>
    seen
      .map(of)
      .reduce((a, b) => (a === undefined || (b !== undefined && (good === 'down' ? b > a : b < a)) ? b : a), undefined);
  const percentiles = { p50: worst((one) => one.p50), p95: worst((one) => one.p95), p99: worst((one) => one.p99) };
  const users = { usersBad: whole(seen, (one) => one.usersBad), newUsers: whole(seen, (one) => one.newUsers) };
  const histogram = kind === 'latency' ? together(seen) : undefined;
  const numbers = known({ ...numbersOf(seen, kind, samples), ...percentiles, ...users });
  return { samples, ...numbers, ...(histogram ? { histogram } : {}) };
};

type Numbers = Readonly<Record<string, number | undefined>>;

const numbersOf = (seen: readonly Observation[], kind: Asked['kind'], samples: number): Numbers => {
  if (kind === 'ratio') return { count: sum(seen, countOf), bad: sum(seen, badOf) };
  const valued = seen.filter(({ value }) => value !== undefined);
  if (valued.length === 0) return {};
  if (kind === 'count') return { value: sum(valued, ({ value = 0 }) => value) };
  const weight = sum(valued, (one) => one.samples);
  return weight > 0 && samples > 0 ? { value: sum(valued, ({ value = 0, samples }) => value * samples) / weight } : {};
};

const countOf = ({ count, samples }: Observation): number => count ?? samples;

/** A ratio that came as a percentage counts as so many of its samples; users who met with it are at most its events. */
const badOf = ({ bad, usersBad, value = 0, samples }: Observation): number =>
  bad ?? usersBad ?? (value * samples) / 100;

/** What only some of the lines tell is told of none: a sum of the rest would be too small. */
const whole = (seen: readonly Observation[], of: (one: Observation) => number | undefined): number | undefined =>
  seen.every((one) => of(one) !== undefined) ? sum(seen, (one) => of(one) ?? 0) : undefined;

const together = (seen: readonly Observation[]): Histogram | undefined => {
  const [first, ...more] = seen.flatMap(({ histogram }) => histogram ?? []);
  if (!first || more.length + 1 < seen.length) return undefined;
  const alike = more.every(({ bounds }) => String(bounds) === String(first.bounds));
  if (!alike) return undefined;
  const counts = first.counts.map((count, at) => more.reduce((all, one) => all + (one.counts[at] ?? 0), count));
  return { bounds: first.bounds, counts };
};

const known = (numbers: Numbers): Record<string, number> =>
  Object.fromEntries(
    Object.entries(numbers).flatMap(([name, number]) => (number === undefined ? [] : [[name, number]])),
  );

const sum = (seen: readonly Observation[], of: (one: Observation) => number): number =>
  seen.reduce((all, one) => all + of(one), 0);

const newest = (seen: readonly Observation[]): number =>
  seen.reduce((latest, { atMs }) => Math.max(latest, atMs), -Infinity);

const unknownMetric = (name: string, all: readonly Observation[]): string => {
  const names = [...new Set(all.map(({ metric }) => metric))].slice(0, 5).map(quoted);
  return `nobody has ever observed ${quoted(name)}; there are ${names.join(', ')}`;
};

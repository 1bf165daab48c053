import type { Arm, Measurement } from '../../core/guards/measurement.ts';
import { plain, quoted } from '../../core/values/quote.ts';
import type { Asked } from '../../ports/metric-source.ts';

/** One line of what somebody observed: of one metric, of one arm, in the time up to that moment. */
export type Observation = {
  readonly atMs: number;
  readonly metric: string;
  readonly arm: 'treatment' | 'control';
  readonly samples: number;
  readonly count?: number | undefined;
  readonly bad?: number | undefined;
  readonly value?: number | undefined;
  readonly p50?: number | undefined;
  readonly p95?: number | undefined;
  readonly p99?: number | undefined;
};

/**
 * What was observed of a metric in a window. Events are added up; values are weighed by their samples, and counts added
 * up; of percentiles, which cannot be put together from others, the worst stands for all.
 */
export const measured = (all: readonly Observation[], asked: Asked, windowMs: number, atMs: number): Measurement => {
  const name = asked.query ?? asked.id;
  const known = all.filter(({ metric }) => metric === name);
  if (known.length === 0 && all.length > 0) return { is: 'error', why: unknownMetric(name, all) };
  const inside = known.filter((one) => one.atMs > atMs - windowMs && one.atMs <= atMs);
  const [treatment, control] = (['treatment', 'control'] as const).map((arm) =>
    inside.filter((one) => one.arm === arm),
  );
  if (!treatment?.length) return { is: 'no-data', why: `nothing was observed of ${plain(name)} in the window` };
  const mute = inside.find((one) => !speaks(one, asked));
  if (mute) return { is: 'error', why: `an observation of ${plain(name)} says nothing a ${asked.kind} is made of` };
  return {
    is: 'measured',
    fromMs: atMs - windowMs,
    toMs: atMs,
    atMs: Math.min(...[treatment, control ?? []].filter((arm) => arm.length > 0).map(newest)),
    treatment: armOf(treatment, asked),
    ...(control?.length ? { control: armOf(control, asked) } : {}),
  };
};

/** Whether it holds what a metric of this kind is made of. Nobody there to observe is no silence. */
const speaks = ({ samples, bad, value, p99 }: Observation, { kind }: Asked): boolean => {
  if (samples === 0 || value !== undefined) return true;
  if (kind === 'ratio') return bad !== undefined;
  return kind === 'latency' && p99 !== undefined;
};

const armOf = (seen: readonly Observation[], { kind, good }: Asked): Arm => {
  const samples = sum(seen, (one) => one.samples);
  const worst = (of: (one: Observation) => number | undefined): number | undefined =>
    seen
      .map(of)
      .reduce((a, b) => (a === undefined || (b !== undefined && (good === 'down' ? b > a : b < a)) ? b : a), undefined);
  const percentiles = { p50: worst((one) => one.p50), p95: worst((one) => one.p95), p99: worst((one) => one.p99) };
  return { samples, ...known({ ...numbersOf(seen, kind, samples), ...percentiles }) };
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

/** A ratio that came as a percentage counts as so many of its samples. */
const badOf = ({ bad, value = 0, samples }: Observation): number => bad ?? (value * samples) / 100;

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

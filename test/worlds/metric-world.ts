import { measured, type Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked, MetricSource } from '../../src/ports/metric-source.ts';
import type { Server } from '../helpers/server.ts';

/** A metric source whose vendor has observed that, and the server behind it where there is one. */
export type MetricWorld = {
  readonly source: MetricSource;
  readonly server?: Server;
  /** The same question, with the queries that this vendor is asked in. */
  readonly asks: (asked: Asked) => Asked;
  /** Why it cannot tell a metric that nobody has ever observed from one that is quiet. */
  readonly cannotKnow?: string;
};

export type AMetricWorld = (seen: readonly Observation[]) => Promise<MetricWorld>;

/** The numbers that a vendor could give, by what was observed. */
export const NUMBERS = ['samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99'] as const;
export type NumberName = (typeof NUMBERS)[number];

type Wanted = Pick<Asked, 'kind' | 'good'> & { readonly metric: string; readonly arm: string };
export type Of = { readonly numbers: Readonly<Record<string, number | undefined>>; readonly atMs: number };

/** What a vendor has to say of one arm: nothing, or its numbers and the moment of the newest. */
export const numbersOf = (
  seen: readonly Observation[],
  { metric, arm, kind, good }: Wanted,
  [windowMs, atMs]: readonly [number, number],
): Of | undefined => {
  const mine = seen.filter((one) => one.metric === metric && one.arm === arm);
  const asTreatment = mine.map((one): Observation => ({ ...one, arm: 'treatment' }));
  const answer = measured(asTreatment, { id: metric, kind, good }, windowMs, atMs);
  if (answer.is !== 'measured') return undefined;
  const { samples, count, bad, value, p50, p95, p99 } = answer.treatment;
  return { numbers: { samples, count, bad, value, p50, p95, p99 }, atMs: answer.atMs };
};

/** The numbers that a kind is asked for where somebody has observed them. */
export const askedFor = (seen: readonly Observation[], { kind, id, query }: Asked): readonly NumberName[] => {
  if (kind === 'ratio') return ['samples', 'count', 'bad'];
  const mine = seen.filter(({ metric }) => metric === (query ?? id));
  const given = (['p50', 'p95', 'p99'] as const).filter((name) => mine.some((one) => one[name] !== undefined));
  return ['samples', 'value', ...given];
};

type Buckets = { readonly number: string; readonly fromMs: number; readonly toMs: number; readonly bucketMs: number };

/** The same, as a vendor tells it that counts in buckets: nothing at all where any part of the window is no number. */
export const bucketed = (
  seen: readonly Observation[],
  wanted: Wanted,
  { number, fromMs, toMs, bucketMs }: Buckets,
): readonly (readonly [atMs: number, value: number])[] => {
  const whole = numbersOf(seen, wanted, [toMs - fromMs, toMs])?.numbers[number];
  if (whole === undefined || !Number.isFinite(whole)) return [];
  const begins = Array.from({ length: Math.round((toMs - fromMs) / bucketMs) }, (_, nth) => fromMs + nth * bucketMs);
  return begins.flatMap((at) => {
    const value = numbersOf(seen, wanted, [bucketMs, at + bucketMs])?.numbers[number];
    return value === undefined ? [] : [[at, value] as const];
  });
};

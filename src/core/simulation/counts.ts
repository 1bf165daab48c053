import { slowerBy, USUAL_SPREAD } from '../guards/slower.ts';
import { MINUTE } from '../values/duration.ts';
import { binomial, type Chance, normal, poisson } from './chance.ts';
import type { Scenario } from './scenario.ts';
import { type Course, strengthOf, touches } from './story.ts';
import { expectedAt } from './traffic.ts';
import type { Usual } from './usual.ts';

/** Sums since the start, by minute: what lies in a window is a difference of two, however long it is. */
type Sums = number[];
type ArmSums = { readonly requests: Sums; readonly metrics: readonly Sums[] };

/** Everything that was counted, minute by minute. Grows at its end; what is counted never changes. */
export type Counts = {
  readonly treated: ArmSums;
  readonly control: ArmSums;
  readonly exposed: Sums;
  /** Requests that would have been well without the change: for those who had it, and if all had had it. */
  readonly harmed: Sums;
  readonly harmedAtOnce: Sums;
};

export type Modelled = {
  readonly startMs: number;
  readonly requestsPerDay: number;
  readonly draw: Chance;
  readonly usual: readonly Usual[];
  readonly scenario: Scenario;
};

export const noCounts = ({ usual }: Modelled): Counts => ({
  treated: { requests: [0], metrics: usual.map(() => [0]) },
  control: { requests: [0], metrics: usual.map(() => [0]) },
  exposed: [0],
  harmed: [0],
  harmedAtOnce: [0],
});

/** One minute more, with this share of the traffic treated. Costs a few draws for each metric. */
export const countMinute = (counts: Counts, modelled: Modelled, share: number, course: Course): void => {
  const { startMs, requestsPerDay, draw, usual, scenario } = modelled;
  const minute = counts.exposed.length - 1;
  const perDay = requestsPerDay * (scenario.traffic ?? 1);
  const requests = poisson(expectedAt(startMs + minute * MINUTE, perDay), draw, [0, minute]);
  const treated = binomial(requests, share, draw, [2, minute]);
  push(counts.treated.requests, treated);
  push(counts.control.requests, requests - treated);
  let harm = 0;
  for (const [at, one] of usual.entries()) {
    const values = valuesAt(one, scenario, minute, course);
    const mine: Drawing = { draw, place: [streamOf(at, 0), minute] };
    const others: Drawing = { draw, place: [streamOf(at, 1), minute] };
    push(counts.treated.metrics[at] ?? [], drawn(one, values.treated, { requests: treated, share }, mine));
    push(
      counts.control.metrics[at] ?? [],
      drawn(one, values.control, { requests: requests - treated, share: 1 - share }, others),
    );
    harm = Math.max(harm, harmOf(one, values.treated, values.control));
  }
  push(counts.exposed, treated);
  push(counts.harmed, treated * harm);
  push(counts.harmedAtOnce, share > 0 ? requests * harm : 0);
};

/** Every arm of every metric draws from two streams of its own, behind those of the traffic. */
const streamOf = (metric: number, arm: 0 | 1): number => 8 + 4 * metric + 2 * arm;

const valuesAt = (one: Usual, { effects }: Scenario, minute: number, course: Course) => {
  const values = { treated: one.value, control: one.value };
  for (const effect of effects) {
    const strength = touches(effect, one.monitor) ? strengthOf(effect, minute, course) : 0;
    if (strength === 0) continue;
    values.treated = worsened(one, values.treated, strength, effect);
    if (effect.arms === 'both') values.control = worsened(one, values.control, strength, effect);
  }
  return values;
};

const push = (sums: Sums, more: number): void => void sums.push((sums.at(-1) ?? 0) + more);

type HowMuch = { readonly times?: number | undefined; readonly points?: number | undefined };

const worsened = ({ monitor: { good, kind } }: Usual, value: number, strength: number, { times, points }: HowMuch) => {
  const factor = 1 + ((times ?? 1) - 1) * strength;
  const shift = kind === 'ratio' ? (points ?? 0) * strength : 0;
  const worse = good === 'down' ? value * factor + shift : value / factor - shift;
  return kind === 'ratio' ? Math.min(100, Math.max(0, worse)) : Math.max(0, worse);
};

type Arm = { readonly requests: number; readonly share: number };
type Drawing = { readonly draw: Chance; readonly place: readonly [number, number] };

/** A ratio is counted, a count happens, the others are a value for each request that is summed up with it. */
const drawn = (
  { monitor: { kind, unit } }: Usual,
  value: number,
  { requests, share }: Arm,
  { draw, place }: Drawing,
): number => {
  if (kind === 'ratio') return binomial(requests, value / 100, draw, place);
  if (kind === 'count') return poisson((value * share) / minutesPer(unit), draw, place);
  if (requests === 0) return 0;
  const spread = kind === 'latency' ? P99_SPREAD / Math.sqrt(requests) : 0.02;
  return requests * Math.max(0, value * (1 + spread * normal(draw, ...place)));
};

/** What a count is counted by. */
export const minutesPer = (unit: string): number => ({ '/min': 1, '/h': 60, '/d': 1440 })[unit] ?? 60;

/** How uncertain the slowest hundredth of n requests is, over √n, when times are lognormal with a sigma of 0.6. */
const P99_SPREAD = 2.2;

/**
 * The share of requests that the change spoils: those that fail more often than without it, or that take longer than 99
 * of 100 did. Counts and gauges say nothing about single requests.
 */
const harmOf = ({ monitor: { kind, good } }: Usual, treated: number, control: number): number => {
  if (treated === control) return 0;
  if (kind === 'ratio') return Math.max(0, good === 'down' ? treated - control : control - treated) / 100;
  if (kind !== 'latency' || control <= 0) return 0;
  return slowerBy(Math.log(treated / control) / USUAL_SPREAD);
};

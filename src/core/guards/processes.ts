import type { Latency, Tally } from './counted.ts';

/**
 * Bets against "no harm", each on harm of one size. A bet is kept as the logarithm of what it has made of 1, one row of
 * numbers for all sizes; together they are worth the weighted mean. Where there is no harm the expected worth stays at 1
 * or below however often anybody looks, so it comes to 20 in fewer than 1 of 20 rollouts (Ville's inequality).
 */
export type Bets = readonly number[];

/** What a row of bets is worth, given how the stake was spread. No bets yet: the stake. */
export const worth = (bets: Bets, weights: readonly number[]): number => {
  if (bets.length === 0) return 1;
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += (weights[at] ?? 0) * Math.exp(Math.min(MOST, bets[at] ?? 0));
  return sum;
};

/** Beyond this a double overflows, and nobody needs to know more exactly. */
const MOST = 600;

export const added = (bets: Bets, more: Bets): Bets =>
  bets.length === 0 ? more : bets.map((bet, at) => bet + (more[at] ?? 0));

const shares = (parts: readonly number[]): readonly number[] => {
  const all = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / all);
};

/** How many times as often something bad happens: what is bet on, for all users and for groups of them. */
export const TIMES = [1.25, 1.5, 2, 3, 6, 20, 60];
export const TIMES_WEIGHTS = shares([1, 2, 3, 2, 1, 0.5, 0.5]);
const GROUP_TIMES = [2, 5, 20];
export const GROUP_WEIGHTS = shares([1, 1, 1]);
/** Groups are smaller and differ more by chance. */
const GROUP_TOLERATED = 1.2;

export const countBets = (tally: Tally, tolerated: number): Bets => betsOn(tally, tolerated, TIMES);
export const groupBets = (tally: Tally): Bets => betsOn(tally, GROUP_TOLERATED, GROUP_TIMES);

/**
 * Of all bad events of the window, how many fell to the treated? Where the treated have at most `tolerated` times as
 * many for each request, each falls to them with at most this chance, whatever the rate was: incidents, hours of the
 * day and drift cancel out.
 */
const betsOn = ({ treated, control }: Tally, tolerated: number, times: readonly number[]): Bets => {
  const requests = treated.of + control.of;
  const all = treated.bad + control.bad;
  if (requests <= 0 || all <= 0) return times.map(() => 0);
  const share = treated.of / requests;
  const least = Math.log1p(share * (tolerated - 1));
  return times.map((step) => {
    const ratio = effectOf(step, tolerated);
    return treated.bad * Math.log(ratio / tolerated) - all * (Math.log1p(share * (ratio - 1)) - least);
  });
};

/** What a step bets on: further out where more is tolerated. */
export const effectOf = (step: number, tolerated: number): number => (tolerated * step) / USUAL_TOLERANCE;

const USUAL_TOLERANCE = 1.05;

/** Where a request of usual length lies and how far they spread, in logarithms. Frozen, so that it tells nothing. */
export type Scale = { readonly mean: number; readonly spread: number };

export const TILTS = [0.25, 0.5, 1, 1.8];
export const TILT_WEIGHTS = shares([2, 2, 1, 1]);

/**
 * Are the treated slower? Every request counts by how slow it is; the bet is on the mean of e^(tilt × slowness) against
 * what a mixture of both arms would show. Needs no form of distribution, only buckets.
 */
export const latencyBets = ({ bounds, treated, control }: Latency, scale: Scale, tolerated: number): Bets => {
  const scores = middles(bounds).map((middle) => clipped((Math.log(middle) - scale.mean) / scale.spread));
  const [mine, others] = [total(treated), total(control)];
  if (mine <= 0 || others <= 0) return TILTS.map(() => 0);
  const slack = Math.log(tolerated) / scale.spread;
  const slowness = weighted(treated, scores);
  return TILTS.map((tilt) => {
    const tilted = scores.map((score) => Math.exp(tilt * score));
    const expected = weighted(treated, tilted) + Math.exp(tilt * slack) * weighted(control, tilted);
    return tilt * slowness - mine * Math.log(expected / (mine + others));
  });
};

/** From whoever does not have the change, the first time there is anybody. */
export const scaleOf = ({ bounds, control }: Latency): Scale | undefined => {
  const all = total(control);
  if (all <= 0) return undefined;
  const logs = middles(bounds).map(Math.log);
  const mean = weighted(control, logs) / all;
  const square = weighted(
    control,
    logs.map((log) => (log - mean) ** 2),
  );
  return { mean, spread: Math.max(0.05, Math.sqrt(square / all)) };
};

const middles = (bounds: readonly number[]): readonly number[] => {
  const ends = [...bounds, (bounds.at(-1) ?? 1) * 2];
  return ends.map((end, at) => Math.sqrt(end * (ends[at - 1] ?? end / 2)));
};

const clipped = (score: number): number => Math.min(4, Math.max(-3, score));
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
const weighted = (counts: readonly number[], values: readonly number[]): number =>
  counts.reduce((sum, count, at) => sum + (count > 0 ? count * (values[at] ?? 0) : 0), 0);

export const CHANCES = [0.6, 0.75, 0.9, 0.97];
export const SIGN_WEIGHTS = shares([1, 1, 1, 1]);

/** Where a window gives one number for each arm: was it the worse one? Without harm that is so half of the time at most. */
export const signBets = (isWorse: boolean): Bets =>
  CHANCES.map((chance) => Math.log(2 * (isWorse ? chance : 1 - chance)));

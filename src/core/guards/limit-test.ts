import type { Tally } from './counted.ts';
import type { Bets } from './processes.ts';

/** By how much a limit may be exceeded: what is looked for. */
const TIMES = [1.5, 2, 4, 8];

/** Four scores of which one is enough. */
export const LIMIT_BROKEN = Math.log(20 * TIMES.length);
export const LIMIT_NEAR = Math.log(16);

/**
 * One window more for a limit: each score grows with what speaks for that excess and never falls below nothing, so an
 * hour of calm buys no credit. A window in which control is beyond the limit too is an incident and speaks for nothing.
 */
export const limitScores = (scores: Bets, tally: Tally, limit: number): Bets => {
  const { treated, control } = tally;
  if (isBeyond(control, limit) || treated.of <= 0) return scores;
  const most = apart(tally);
  return TIMES.map((times, at) => {
    const share = Math.min(MOST_SHARE, times * limit);
    const gain =
      treated.bad * Math.log(share / limit) + (treated.of - treated.bad) * Math.log((1 - share) / (1 - limit));
    return Math.max(0, (scores[at] ?? 0) + (share > limit ? Math.min(gain, most) : 0));
  });
};

const MOST_SHARE = 0.999;

/**
 * How far the arms are apart in a window, in nats: what it tells of the change can be no more than that. A control of few
 * keeps a limit by chance while everybody is beyond it. Without control nothing bounds it.
 */
const apart = ({ treated, control }: Tally): number => {
  if (control.of <= 0) return Infinity;
  if (treated.bad * control.of <= control.bad * treated.of) return 0;
  const pooled = (treated.bad + control.bad) / (treated.of + control.of);
  return Math.max(0, likelihood(treated, pooled) + likelihood(control, pooled) - BY_CHANCE);
};

/** Arms that are alike are apart by so much now and then; what is told of them has to be more. */
const BY_CHANCE = 1;

/** Of an arm's own share of bad events, against another. */
const likelihood = ({ of, bad }: Tally['control'], share: number): number =>
  part(bad, bad / of, share) + part(of - bad, 1 - bad / of, 1 - share);
const part = (count: number, own: number, other: number): number => (count > 0 ? count * Math.log(own / other) : 0);

export const isBeyond = ({ of, bad }: Tally['control'], limit: number): boolean => of > 0 && bad / of > limit;

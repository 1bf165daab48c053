import { type Evidence, LEAST_TOLERATED } from './evidence.ts';
import { added, type Bets, CHANCES, effectOf, TILTS, TIMES } from './processes.ts';
import { slowerBy, USUAL_SPREAD } from './slower.ts';

/** What a guard has not ruled out yet. */
export type Left = {
  /** From so many times as much on, every effect is ruled out. */
  readonly times: number;
  /** The share of the requests with the change that an effect just below that spoils. */
  readonly spoiled: number;
  /** Half as much again, and all that is worse, is ruled out. */
  readonly slight: boolean;
};

/** An effect that is there is ruled out in fewer than 1 of 20 rollouts, however often anybody looks. */
const RULED_OUT = Math.log(0.05);
/** The second smallest of the effects that are bet on: half as many again, or half a spread slower. */
const SLIGHT = 1;

/**
 * The same bets, read from their other end: one that has lost nearly all that was staked says that there is no such
 * effect. Exact for counts, near enough for latencies; it decides about haste and never about harm. Undefined where
 * nothing is ruled out.
 */
export const leftBy = (evidence: Evidence): Left | undefined => {
  const bets = evidence.main.reduce((sum: Bets, row) => (row.length === 0 ? sum : added(sum, row)), []);
  const from = bets.findLastIndex((bet) => bet > RULED_OUT) + 1;
  if (evidence.by === undefined || bets.length === 0 || from >= bets.length) return undefined;
  return LEFT[evidence.by](evidence, from);
};

type Kind = NonNullable<Evidence['by']>;

const LEFT: Readonly<Record<Kind, (evidence: Evidence, from: number) => Left | undefined>> = {
  counts: ({ setting, seen: { control }, turned }, from) => {
    if (control.of <= 0) return undefined;
    const times = effectOf(TIMES[from] ?? 1, setting.tolerated);
    const usual = control.bad / control.of;
    const spoiled = turned ? (1 - usual) * (1 - 1 / times) : Math.min(1 - usual, usual * (times - 1));
    return { times, spoiled, slight: from <= SLIGHT };
  },
  latency: ({ scale }, from) => {
    const tilt = TILTS[from] ?? 0;
    return scale && { times: Math.exp(tilt * scale.spread), spoiled: slowerBy(tilt), slight: from <= SLIGHT };
  },
  // Being the worse one in three windows of four is ruled out, or nothing is: how much worse these windows do not tell.
  signs: ({ setting: { kind, tolerated } }, from) => {
    if ((CHANCES[from] ?? 1) > MOSTLY) return undefined;
    const times = Math.max(LEAST_TOLERATED, tolerated);
    return { times, spoiled: kind === 'gauge' ? 0 : slowerBy(Math.log(times) / USUAL_SPREAD), slight: true };
  },
};

/** A chance of being the worse one that only real harm has. */
const MOSTLY = 0.75;

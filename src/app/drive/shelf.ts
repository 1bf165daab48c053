import { MINUTE } from '../../core/values/duration.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Rollout } from '../executor/journal.ts';

/** A rollout as its last turn left it. */
export type Known = {
  readonly rollout: Rollout;
  readonly lane: string;
  /** When its log was last read whole. */
  readonly wholeAtMs: number;
};

/**
 * What was folded, from turn to turn: it tells the next turn from where on to read, and nothing else. It may be thrown
 * away at any moment.
 */
export type Shelf = {
  /** Undefined where the log has to be read whole. */
  readonly of: (id: string) => Known | undefined;
  readonly keep: (known: Known) => void;
  readonly forget: (id: string) => void;
};

/** So often a log is read whole, its snapshot and chain verified: what was changed in its past meanwhile is found then. */
const WHOLE_EVERY_MS = 15 * MINUTE;

/** What one weighs is told in docs/scale.md. */
const MOST = 10_000;

/**
 * Whoever comes to a full shelf gets the place of one that has to be read whole anyway, or none. Were the one that was
 * used longest ago put out, more rollouts than places, each looked at in its turn, would put out each other, and
 * nobody would ever be found.
 */
export const shelfOf = ({ nowMs }: Pick<Clock, 'nowMs'>, most = MOST): Shelf => {
  /** In the order in which they were read whole. */
  const kept = new Map<string, Known>();
  const isFresh = ({ wholeAtMs }: Known): boolean => Math.abs(nowMs() - wholeAtMs) < WHOLE_EVERY_MS;
  const hasRoom = (): boolean => {
    const [oldest] = kept.values();
    if (kept.size >= most && oldest && !isFresh(oldest)) kept.delete(oldest.rollout.id);
    return kept.size < most;
  };
  return {
    of: (id) => {
      const known = kept.get(id);
      return known && isFresh(known) ? known : undefined;
    },
    keep: (known) => {
      const { id } = known.rollout;
      if (kept.get(id)?.wholeAtMs !== known.wholeAtMs) kept.delete(id);
      if (kept.has(id) || hasRoom()) kept.set(id, known);
    },
    forget: (id) => void kept.delete(id),
  };
};

import type { Problem, Result } from '../core/problem.ts';

/**
 * Wakes rollouts when they are due. At most one wake-up waits for each. All it knows may be lost at any moment, and it
 * may wake somebody twice or late: the log says who is under way, and its fence decides between two that were woken.
 */
export type Scheduler = {
  /** At once, in place of the wake-up that waits. */
  readonly wake: (id: string) => Promise<Result<void>>;
  /** A wake-up for each whom nothing would wake any more; all others keep theirs. Gives those who had none. */
  readonly ensure: (ids: readonly string[]) => Promise<Result<readonly string[]>>;
  /** Wakes whoever is due until it is to stop, and is over when the last turn that was begun is. */
  readonly run: (waking: Waking) => Promise<void>;
  /** What time it is for everybody who shares it; undefined where all of them share the clock of one machine. */
  readonly nowMs: () => Promise<Result<number | undefined>>;
  readonly close: () => Promise<void>;
};

export type Waking = {
  /** Turns at once, at most. */
  readonly most: number;
  readonly stop: AbortSignal;
  /** Takes a turn, so long after it was due. What it gives stands behind a wake-up that came meanwhile; undefined: never again. */
  readonly woken: (id: string, lateMs: number) => Promise<Next | undefined>;
  /** Lanes that have no room now: whoever stands there is passed over, and nobody else waits behind them. */
  readonly full: () => readonly string[];
  /** Something went wrong that is tried again. */
  readonly troubled: (problems: readonly Problem[]) => void;
};

export type Next = { readonly inMs: number; readonly lane: string };

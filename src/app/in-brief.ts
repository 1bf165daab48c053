import { ok, type Result } from '../core/problem.ts';
import { SECOND } from '../core/values/duration.ts';
import type { Clock } from '../ports/clock.ts';
import type { Brief, EventLog, Piece } from '../ports/event-log.ts';

/** So many at once: some 100 kB, and on a file some milliseconds in which nobody else has a word. */
const MOST = 1000;
/** Whoever took longer for a piece has slept meanwhile, or had its clock set: nobody is to rest from that. */
const LONGEST_MS = 10 * SECOND;

/**
 * Where all logs end, or those that are due: piece after piece, until they were all seen or something went wrong. Gives
 * how long that took, without the pauses in which others had a word.
 */
export const inBrief = async (
  log: EventLog,
  clock: Clock,
  of: Piece['of'],
  see: (piece: readonly Brief[]) => Promise<Result<void>>,
): Promise<Result<number>> => {
  let tookMs = 0;
  for (let after: Brief | undefined; ;) {
    const fromMs = clock.nowMs();
    const piece = await log.brief({ of, after, most: MOST });
    if (!piece.ok) return piece;
    const seen = await see(piece.value);
    if (!seen.ok) return seen;
    tookMs += Math.min(LONGEST_MS, Math.max(0, clock.nowMs() - fromMs));
    if (piece.value.length < MOST) return ok(tookMs);
    after = piece.value.at(-1);
    await clock.sleep(0);
  }
};

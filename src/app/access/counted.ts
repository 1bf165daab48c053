import type { AuditEvent } from '../../core/access/audit.ts';
import type { Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import { buckets } from './buckets.ts';

type Refused = Extract<AuditEvent, { type: 'refused' }>;

export type Counted = {
  /** Whether there is room for one more, written by itself. */
  readonly mayWrite: () => boolean;
  readonly count: (refused: Refused) => void;
  readonly close: () => Promise<void>;
};

/** So many a minute are written one by one, in this process; the first of a flood tell what it is. */
const WRITTEN = { perSecond: 1 / 3, burst: 20 };
const EVERY_MS = 60_000;
const MOST_NAMED = 20;
const MOST_COUNTED = 1000;

/** Refusals beyond what a log should hold: how many, since when, and of whom the most. Written once a minute. */
export const countedRefusals = (clock: Clock, write: (event: AuditEvent) => Promise<Result<unknown>>): Counted => {
  const room = buckets(clock.nowMs, { ...WRITTEN, most: 1 });
  const over = new AbortController();
  let counts = new Map<string, number>();
  let sinceMs = 0;
  let waiting: Promise<void> | undefined;

  const add = (name: string, count: number, atMs: number): void => {
    if (counts.size === 0) sinceMs = atMs;
    const key = counts.has(name) || counts.size < MOST_COUNTED ? name : 'others';
    counts.set(key, (counts.get(key) ?? 0) + count);
    if (!over.signal.aborted) waiting ??= clock.sleep(EVERY_MS, over.signal).then(flush);
  };

  const flush = async (): Promise<void> => {
    waiting = undefined;
    if (counts.size === 0) return;
    const [all, fromMs] = [[...counts], sinceMs];
    counts = new Map();
    const most = all.toSorted(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
    const written = await write({
      schemaVersion: 1,
      type: 'refusals-counted',
      atMs: clock.nowMs(),
      sinceMs: fromMs,
      count: all.reduce((sum, [, count]) => sum + count, 0),
      most: most.map(([who, count]) => ({ who, count })),
    });
    // Counted until it is written down.
    if (!written.ok) for (const [who, count] of all) add(who, count, fromMs);
  };

  return {
    mayWrite: () => room.take('all') === 0,
    count: ({ who, from, atMs }) => add(who ?? from ?? 'nobody known', 1, atMs),
    close: async () => {
      over.abort();
      await (waiting ?? flush());
    },
  };
};

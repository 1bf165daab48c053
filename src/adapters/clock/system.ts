import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';

/** A timer that is asked for more fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    sleep(Math.min(ms, LONGEST_MS), undefined, { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    }),
};

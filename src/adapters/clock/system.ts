import type { Clock } from '../../ports/clock.ts';

/** A timer that is asked for more fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of this machine. Most who sleep are woken long before: that makes no error, which would cost more than all else. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((woken) => {
      if (signal?.aborted) return woken();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        woken();
      };
      const timer = setTimeout(wake, Math.min(ms, LONGEST_MS));
      signal?.addEventListener('abort', wake);
    }),
};

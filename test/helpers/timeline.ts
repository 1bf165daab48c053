import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/ports/clock.ts';
import { turnstile } from '../sim/turnstile.ts';
import { NINE } from './rollout.ts';

/** Time that passes when the test says so, for many who wait at once. */
export type Timeline = {
  readonly clock: Clock;
  /** Everything that is due within so long happens, in its order. */
  readonly pass: (ms: number) => Promise<void>;
};

export const aTimeline = (startMs = NINE): Timeline => {
  const { nowMs, after, step } = turnstile(startMs);
  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((woken) => {
      if (signal?.aborted) return woken();
      const off = after(ms, woken);
      signal?.addEventListener('abort', () => (off(), woken()), { once: true });
    });
  const pass = async (ms: number): Promise<void> => {
    const over = new AbortController();
    // Whoever has just begun gets as far as waiting for something.
    await setImmediate();
    after(ms, () => over.abort());
    while (!over.signal.aborted) await step();
  };
  return { clock: { nowMs, sleep }, pass };
};

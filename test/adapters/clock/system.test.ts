import { expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/clock/system.ts';

it('tells the time and waits', async () => {
  const start = systemClock.nowMs();
  await systemClock.sleep(20);
  expect(systemClock.nowMs() - start).toBeGreaterThanOrEqual(19);
});

it('stops waiting when it is told to, however long the wait', async () => {
  const stop = new AbortController();
  const waiting = systemClock.sleep(Number.MAX_SAFE_INTEGER, stop.signal).then(() => 'stopped');
  expect(await Promise.race([waiting, systemClock.sleep(20).then(() => 'still waiting')])).toBe('still waiting');
  stop.abort();
  expect(await waiting).toBe('stopped');
});

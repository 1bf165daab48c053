import { expect, it } from 'vitest';
import { clockAdapters } from '../../../src/adapters/clock/index.ts';

it.each(Object.entries(clockAdapters))('%s tells the time and waits', async (_, clock) => {
  const start = clock.nowMs();
  await clock.sleep(20);
  expect(clock.nowMs() - start).toBeGreaterThanOrEqual(19);
});

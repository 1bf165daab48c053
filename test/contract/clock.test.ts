import { describe, expect, it } from 'vitest';
import { clockAdapters } from '../../src/adapters/clock/index.ts';

describe.each(Object.entries(clockAdapters))('the clock %s', (_, clock) => {
  it('goes on while somebody waits', async () => {
    const start = clock.nowMs();
    await clock.sleep(20);
    expect(clock.nowMs() - start).toBeGreaterThanOrEqual(19);
  });

  it('lets nobody wait longer than they want to, however long they meant to', async () => {
    const stop = new AbortController();
    const waiting = clock.sleep(Number.MAX_SAFE_INTEGER, stop.signal).then(() => 'stopped');
    expect(await Promise.race([waiting, clock.sleep(20).then(() => 'still waiting')])).toBe('still waiting');
    stop.abort();
    expect(await waiting).toBe('stopped');
  });
});

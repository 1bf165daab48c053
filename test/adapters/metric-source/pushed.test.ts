import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { pushed } from '../../../src/adapters/metric-source/pushed.ts';
import { ok } from '../../../src/core/problem.ts';
import { type Asked, NO_FLAG_YET } from '../../../src/ports/metric-source.ts';
import { observationStore } from '../../../src/ports/observation-store.ts';
import { aContext } from '../../helpers/context.ts';
import { worked } from '../../helpers/log.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ERRORS: Asked = { id: 'error-rate', kind: 'ratio', good: 'down', flag: 'new_login' };

const opened = async () => {
  const log = memoryEventLog();
  const open = async () => ok(log);
  const clock = { nowMs: () => NOW, sleep: async () => undefined };
  const store = observationStore({ open, environment: 'production', nowMs: clock.nowMs });
  const observations = [6, 5, 4, 3, 2, 1].map((ago) => ({
    metric: 'error-rate',
    flag: 'new_login',
    arm: 'treatment',
    fromMs: NOW - ago * MINUTE,
    toMs: NOW - (ago - 1) * MINUTE,
    samples: 100,
    bad: 1,
  }));
  worked(await store.keep({ by: 'hook shop', observations }));
  return worked(await pushed.open('log?environment=production', { ...aContext(), clock, log: open }));
};

describe('the metric source of pushed numbers', () => {
  it('answers of the flag that it is asked about, and says so where it was told of others', async () => {
    const source = await opened();
    expect(await source.measure(ERRORS, 5 * MINUTE, NOW)).toMatchObject({ treatment: { samples: 500, bad: 5 } });
    expect(await source.measure({ ...ERRORS, flag: 'new_cart' }, 5 * MINUTE, NOW)).toEqual({
      is: 'error',
      why: 'nobody tells "error-rate" of the flag "new_cart", but of "new_login"',
    });
    expect((await source.measure({ ...ERRORS, flag: undefined }, 5 * MINUTE, NOW)).is).toBe('error');
  });

  it('tells whoever has no plan yet of the flag that it was told of last', async () => {
    const source = await opened();
    expect(await source.measure({ ...ERRORS, flag: NO_FLAG_YET }, 5 * MINUTE, NOW)).toMatchObject({ is: 'measured' });
    expect(worked((await source.greet?.()) ?? ok(''))).toBe('1 metric was pushed for production today');
  });

  it('does not answer for what is no longer kept', async () => {
    const source = await opened();
    expect(await source.measure(ERRORS, 3 * DAY + MINUTE, NOW)).toMatchObject({
      is: 'error',
      why: expect.stringContaining('3 d'),
    });
  });

  it('is not opened without a log, without an environment, or where there is no file', async () => {
    expect(await pushed.open('log?environment=production', aContext())).toMatchObject({
      ok: false,
      problems: [{ code: 'no-log-here' }],
    });
    expect((await pushed.open('log', aContext())).ok).toBe(false);
    const nowhere = worked(await pushed.open('/nowhere/x.db?environment=production', aContext()));
    expect(await nowhere.measure(ERRORS, MINUTE, 0)).toMatchObject({ is: 'error', why: 'there is no such file' });
  });
});

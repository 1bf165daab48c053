import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketsOf } from '../../../src/adapters/metric-source/buckets.ts';

const anyMs = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

it('windows that meet share no bucket and lose none; nothing counts from before one began, or before it is over', () =>
  fc.assert(
    fc.property(
      anyMs,
      fc.array(fc.integer({ min: 60_000, max: 3_600_000 }), { minLength: 2, maxLength: 6 }),
      fc.constantFrom(1000, 10_000, 30_000, 60_000, 300_000),
      fc.nat(600_000),
      (beginMs, lengths, bucketMs, lagMs) => {
        const edges = [beginMs];
        for (const length of lengths) edges.push((edges.at(-1) ?? 0) + length);
        const nowMs = (edges.at(-1) ?? 0) + lagMs;
        const windows = edges.slice(1).map((toMs, at) => ({ fromMs: edges[at] ?? 0, toMs }));
        const whole = windows.map((window) => bucketsOf(window, bucketMs, nowMs));
        for (const [at, { fromMs, toMs }] of whole.entries()) {
          expect([fromMs % bucketMs, toMs % bucketMs]).toEqual([0, 0]);
          expect(fromMs).toBeGreaterThanOrEqual(windows[at]?.fromMs ?? 0);
          expect(fromMs - (windows[at]?.fromMs ?? 0)).toBeLessThan(bucketMs);
          expect(toMs).toBeLessThanOrEqual(nowMs);
          expect(Math.abs(toMs - (windows[at]?.toMs ?? 0))).toBeLessThan(bucketMs);
          const next = whole[at + 1];
          const meets = next && next.fromMs <= nowMs - bucketMs ? next.fromMs : toMs;
          expect(meets).toBe(toMs);
        }
      },
    ),
  ));

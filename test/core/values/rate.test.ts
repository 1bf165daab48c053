import { describe, expect, it } from 'vitest';
import { perDayOf, WrittenRate } from '../../../src/core/values/rate.ts';

describe('a rate', () => {
  it.each([
    ['12000', 12_000],
    [12_000, 12_000],
    ['12000/day', 12_000],
    ['12000/d', 12_000],
    ['500/h', 12_000],
    ['8/min', 11_520],
    ['8.5 / m', 12_240],
    ['2/s', 172_800],
    ['0.001/d', 1],
  ])('%s is %d a day', (written, perDay) => {
    expect(WrittenRate.safeParse(written).success).toBe(true);
    expect(perDayOf(written)).toBe(perDay);
  });

  it.each(['', '0', '0.0/s', '12k', '/day', '5/week', '-5/day', '1e9', '1/d/d', 'NaN'])('%s is none', (written) => {
    expect(WrittenRate.safeParse(written).success).toBe(false);
    expect(perDayOf(written)).toBeUndefined();
  });
});

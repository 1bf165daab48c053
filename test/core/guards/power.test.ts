import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { normalQuantile, sampleSize } from '../../../src/core/guards/power.ts';

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.999, 3.090232306167813],
    [1e-10, -6.361340902404056],
  ])('of %d is %d, as in the tables', (p, z) => expect(normalQuantile(p)).toBeCloseTo(z, 12));

  it('is the same on both sides, rises, and ends at infinity', () => {
    const inside = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
    fc.assert(fc.property(inside, (p) => Math.abs(normalQuantile(p) + normalQuantile(1 - p)) < 1e-6));
    fc.assert(fc.property(inside, (p) => normalQuantile(p * 0.99) < normalQuantile(p)));
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('the sample of an experiment', () => {
  const question = { baselinePercent: 10, effectPercent: 20, alpha: 0.05, power: 0.8, shares: [50, 50] };

  it('is what the textbook formula gives for 10 % against 12 %', () => {
    expect(sampleSize(question)).toBe(2 * 3841);
  });

  it('grows with a smaller effect, more power, more arms and an uneven split', () => {
    const more = [
      { effectPercent: 10 },
      { power: 0.9 },
      { shares: [34, 33, 33] },
      { shares: [90, 10] },
      { alpha: 0.01 },
    ];
    for (const harder of more) expect(sampleSize({ ...question, ...harder })).toBeGreaterThan(sampleSize(question));
  });
});

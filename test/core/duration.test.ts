import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { humanDuration, parseDuration, toIso } from '../../src/core/values/duration.ts';

describe('durations', () => {
  it.each([
    ['30m', 1_800_000],
    ['48h', 172_800_000],
    ['1d12h', 129_600_000],
    ['2w', 1_209_600_000],
    ['P2D', 172_800_000],
    ['PT90M', 5_400_000],
    ['0h', 0],
  ])('reads %s', (written, ms) => expect(parseDuration(written)).toBe(ms));

  it.each(['', 'P', 'PT', '5', 'm5', '5 parsecs', 'P1Y', '-5m', '1.5h', '__proto__'])('refuses %j', (written) =>
    expect(parseDuration(written)).toBeUndefined(),
  );

  it('spells equal lengths alike', () => {
    expect(toIso(parseDuration('24h') ?? 0)).toBe('P1D');
    expect(toIso(parseDuration('90m') ?? 0)).toBe('PT1H30M');
    expect(toIso(0)).toBe('PT0S');
  });

  it('reads back every length it writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        (seconds) => parseDuration(toIso(seconds * 1000)) === seconds * 1000,
      ),
    );
  });

  it('says lengths to people in their two largest units', () => {
    expect(humanDuration(129_600_000)).toBe('1 d 12 h');
    expect(humanDuration(1_800_000)).toBe('30 min');
    expect(humanDuration(0)).toBe('0 min');
  });
});

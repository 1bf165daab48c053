import { describe, expect, it } from 'vitest';
import { buckets } from '../../../src/app/access/buckets.ts';

const aClock = () => {
  const clock = { now: 0, nowMs: () => clock.now };
  return clock;
};
const RATE = { perSecond: 2, burst: 3, most: 2 };

describe('a bucket', () => {
  it('gives what is in it, says when there is more, and fills by itself', () => {
    const clock = aClock();
    const { take } = buckets(clock.nowMs, RATE);
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 500]);
    clock.now = 499;
    expect(take('a')).toBe(1);
    clock.now = 500;
    expect([take('a'), take('a')]).toEqual([0, 500]);
    clock.now = 1_000_000;
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 500]);
  });

  it('is one for each', () => {
    const { take } = buckets(aClock().nowMs, RATE);
    for (let nth = 0; nth < 9; nth += 1) take('a');
    expect(take('b')).toBe(0);
  });

  it('is forgotten where there are too many, the one first that was longest away', () => {
    const { take } = buckets(aClock().nowMs, RATE);
    for (let nth = 0; nth < 9; nth += 1) take('a');
    take('b');
    take('a');
    take('c');
    expect(take('a')).toBe(500);
  });

  it('is not filled by a clock that goes back', () => {
    const clock = aClock();
    clock.now = 1000;
    const { take } = buckets(clock.nowMs, RATE);
    for (let nth = 0; nth < 3; nth += 1) take('a');
    clock.now = 0;
    expect(take('a')).toBe(500);
  });
});

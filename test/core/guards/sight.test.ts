import { describe, expect, it } from 'vitest';
import { type Evidence, harmFor, withWindow } from '../../../src/core/guards/evidence.ts';
import { samplesToSee, smallestSeen } from '../../../src/core/guards/sight.ts';
import { binomial, chance, poisson } from '../../../src/core/simulation/chance.ts';
import { begun, tally, users } from '../../helpers/evidence-streams.ts';

const STREAMS = 400;
const WINDOWS = 40;

/** Whether a stream of so many observations with the change came to 20 : 1 in time. */
const isSeen = (seed: number, times: number, { bad, treated }: { bad: number; treated: number }): boolean => {
  const draw = chance(seed);
  const each = samplesToSee(times, { bad, treated }) / WINDOWS;
  let evidence: Evidence = begun();
  for (let at = 0; at < WINDOWS; at += 1) {
    const [mine, theirs] = [poisson(each, draw, [0, at]), poisson((each * (1 - treated)) / treated, draw, [2, at])];
    const counts = [binomial(mine, bad * times, draw, [4, at]), binomial(theirs, bad, draw, [6, at])] as const;
    evidence = withWindow(evidence, users(tally([mine, counts[0]], [theirs, counts[1]])));
    if (harmFor(evidence) >= 20) return true;
  }
  return false;
};

describe('what a phase can see', () => {
  it.each([
    [1.5, { bad: 0.01, treated: 0.05 }],
    [2, { bad: 0.01, treated: 0.01 }],
    [2, { bad: 0.005, treated: 0.5 }],
    [3, { bad: 0.001, treated: 0.1 }],
    [6, { bad: 0.01, treated: 0.25 }],
  ])('an effect of %d times is seen in nine of ten rollouts', (times, rate) => {
    const seen = Array.from({ length: STREAMS }, (_, seed) => isSeen(seed + 1, times, rate)).filter(Boolean).length;
    // 0.9, less three standard deviations of 400 draws.
    expect(seen / STREAMS).toBeGreaterThan(0.855);
  });

  it('takes longer for less', () => {
    const rate = { bad: 0.01, treated: 0.05 };
    expect(samplesToSee(1.5, rate)).toBeGreaterThan(3 * samplesToSee(2, rate));
    expect(smallestSeen(samplesToSee(2, rate), rate)).toBe(2);
    expect(smallestSeen(samplesToSee(2, rate) - 1, rate)).toBe(2.5);
    expect(smallestSeen(1, { bad: 0.0001, treated: 0.01 })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { type Evidence, harmFor, withWindow } from '../../../src/core/guards/evidence.ts';
import { binomial, chance, poisson } from '../../../src/core/simulation/chance.ts';
import { begun, tally, users } from '../../helpers/evidence-streams.ts';

const STREAMS = 10_000;
const LOOKS = 30;

/** One rollout in which the change does `times` what control does: whether harm was ever "established", looking every time. */
const cries = (seed: number, times: number): boolean => {
  const draw = chance(seed);
  let evidence: Evidence = begun({ phases: 1 });
  for (let look = 0; look < LOOKS; look += 1) {
    // The rate wanders, as it does in life; both arms share it.
    const rate = 0.01 * (1 + 0.5 * Math.sin(look / 6 + seed));
    const treated = poisson(300, draw, [0, look]);
    const control = poisson(2700, draw, [2, look]);
    const bad = binomial(treated, rate * times, draw, [4, look]);
    evidence = withWindow(evidence, users(tally([treated, bad], [control, binomial(control, rate, draw, [6, look])])));
    if (harmFor(evidence) >= 20) return true;
  }
  return false;
};

const share = (times: number, streams = STREAMS): number => {
  let cried = 0;
  for (let seed = 1; seed <= streams; seed += 1) if (cries(seed, times)) cried += 1;
  return cried / streams;
};

describe('ten thousand rollouts, looked at at every tick', () => {
  // The bound is 1 in 20. Of 10,000 draws the share is off by 0.0065 in one of a thousand runs at most: that is the tolerance.
  it(
    'at the very edge of what is tolerated, fewer than 1 in 20 are called harmful',
    () => expect(share(1.05)).toBeLessThan(0.05 + 0.0065),
    120_000,
  );

  it('without any harm far fewer are', () => expect(share(1, 2000)).toBeLessThan(0.02), 120_000);

  it('with three times the errors nearly all are', () => expect(share(3, 2000)).toBeGreaterThan(0.99), 120_000);
});

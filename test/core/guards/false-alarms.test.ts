import { describe, expect, it } from 'vitest';
import { type Evidence, harmFor, withWindow } from '../../../src/core/guards/evidence.ts';
import { mismatch, UNEQUAL } from '../../../src/core/guards/sample-ratio.ts';
import { binomial, type Chance, chance, poisson } from '../../../src/core/simulation/chance.ts';
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

const share = (times: number, streams = STREAMS): number => shareOf(streams, (seed) => cries(seed, times));

const shareOf = (streams: number, cried: (seed: number) => boolean): number =>
  Array.from({ length: streams }, (_, nth) => cried(nth + 1)).filter(Boolean).length / streams;

/** So many requests, each in one of some buckets by chance. */
const sorted = (of: number, shares: readonly number[], draw: Chance, [stream, look]: readonly [number, number]) => {
  let [left, above] = [of, 1];
  return shares.map((part, at) => {
    const count = at === shares.length - 1 ? left : binomial(left, part / above, draw, [stream + 2 * at, look]);
    left -= count;
    above -= part;
    return count;
  });
};

const BOUNDS = [100, 200, 400, 800];
const USUAL = [0.2, 0.4, 0.3, 0.08, 0.02];

/** The same for a latency: both arms take as long as each other, hour by hour longer and shorter. */
const criesOfLatency = (seed: number): boolean => {
  const draw = chance(seed);
  let evidence: Evidence = begun({ kind: 'latency', tolerated: 1 });
  for (let look = 0; look < LOOKS; look += 1) {
    const moved = 0.1 * (1 + Math.sin(look / 6 + seed));
    const shares = USUAL.map((part, at) => part + (at === 0 ? -moved : at === 3 ? moved : 0));
    const [treated, control] = [sorted(60, shares, draw, [0, look]), sorted(540, shares, draw, [20, look])];
    evidence = withWindow(evidence, { samples: 60, others: 540, latency: { bounds: BOUNDS, treated, control } });
    if (harmFor(evidence) >= 20) return true;
  }
  return false;
};

/** And of users who come by exactly as they were assigned. */
const criesOfArrivals = (seed: number): boolean => {
  const draw = chance(seed);
  let [treated, control] = [0, 0];
  for (let look = 0; look < LOOKS; look += 1) {
    treated += poisson(10, draw, [0, look]);
    control += poisson(190, draw, [2, look]);
    if (mismatch({ treated, control }, 0.05) >= UNEQUAL) return true;
  }
  return false;
};

describe('ten thousand rollouts, looked at at every tick', () => {
  // The bound is 1 in 20. Of 10,000 draws the share is off by 0.0065 in one of a thousand runs at most: that is the tolerance.
  it(
    'at the very edge of what is tolerated, fewer than 1 in 20 are called harmful',
    () => expect(share(1.05)).toBeLessThan(0.05 + 0.0065),
    120_000,
  );

  it('without any harm far fewer are', () => expect(share(1, 2000)).toBeLessThan(0.02), 120_000);

  // Of 2,000 draws the share is off by 0.015 in one of a thousand runs at most.
  it(
    'where nothing at all is tolerated, fewer than 1 in 20 latencies are',
    () => expect(shareOf(2000, criesOfLatency)).toBeLessThan(0.05 + 0.015),
    120_000,
  );

  it(
    'of users who come by as assigned, fewer than 1 in 1000 are called mismatched',
    () => expect(shareOf(2000, criesOfArrivals)).toBeLessThan(0.001 + 0.0022),
    120_000,
  );

  it('with three times the errors nearly all are', () => expect(share(3, 2000)).toBeGreaterThan(0.99), 120_000);
});

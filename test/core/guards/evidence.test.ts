import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counted } from '../../../src/core/guards/counted.ts';
import { type Evidence, harmFor, inNextPhase, withoutWindow, withWindow } from '../../../src/core/guards/evidence.ts';
import { LIMIT_BROKEN } from '../../../src/core/guards/limit-test.ts';
import { logGamma, mismatch, UNEQUAL } from '../../../src/core/guards/sample-ratio.ts';
import { unrestOf } from '../../../src/core/guards/unrest.ts';
import { after, begun, tally, users } from '../../helpers/evidence-streams.ts';

const errors = (treatedBad: number, controlBad: number): Counted =>
  users(tally([1000, treatedBad], [9000, controlBad]));
const times = (count: number, counted: Counted): Counted[] => Array.from({ length: count }, () => counted);

describe('evidence from counts', () => {
  it('is 1 : 1 before anything was seen', () => expect(harmFor(begun())).toBe(1));

  it('grows past 20 : 1 where the treated fail three times as often', () =>
    expect(harmFor(after(begun(), times(3, errors(15, 45))))).toBeGreaterThan(20));

  it('falls where both arms fail alike, however badly', () => {
    expect(harmFor(after(begun(), times(10, errors(5, 45))))).toBeLessThan(1);
    expect(harmFor(after(begun(), times(10, errors(300, 2700))))).toBeLessThan(0.1);
  });

  it('does not move while one arm or both have nothing to tell', () => {
    for (const nothing of [tally([0, 0], [0, 0]), tally([0, 0], [900, 9]), tally([900, 9], [0, 0])])
      expect(harmFor(after(begun(), times(5, users(nothing))))).toBeCloseTo(1, 12);
  });

  it('counts what is rare: a conversion that breaks is seen in the conversions that are missing', () => {
    const missing = users(tally([5000, 4600], [5000, 4000]));
    expect(harmFor(after(begun({ good: 'up' }), times(2, missing)))).toBeGreaterThan(20);
    const alike = users(tally([5000, 4000], [5000, 4000]));
    expect(harmFor(after(begun({ good: 'up' }), times(2, alike)))).toBeLessThan(1);
  });

  it('sees in a group what hides in the whole', () => {
    const whole = tally([10_000, 60], [90_000, 450]);
    const hidden: Counted = {
      ...users(whole),
      segments: { ios: tally([200, 15], [1800, 9]), web: tally([9800, 45], [88_200, 441]) },
    };
    expect(harmFor(after(begun(), [users(whole)]))).toBeLessThan(20);
    expect(harmFor(after(begun(), [hidden]))).toBeGreaterThan(20);
  });

  it('is divided where raw counts come in bursts, and believed where users were counted', () => {
    const raw: Counted = { samples: 1000, others: 9000, counts: tally([1000, 15], [9000, 45]) };
    expect(harmFor(after(begun(), [raw]))).toBeLessThan(harmFor(after(begun(), [errors(15, 45)])));
    expect(unrestOf([])).toBe(2);
    expect(unrestOf([0.1, 0.2, 0.3, 0.455, 1, 2, 3])).toBe(1);
    expect(unrestOf([1, 1, 2, 2.275, 3, 4, 5])).toBeCloseTo(5);
  });
});

describe('phases', () => {
  it('keep what was seen, and begin to look anew beside it', () => {
    const quiet = after(begun({ phases: 3 }), times(20, errors(5, 45)));
    const [old, fresh] = [quiet, inNextPhase(quiet)].map((from) => harmFor(after(from, times(2, errors(20, 45)))));
    expect(fresh).toBeGreaterThan(old ?? 0);
    expect(inNextPhase(quiet)).toMatchObject({ next: 0, samples: 0, main: [expect.any(Array), []] });
  });
});

describe('a latency', () => {
  const bounds = [50, 100, 200, 400, 800];
  const slow = (treated: number[], control: number[]): Counted => ({
    samples: 100,
    others: 1000,
    latency: { bounds, treated, control },
  });

  it('that moves into slower buckets is harm, one that does not is none', () => {
    expect(
      harmFor(after(begun({ kind: 'latency' }), times(3, slow([10, 20, 30, 30, 8, 2], [150, 400, 300, 120, 25, 5])))),
    ).toBeGreaterThan(20);
    expect(
      harmFor(after(begun({ kind: 'latency' }), times(20, slow([15, 40, 30, 12, 2, 1], [150, 400, 300, 120, 25, 5])))),
    ).toBeLessThan(1);
  });

  it('may change its buckets from window to window', () => {
    const other: Counted = {
      samples: 100,
      others: 1000,
      latency: { bounds: [100, 1000], treated: [55, 44, 1], control: [550, 440, 10] },
    };
    expect(
      harmFor(after(begun({ kind: 'latency' }), [slow([15, 40, 30, 12, 2, 1], [150, 400, 300, 120, 25, 5]), other])),
    ).toBeLessThan(2);
  });

  it('of which there is only one number for a window is told by how often it is the worse one', () => {
    const worse: Counted = { samples: 500, others: 5000, values: { treated: 240, control: 200 } };
    const alike: Counted = { samples: 500, others: 5000, values: { treated: 205, control: 200 } };
    expect(harmFor(after(begun({ kind: 'latency' }), times(6, worse)))).toBeGreaterThan(20);
    expect(harmFor(after(begun({ kind: 'latency' }), times(30, alike)))).toBeLessThan(0.01);
    expect(harmFor(after(begun({ kind: 'latency' }), times(30, { ...worse, samples: 20 })))).toBe(1);
  });
});

const limit = (windows: readonly Counted[]): number => Math.max(0, ...after(begun({ limit: 0.05 }), windows).limit);

describe('a limit', () => {
  it('is broken by what is clearly beyond it, and only while control keeps it', () => {
    expect(limit(times(2, users(tally([500, 60], [5000, 25]))))).toBeGreaterThan(LIMIT_BROKEN);
    expect(limit(times(50, users(tally([500, 60], [5000, 600]))))).toBe(0);
    expect(limit(times(50, users(tally([500, 24], [5000, 25]))))).toBeLessThan(LIMIT_BROKEN);
  });

  it('is not broken by an incident that a control of few keeps by chance', () => {
    expect(limit(times(2, users(tally([9000, 630], [450, 22]))))).toBeLessThan(LIMIT_BROKEN);
    expect(limit(times(3, users(tally([9000, 630], [450, 2]))))).toBeGreaterThan(LIMIT_BROKEN);
  });

  it('stands alone where nobody is in control', () => {
    expect(limit(times(2, users(tally([500, 60], [0, 0]))))).toBeGreaterThan(LIMIT_BROKEN);
  });
});

describe('a sample-ratio mismatch', () => {
  it('is far from 1 : 1 where users do not come by as assigned', () => {
    expect(mismatch({ treated: 500, control: 9500 }, 0.05)).toBeLessThan(5);
    expect(mismatch({ treated: 700, control: 9300 }, 0.05)).toBeGreaterThan(UNEQUAL);
    expect(mismatch({ treated: 5, control: 0 }, 1)).toBe(1);
  });

  it('knows the logarithm of the gamma function', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(101)).toBeCloseTo(363.739_375_555_563_5, 9);
  });
});

const aPair = fc.tuple(fc.nat(5000), fc.nat(5000)).map(([a, b]): [number, number] => [Math.max(a, b), Math.min(a, b)]);
const aWindow: fc.Arbitrary<Counted> = fc
  .record({ treated: aPair, control: aPair, distinct: fc.boolean() })
  .map(({ treated, control, distinct }) => ({
    samples: treated[0],
    others: control[0],
    counts: tally(treated, control),
    ...(distinct ? { distinct: true as const } : {}),
  }));

describe('whatever the counts', () => {
  it('evidence is a number, and survives being written down', () =>
    fc.assert(
      fc.property(fc.array(aWindow, { maxLength: 20 }), (windows) => {
        const evidence = windows.reduce<Evidence>(
          (one, window, at) => {
            const next = at % 3 === 2 ? inNextPhase(one) : at % 5 === 4 ? withoutWindow(one) : one;
            return withWindow(next, window);
          },
          begun({ phases: 4 }),
        );
        const again: Evidence = JSON.parse(JSON.stringify(evidence));
        expect(Number.isFinite(harmFor(evidence))).toBe(true);
        expect(harmFor(evidence)).toBeGreaterThanOrEqual(0);
        expect(harmFor(again)).toBe(harmFor(evidence));
      }),
    ));
});

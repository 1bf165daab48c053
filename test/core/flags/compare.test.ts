import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBoth, reachesMore, sameFlag } from '../../../src/core/flags/compare.ts';
import { exposure, FlagState, reachesNobody, switchedOff } from '../../../src/core/flags/flag-state.ts';

const staff = [{ attribute: 'user.tier', is: 'equal-to' as const, values: ['staff'] }];
const flag = (more: Partial<FlagState> = {}): FlagState => ({
  key: 'k',
  enabled: true,
  percent: 5,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
  ...more,
});
const ring = (percent: number) => ({ ring: 'staff', match: staff, percent });
const region = (share: number, count = 1) => ({ is: 'regions' as const, count, share });

const places = fc.constantFrom<FlagState['place']>({ is: 'everywhere' }, region(10), region(30, 3), {
  is: 'servers',
  count: 2,
  share: 5,
});
const flags = fc.record<FlagState>(
  {
    key: fc.constant('k'),
    enabled: fc.boolean(),
    percent: fc.constantFrom(0, 5, 50, 100),
    rings: fc.subarray([ring(10), { ...ring(60), ring: 'beta' }]),
    allow: fc.subarray(['u1', 'u2', 'u3']),
    place: places,
    seed: fc.constantFrom('s', 't'),
  },
  { requiredKeys: ['key', 'enabled', 'percent', 'rings', 'allow', 'place'] },
);

describe('the largest share that a flag can reach', () => {
  it.each([
    [{ percent: 5 }, 5],
    [{ enabled: false, percent: 50 }, 0],
    [{ percent: 50, place: region(10) }, 5],
    [{ percent: 5, rings: [ring(50)] }, 55],
    [{ percent: 80, rings: [ring(50)] }, 100],
    [{ percent: 0, allow: ['u1'] }, 0],
    [{ percent: 0, targeting: [{ when: staff[0], serve: true }] }, 100],
  ] as [Partial<FlagState>, number][])('%o: %d %', (more, expected) => expect(exposure(flag(more))).toBe(expected));

  it('of one that is off is nothing, and nobody', () => {
    expect(reachesNobody(switchedOff(flag({ allow: ['u1'], rings: [ring(100)] })))).toBe(true);
    expect(reachesNobody(flag({ percent: 0, allow: ['u1'] }))).toBe(false);
  });
});

describe('whether two flags are the same', () => {
  it.each([
    [{ percent: 6 }, false],
    [{ percent: 5.0001 }, true],
    [{ enabled: false }, false],
    [{ rings: [ring(10)] }, false],
    [{ rings: [ring(0)] }, true],
    [{ allow: ['u1'] }, false],
    [{ place: region(10) }, false],
    [{ revision: '7' }, true],
    [{ seed: 's' }, true],
    [{ variants: [] }, true],
  ] as [Partial<FlagState>, boolean][])('and %o: %s', (more, expected) =>
    expect(sameFlag(flag(), flag(more))).toBe(expected),
  );

  it('looks at rules only where both know them, and at names in any order', () => {
    expect(sameFlag(flag({ seed: 's' }), flag({ seed: 't' }))).toBe(false);
    expect(sameFlag(flag({ rings: [ring(10)] }), flag({ rings: [{ ...ring(10), match: [] }] }))).toBe(false);
    expect(sameFlag(flag({ allow: ['a', 'b'] }), flag({ allow: ['b', 'a'] }))).toBe(true);
    expect(
      sameFlag(flag({ variants: [{ name: 'a', percent: 50 }] }), flag({ variants: [{ name: 'a', percent: 40 }] })),
    ).toBe(false);
  });

  it('does not care what two hold that reach nobody', () => {
    expect(sameFlag(flag({ enabled: false, percent: 70 }), flag({ percent: 0 }))).toBe(true);
  });
});

describe('whether one reaches somebody whom the other does not', () => {
  it.each([
    [{ percent: 6 }, {}, true],
    [{ percent: 4 }, {}, false],
    [{ percent: 0, allow: ['u1'] }, {}, true],
    [{ percent: 0, allow: ['u1'] }, { percent: 100 }, false],
    [{ rings: [ring(60)] }, { percent: 50 }, true],
    [{ rings: [ring(60)] }, { percent: 60 }, false],
    [{ place: region(10) }, {}, false],
    [{}, { place: region(10) }, true],
    [{ place: region(10) }, { place: { is: 'servers', count: 9, share: 90 } }, true],
    [{ seed: 's' }, { seed: 't', percent: 50 }, true],
    [{ enabled: false, percent: 100 }, { percent: 0 }, false],
  ] as [Partial<FlagState>, Partial<FlagState>, boolean][])('%o beside %o: %s', (a, b, expected) =>
    expect(reachesMore(flag(a), flag(b))).toBe(expected),
  );

  it('is no when they are the same, and when the other is what both allow', () => {
    fc.assert(
      fc.property(flags, flags, (a, b) => {
        expect(reachesMore(a, a)).toBe(false);
        expect(sameFlag(a, b) && (reachesMore(a, b) || reachesMore(b, a))).toBe(false);
        const both = inBoth(a, b);
        expect([reachesMore(both, a), reachesMore(both, b)]).toEqual([false, false]);
        expect(FlagState.safeParse(both).success).toBe(true);
        expect(exposure(both) === exposure(a) || reachesMore(a, b)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachesMore } from '../../../src/core/flags/compare.ts';
import { stored, wished } from '../../../src/core/flagset/change.ts';
import { decideChanges } from '../../../src/core/flagset/decide.ts';
import { FlagSetEvent, readFlagSetEvent } from '../../../src/core/flagset/events.ts';
import { type FlagSet, flagIn, MOST_FLAGS, withEvents } from '../../../src/core/flagset/flag-set.ts';
import type { FlagWish, Team } from '../../../src/core/flagset/wish.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import type { Problem, Result } from '../../../src/core/problem.ts';
import { chainStart, linked } from '../../../src/core/rollout/chain.ts';
import { anyFlag } from '../../helpers/flags.ts';
import { worked } from '../../helpers/log.ts';

const TEAM: Team = { rings: DEFAULT_POLICY.rings, bucketBy: 'user.id' };
const SAID = { by: { name: 'anna', roles: [] }, reason: 'because', atMs: 1 };
const EMPTY: FlagSet = {
  environment: 'production',
  version: 0,
  hash: chainStart('flagset:production'),
  flags: new Map(),
};

const wish = (set: FlagSet, key: string, one: FlagWish): Result<FlagSet> => {
  const flag = wished(key, one, set.flags.get(key), TEAM);
  const events = flag.ok ? decideChanges(set, [{ key, flag: flag.value }], SAID) : flag;
  return events.ok ? { ...events, value: withEvents(set, linked(set.hash, events.value)) } : events;
};

const after = (...wishes: readonly (readonly [string, FlagWish])[]): FlagSet =>
  wishes.reduce((set, [key, one]) => worked(wish(set, key, one)), EMPTY);

const codes = (result: Result<unknown>): readonly string[] =>
  result.ok ? [] : result.problems.map(({ code }: Problem) => code);

const flag = (set: FlagSet, key = 'new-login') => {
  const kept = set.flags.get(key);
  if (!kept) throw new Error(`${key} is not there`);
  return flagIn(kept);
};

const frozen = (set: FlagSet, key: string): FlagSet => {
  const kept = set.flags.get(key);
  const events = decideChanges(set, kept ? [{ key, flag: { ...kept.stored, frozen: true } }] : [], SAID);
  return withEvents(set, linked(set.hash, worked(events)));
};

describe('a wish', () => {
  it('makes a flag that is off, until it is said that it is on', () => {
    expect(flag(after(['new-login', { percentage: 5 }]))).toMatchObject({
      enabled: false,
      percent: 5,
      seed: 'new-login',
    });
    expect(flag(after(['new-login', { enabled: true, percentage: 1 }]))).toMatchObject({ enabled: true, percent: 1 });
  });

  it('leaves what it does not name as it is', () => {
    const set = after(
      ['new-login', { enabled: true, percentage: 5, allow: ['ana'], owner: 'anna', expires: '2027-01-31' }],
      ['new-login', { percentage: 10 }],
    );
    expect(flag(set)).toMatchObject({ enabled: true, percent: 10, allow: ['ana'], bucketBy: 'user.id' });
    expect(set.flags.get('new-login')).toMatchObject({ revision: 2, stored: { owner: 'anna', expires: '2027-01-31' } });
    const [key, kept] = [...after(['new-login', { owner: 'anna' }], ['new-login', { owner: null }]).flags][0] ?? [];
    expect([key, kept?.stored.owner]).toEqual(['new-login', undefined]);
  });

  it('opens rings by the rules of the team, and the ring of everybody is the share', () => {
    const set = after(['new-login', { enabled: true, strategy: 'ring', rings: { internal: 100, beta: 0, ga: 2 } }]);
    expect(flag(set)).toMatchObject({
      percent: 2,
      rings: [{ ring: 'internal', percent: 100, match: DEFAULT_POLICY.rings['internal']?.match }],
    });
    const wider = worked(wish(set, 'new-login', { rings: { beta: 50 } }));
    expect(flag(wider).rings.map(({ ring, percent }) => [ring, percent])).toEqual([
      ['beta', 50],
      ['internal', 100],
    ]);
    expect(flag(worked(wish(wider, 'new-login', { strategy: 'percentage', percentage: 10 })))).toMatchObject({
      percent: 10,
      rings: [],
    });
  });

  it('goes back from rings to a share of everyone, whatever is said of the rings', () => {
    const set = after(['new-login', { enabled: true, strategy: 'ring', rings: { beta: 100, ga: 25 } }]);
    const back = wish(set, 'new-login', { strategy: 'percentage', percentage: 100, rings: { beta: 0, ga: 0 } });
    expect(flag(worked(back))).toMatchObject({ percent: 100, rings: [] });
  });

  it('serves a canary on some servers only', () => {
    const canary = { is: 'servers' as const, count: 1, share: 5 };
    const set = after(['new-login', { enabled: true, strategy: 'canary', canary }]);
    expect(flag(set)).toMatchObject({ percent: 100, place: canary });
    expect(flag(worked(wish(set, 'new-login', { strategy: 'percentage', percentage: 10 }))).place.is).toBe(
      'everywhere',
    );
  });

  it.each<[string, FlagWish, string]>([
    ['a ring that nobody described', { strategy: 'ring', rings: { betta: 50 } }, 'flag-no-such-ring'],
    ['a canary without a place', { strategy: 'canary' }, 'flag-no-place'],
    ['a share finer than a thousandth', { percentage: 0.0001 }, 'flag-not-held'],
    ['a flag that it needs and that is not there', { prerequisites: ['base'] }, 'flag-needs-unknown'],
    ['itself', { prerequisites: ['new-login'] }, 'flag-needs-itself'],
  ])('of %s is refused', (_, one, code) => {
    const said = wish(EMPTY, 'new-login', one);
    expect(codes(said)).toContain(code);
    expect(said.ok ? [] : said.problems.filter(({ hint }) => hint === '')).toEqual([]);
  });

  it('for what is so already leaves no trace', () => {
    const set = after(['new-login', { enabled: true, percentage: 5 }]);
    expect(worked(wish(set, 'new-login', { percentage: 5 })).version).toBe(set.version);
  });
});

describe('a frozen flag', () => {
  const set = frozen(
    after(
      ['base', { enabled: true, percentage: 100 }],
      ['new-login', { enabled: true, percentage: 25, prerequisites: ['base'] }],
    ),
    'new-login',
  );

  it.each<[string, FlagWish]>([
    ['a larger share', { percentage: 25.001 }],
    ['a ring', { rings: { beta: 50 } }],
    ['a named user', { allow: ['ana'] }],
    ['another way of telling users apart', { bucketBy: 'account.id' }],
    ['one prerequisite less', { prerequisites: [] }],
  ])('is not given %s', (_, one) => expect(codes(wish(set, 'new-login', one))).toEqual(['flag-frozen']));

  it('is lowered and switched off, and not on again', () => {
    const lower = worked(wish(set, 'new-login', { percentage: 10 }));
    expect(flag(lower).percent).toBe(10);
    const off = worked(wish(lower, 'new-login', { enabled: false }));
    expect(codes(wish(off, 'new-login', { enabled: true }))).toEqual(['flag-frozen']);
    expect(worked(wish(off, 'new-login', { owner: 'ben' })).flags.get('new-login')?.stored.owner).toBe('ben');
  });

  it('never reaches more than it did, whatever is wished', () => {
    const wishes: fc.Arbitrary<FlagWish> = fc.record(
      {
        enabled: fc.boolean(),
        strategy: fc.constantFrom('percentage', 'ring', 'canary'),
        percentage: fc.integer({ min: 0, max: 100 }),
        rings: fc.constantFrom({ beta: 50 }, { beta: 0, ga: 10 }, { ga: 90 }),
        allow: fc.constantFrom([], ['ana']),
        canary: fc.constant({ is: 'servers' as const, count: 1, share: 5 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(wishes, { maxLength: 6 }), (all) => {
        let now = set;
        for (const one of all) {
          const next = wish(now, 'new-login', one);
          if (!next.ok) continue;
          expect(reachesMore(flag(next.value), flag(now))).toBe(false);
          now = next.value;
        }
      }),
    );
  });
});

describe('the set', () => {
  const needing = after(
    ['base', { enabled: true }],
    ['middle', { prerequisites: ['base'] }],
    ['top', { prerequisites: ['middle'] }],
  );

  it('lets nothing need itself through others, and says the way', () => {
    const said = wish(needing, 'base', { prerequisites: ['top'] });
    expect(said.ok ? '' : said.problems[0]?.message).toBe('"base" needs "top" needs "middle" needs "base"');
  });

  it('keeps what others need', () => {
    expect(codes(decideChanges(needing, [{ key: 'base', flag: undefined }], SAID))).toEqual(['flag-needed']);
    const all = ['base', 'middle', 'top'].map((key) => ({ key, flag: undefined }));
    expect(worked(decideChanges(needing, all, SAID)).map(({ type }) => type)).toEqual(Array(3).fill('flag-removed'));
  });

  it('holds so many flags and no more', () => {
    const [kept] = [...after(['one', {}]).flags.values()];
    if (!kept) throw new Error('there is one');
    const flags = new Map(Array.from({ length: MOST_FLAGS }, (_, at) => [`flag-${at}`, kept]));
    expect(codes(wish({ ...EMPTY, flags }, 'one-more', {}))).toEqual(['flags-too-many']);
  });

  it('can be told again from its events, and takes no event that it does not know', () => {
    const events = decideChanges(EMPTY, [{ key: 'a', flag: needing.flags.get('base')?.stored }], SAID);
    const again = JSON.parse(JSON.stringify(worked(events)));
    expect(again.map((one: unknown) => worked(readFlagSetEvent(one)))).toEqual(worked(events));
    for (const odd of [
      { ...again[0], type: 'flag-lost' },
      { ...again[0], more: 1 },
      { ...again[0], schemaVersion: 2 },
    ])
      expect(FlagSetEvent.safeParse(odd).success).toBe(false);
  });

  it('keeps any flag as it was told', () => {
    fc.assert(
      fc.property(anyFlag, (any) => {
        const flagStored = worked(stored(any, undefined));
        const set = withEvents(
          EMPTY,
          linked(EMPTY.hash, worked(decideChanges(EMPTY, [{ key: any.key, flag: flagStored }], SAID))),
        );
        const { revision, ...held } = flag(set, any.key);
        expect([held, revision]).toEqual([any, '1']);
      }),
      { numRuns: 50 },
    );
  });
});

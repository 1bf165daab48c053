import { readFileSync } from 'node:fs';
import { FlagdCore } from '@openfeature/flagd-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import { type FlagState, switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aFlag, anyFlag } from '../../helpers/flags.ts';
import { worked } from '../../helpers/log.ts';
import { aDefinitionFile } from '../../worlds/flagd.ts';

/** What we write, as flagd's own evaluator understands it. */
type Context = { readonly [name: string]: string | number | null | Context };

const complaints: string[] = [];
const complain = (...words: unknown[]): void => void complaints.push(words.join(' '));
const logger = { error: complain, warn: complain, info: () => undefined, debug: () => undefined };

const evaluator = async (flag: FlagState) => {
  const file = aDefinitionFile();
  worked(await flagdBackend(file).write(flag, undefined));
  const core = new FlagdCore(undefined, logger);
  core.setConfigurations(readFileSync(file, 'utf8'));
  const ask = flag.variants?.length
    ? (context: Context) => core.resolveStringEvaluation(flag.key, 'code default', context, logger)
    : (context: Context) => core.resolveBooleanEvaluation(flag.key, false, context, logger);
  return { ask, has: (context: Context): boolean => ask(context).value === true };
};

const USERS = Array.from({ length: 20_000 }, (_, n) => `user-${n}`);
const by = (id: string | number): Context => ({ user: { id } });

const whoHas = async (flag: FlagState, context: (id: string) => Context = by): Promise<Set<string>> => {
  const { has } = await evaluator(flag);
  return new Set(USERS.filter((id) => has(context(id))));
};

const beta = (percent: number) => [
  { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent },
];
const inBeta = (id: string): Context => ({ user: { id }, tier: id.endsWith('7') ? 'beta' : 'all' });
const from = (id: string, country: string): Context => ({ user: { id }, country });
const onServer = (index: number | null): Context => ({ user: { id: 1 }, server: { index } });

describe('a share', () => {
  it.each([0, 0.1, 1, 5, 25, 50, 99.9, 100])('of %d % reaches that many', async (percent) => {
    const share = (await whoHas(aFlag({ percent }))).size / USERS.length;
    const spread = 4 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / USERS.length);
    expect(Math.abs(share - percent / 100)).toBeLessThanOrEqual(spread);
  });

  it('takes nobody out as it grows, and as rings open before it and beside it', async () => {
    const ladder = [
      aFlag({ percent: 0, rings: beta(10) }),
      aFlag({ percent: 0, rings: beta(60) }),
      aFlag({ percent: 1, rings: beta(60) }),
      aFlag({ percent: 25, rings: beta(60) }),
      aFlag({ percent: 80, rings: beta(60) }),
      aFlag({ percent: 100 }),
    ];
    let before = new Set<string>();
    for (const flag of ladder) {
      const now = await whoHas(flag, inBeta);
      expect([...before].filter((id) => !now.has(id))).toEqual([]);
      expect(now.size).toBeGreaterThan(before.size);
      before = now;
    }
    expect(before.size).toBe(USERS.length);
  });

  it('leaves named users in at every step, also where the share would not reach them', async () => {
    const allow = USERS.slice(0, 50);
    for (const percent of [0, 1, 10, 50, 100]) {
      const now = await whoHas(aFlag({ percent, allow, rings: beta(10) }), inBeta);
      expect(allow.filter((id) => !now.has(id))).toEqual([]);
    }
  });

  it('follows the key that flagd knows a user by where the attribute is not given, and is nothing for nobody', async () => {
    const flag = aFlag({ percent: 30 });
    expect(await whoHas(flag, (targetingKey) => ({ targetingKey }))).toEqual(await whoHas(flag));
    const contexts: Context[] = [{}, { user: {} }, { user: { id: null } }, { targetingKey: '' }];
    const almost = await evaluator(aFlag({ percent: 99.999 }));
    expect(contexts.map(almost.has)).toEqual([false, false, false, false]);
    const all = await evaluator(aFlag({ percent: 100 }));
    expect(contexts.map(all.has)).toEqual([true, true, true, true]);
  });

  it('of a ring counts those in the ring only', async () => {
    const rings = [
      { ring: 'staff', match: [{ attribute: 'mail', is: 'ends-with' as const, values: ['@x.com'] }], percent: 50 },
    ];
    const { has } = await evaluator(aFlag({ percent: 0, rings }));
    const inside = USERS.filter((id) => has({ user: { id }, mail: `${id}@x.com` })).length;
    expect(inside / USERS.length).toBeCloseTo(0.5, 1);
    expect(USERS.filter((id) => has({ user: { id }, mail: `${id}@y.com` }))).toEqual([]);
    expect(has({ mail: 'nobody@x.com' })).toBe(false);
  });
});

describe('names and rules', () => {
  it('named users have it, also by number, and nobody else', async () => {
    const { has } = await evaluator(aFlag({ percent: 0, allow: ['ana', '42'] }));
    expect([by('ana'), by(42), by('42'), { targetingKey: 'ana' }].map(has)).toEqual([true, true, true, true]);
    expect([by('an'), by(4), by(''), {}].map(has)).toEqual([false, false, false, false]);
  });

  it.each<
    [string, 'equal-to' | 'one-of' | 'starts-with' | 'ends-with' | 'contains', readonly string[], readonly boolean[]]
  >([
    ['equal-to', 'equal-to', ['ab', 'x'], [true, false, false, true]],
    ['one-of', 'one-of', ['ab', 'x'], [true, false, false, true]],
    ['starts-with', 'starts-with', ['ab'], [true, true, false, false]],
    ['ends-with', 'ends-with', ['b', 'x'], [true, false, true, true]],
    ['contains', 'contains', ['b'], [true, true, true, false]],
  ])('a condition %s', async (_, is, values, expected) => {
    const rings = [{ ring: 'r', match: [{ attribute: 'a', is, values: [...values] }], percent: 100 }];
    const { has } = await evaluator(aFlag({ percent: 0, rings }));
    expect(['ab', 'abc', 'cb', 'x'].map((a) => has({ user: { id: 1 }, a }))).toEqual(expected);
    expect([has({ user: { id: 1 } }), has({ user: { id: 1 }, a: null }), has({ user: { id: 1 }, a: '' })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('a standing rule comes before the share, and a named user before the rule', async () => {
    const targeting = [{ when: { attribute: 'country', is: 'equal-to' as const, values: ['de'] }, serve: false }];
    const { has } = await evaluator(aFlag({ percent: 100, allow: ['ana'], targeting }));
    expect([from('ana', 'de'), from('bob', 'de'), from('bob', 'fr')].map(has)).toEqual([true, false, true]);
  });

  it('a place is a number of servers, and who does not say which it is, is elsewhere', async () => {
    const { has } = await evaluator(aFlag({ percent: 100, place: { is: 'servers', count: 2, share: 5 } }));
    expect([onServer(0), onServer(1), onServer(2), onServer(null), by(1)].map(has)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('arms', () => {
  const variants = [
    { name: 'control', percent: 50 },
    { name: 'short', percent: 25 },
    { name: 'long', percent: 25 },
  ];

  it('share those who are in, and nobody changes arms as more come in', async () => {
    const armOf = new Map<string, unknown>();
    for (const percent of [1, 20, 50, 100]) {
      const { ask } = await evaluator(aFlag({ percent, variants }));
      const treated = USERS.filter((id) => ask(by(id)).value !== 'control');
      expect(treated.length / USERS.length).toBeCloseTo(percent / 100, 1);
      expect(treated.filter((id) => ask(by(id)).value === 'short').length / treated.length).toBeCloseTo(0.5, 1);
      for (const id of treated) {
        expect(ask(by(id)).value).toBe(armOf.get(id) ?? ask(by(id)).value);
        armOf.set(id, ask(by(id)).value);
      }
    }
  });
});

it('switched off, the program that asks gets its own default', async () => {
  const { ask, has } = await evaluator(switchedOff(aFlag({ percent: 100, allow: ['ana'] })));
  expect(has(by('ana'))).toBe(false);
  expect(ask(by('ana')).reason).toBe('DISABLED');
});

it('any flag is taken without a complaint, and gives an answer it has', async () => {
  const contexts: Context[] = [
    {},
    by('ana'),
    by(7),
    { targetingKey: 'k', country: 'de', user: { email: 'a@x', tier: 'b' } },
  ];
  await fc.assert(
    fc.asyncProperty(anyFlag, async (flag) => {
      const { ask } = await evaluator({ ...flag, enabled: true });
      const known = flag.variants?.length ? flag.variants.map(({ name }) => name) : ['on', 'off'];
      for (const context of contexts) {
        const answer = ask(context);
        expect(known).toContain(answer.variant);
        expect(answer.reason).toBe('TARGETING_MATCH');
      }
    }),
    { numRuns: 50 },
  );
  expect(complaints).toEqual([]);
});

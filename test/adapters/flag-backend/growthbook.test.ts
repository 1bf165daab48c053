import { GrowthBook } from '@growthbook/growthbook';
import { describe, expect, it } from 'vitest';
import { growthbook } from '../../../src/adapters/flag-backend/growthbook.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { asked, type Evaluated, type Person, put, servesAsAsked } from '../../helpers/served.ts';
import { aGrowthBook, payloadOf } from '../../worlds/growthbook.ts';

/** What we write, as GrowthBook's own SDK understands it. */
const evaluated = async (): Promise<Evaluated & Awaited<ReturnType<typeof aGrowthBook>>> => {
  const world = await aGrowthBook();
  const evaluator = async (key: string) => {
    const sdk = new GrowthBook();
    sdk.initSync({ payload: { features: payloadOf(world.state) } });
    return ({ id, account, attributes }: Person) => {
      const named = { ...(id === undefined ? {} : { id }), ...(account === undefined ? {} : { accountId: account }) };
      void sdk.setAttributes({ ...attributes, ...named });
      return sdk.isOn(key);
    };
  };
  return { ...world, evaluator };
};

servesAsAsked('GrowthBook', evaluated);

const flag = (more: Parameters<typeof aFlag>[0] = {}) => aFlag({ targeting: [], variants: [], ...more });
const beta = { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent: 50 };

describe('by its own SDK', () => {
  it('a share of one bucket is one bucket', async () => {
    const world = await evaluated();
    const people = Array.from({ length: 60_000 }, (_, nth) => ({ id: `u${nth}` }));
    const has = await asked(world, flag({ percent: 0.01 }));
    const some = people.filter(has).length;
    expect([some > 0, some < 15]).toEqual([true, true]);
    const rules = world.state.features.get('refund_tax')?.environments['production']?.rules;
    expect(rules).toMatchObject([{ coverage: 0.00005 }]);
  });

  it('a share by account takes whole accounts, and named ones are accounts', async () => {
    const has = await asked(await evaluated(), flag({ percent: 30, bucketBy: 'account.id', allow: ['a7'] }));
    expect([has({ id: 'a7' }), has({ id: 'u1', account: 'a7' })]).toEqual([false, true]);
    const accounts = Array.from({ length: 100 }, (_, nth) => ({ id: 'u', account: `a${nth}` }));
    const some = accounts.filter(has).length;
    expect([some > 10, some < 60]).toEqual([true, true]);
  });

  it('a flag that needs another one is off until that one is on', async () => {
    const world = await evaluated();
    const ana = async () => (await world.evaluator('refund_tax'))({ id: 'ana' });
    await put(world, flag({ key: 'base', percent: 0 }));
    await put(world, flag({ percent: 100, prerequisites: ['base'] }));
    expect(await ana()).toBe(false);
    await put(world, flag({ key: 'base', percent: 100 }));
    expect(await ana()).toBe(true);
    await put(world, switchedOff(flag({ key: 'base' })));
    expect(await ana()).toBe(false);
  });

  it.each(['.', 'a$', '^a', String.raw`a\$`, '/x/', '[a-z]', 'a|b', '(?:', '💥', 'a\nb'])(
    'a part of a text is that text: %j',
    async (value) => {
      const match = (['starts-with', 'ends-with', 'contains'] as const).map((is) => ({
        attribute: 'word',
        is,
        values: [value],
      }));
      const world = await evaluated();
      const one = flag({ percent: 0, rings: [{ ring: 'r', match, percent: 100 }] });
      const has = await asked(world, one);
      const word = (text: string) => has({ id: 'ana', attributes: { word: text } });
      expect([value, `${value}!`, `!${value}`, `!${value}!`, 'q'].map(word)).toEqual([true, true, true, true, false]);
      expect(worked(await world.backend.read(['refund_tax']))).toMatchObject([{ rings: one.rings }]);
    },
  );
});

it('an attribute that is missing is no text, and certainly not "null"', async () => {
  const match = [{ attribute: 'word', is: 'contains' as const, values: ['ul', 'fine'] }];
  const has = await asked(await evaluated(), flag({ percent: 0, rings: [{ ring: 'r', match, percent: 100 }] }));
  expect([has({ id: 'ana' }), has({ id: 'ana', attributes: { word: 'so fine' } })]).toEqual([false, true]);
});

describe('growthbook', () => {
  const made = { enabled: true, description: '', id: 'h' };
  const rollout = { ...made, type: 'rollout', value: 'true', coverage: 0.3, hashAttribute: 'id' };
  const ours = { ...rollout, seed: 'x', hashVersion: 2 };

  it('publishes all of a change in one request, in one environment', async () => {
    const { backend, server, state } = await aGrowthBook('environment=production&owner=Platform%20team&user=userId');
    worked(await backend.write(flag({ allow: ['ana'], rings: [beta] }), undefined));
    const told = server.seen.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    expect(told).toEqual(['POST /api/v1/features']);
    const feature = state.features.get('refund_tax');
    expect(feature).toMatchObject({ owner: 'Platform team', defaultValue: 'false' });
    expect(feature?.environments['staging']).toEqual({ enabled: false, rules: [] });
    expect(feature?.environments['production']?.rules).toMatchObject([
      { description: 'named users', condition: '{"userId":{"$in":["ana"]}}', value: 'true' },
      { description: 'ring beta, 50 %: tier equal-to', coverage: 0.49995, hashAttribute: 'userId' },
      { description: 'everyone', coverage: 0.04995, hashAttribute: 'userId', seed: 'refund_tax', hashVersion: 2 },
    ]);
  });

  it('switched off and on again by hand, it is nobody', async () => {
    const world = await evaluated();
    await put(world, flag({ percent: 100, allow: ['ana'], rings: [beta] }));
    await put(world, switchedOff(flag()));
    const production = world.state.features.get('refund_tax')?.environments['production'];
    expect(production).toMatchObject({ enabled: false, rules: [{ coverage: 0 }] });
    if (production) production.enabled = true;
    expect(await (await world.evaluator('refund_tax'))({ id: 'ana', attributes: { tier: 'beta' } })).toBe(false);
  });

  it('refuses a flag that needs one which is not there', async () => {
    const { backend, state } = await aGrowthBook();
    const one = flag({ prerequisites: ['base'] });
    expect(problemOf(await backend.write(one, undefined))).toMatchObject({ code: 'flag-not-held' });
    expect(state.features.size).toBe(0);
  });

  it('says that an approval is needed, where that is so', async () => {
    const { backend, state } = await aGrowthBook();
    worked(await backend.write(flag(), undefined));
    state.guarded = true;
    const [held] = worked(await backend.read(['refund_tax']));
    expect(problemOf(await backend.write(flag({ percent: 25 }), held?.revision))).toMatchObject({
      kind: 'refused',
      code: 'growthbook-approval',
    });
  });

  it.each([
    ['no rule', [], { percent: 0 }, /0 %/],
    ['a share by hand', [ours], { percent: 30.01 }, /30.01 %/],
    ['a rule for all', [{ ...made, type: 'force', value: 'true' }], { percent: 100 }, /100 %/],
    ['the older hash', [rollout], { percent: 100 }, /everyone/],
    ['an experiment', [{ ...made, type: 'experiment', values: [] }], { percent: 100 }, /everyone/],
    ['a rule that waits for a date', [{ ...ours, scheduleRules: [{}] }], { percent: 100 }, /everyone/],
    ['a ramp', [{ ...ours, rampScheduleId: 'rs_1' }], { percent: 100 }, /everyone/],
    ['a saved group', [{ ...ours, savedGroupTargeting: [{}] }], { percent: 100 }, /everyone/],
    [
      'a need that is no need of ours',
      [{ ...ours, prerequisites: [{ id: 'a', condition: '{}' }] }],
      { percent: 100 },
      /everyone/,
    ],
  ])('shaped by hand, with %s, it counts as much as it may be', async (_, rules, expected, doubt) => {
    const { backend, server } = await aGrowthBook();
    const production = { enabled: true, rules };
    const feature = { id: 'refund_tax', valueType: 'boolean', defaultValue: 'false', environments: { production } };
    server.break({ status: 200, json: { feature } });
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([{ enabled: true, ...expected }]);
    expect(read.ok && read.warnings[0]?.message).toMatch(doubt);
  });

  it('leaves a flag alone that is on by default, and thinks that everyone has it', async () => {
    const { backend, state } = await aGrowthBook();
    worked(await backend.write(flag(), undefined));
    const held = state.features.get('refund_tax');
    if (held) held.defaultValue = 'true';
    const [read] = worked(await backend.read(['refund_tax']));
    expect(read).toMatchObject({ percent: 100 });
    expect(problemOf(await backend.write(flag({ percent: 25 }), read?.revision))?.code).toBe('flag-not-held');
  });

  it('refuses what it has no words for', async () => {
    const { backend } = await aGrowthBook();
    const operator = { attribute: '$or', is: 'equal-to' as const, values: ['x'] };
    const some = [
      { bucketBy: 'a.b.c' },
      { rings: [{ ...beta, match: undefined }] },
      { rings: [{ ...beta, match: [operator] }] },
    ];
    for (const one of some)
      expect(problemOf(await backend.write(flag(one), undefined))).toMatchObject({ code: 'flag-not-held' });
  });

  it('needs its environment said, and its key, and says so', async () => {
    expect(problemOf(await growthbook.open('https://g.example.com/', aContext()))?.path).toContain('environment');
    const without = await growthbook.open('https://g.example.com/?environment=production', aContext());
    expect(problemOf(without)).toMatchObject({
      code: 'secret-missing',
      hint: expect.stringContaining('GROWTHBOOK_KEY'),
    });
  });
});

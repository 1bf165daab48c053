import { createConsoleLogger, getClient, type IConfigCatCache, LogLevel, PollingMode, User } from 'configcat-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configcat } from '../../../src/adapters/flag-backend/configcat.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { asked, type Evaluated, type Person, servesAsAsked } from '../../helpers/served.ts';
import { aConfigCat, configJson } from '../../worlds/configcat.ts';

let made = 0;

/** What we write, as ConfigCat's own SDK understands it: a file that it finds in its cache. */
const evaluated = async (): Promise<Evaluated & Awaited<ReturnType<typeof aConfigCat>>> => {
  const world = await aConfigCat();
  const evaluator = async (key: string) => {
    const entry = `${Date.now()}\netag\n${JSON.stringify(configJson(world.state))}`;
    const cache: IConfigCatCache = { get: () => entry, set: () => undefined };
    const sdkKey = `${String((made += 1)).padStart(22, 'x')}/${'y'.repeat(22)}`;
    const client = getClient(sdkKey, PollingMode.ManualPoll, {
      cache,
      offline: true,
      logger: createConsoleLogger(LogLevel.Off),
    });
    onTestFinished(() => client.dispose());
    await client.forceRefreshAsync();
    const snapshot = client.snapshot();
    return ({ id, account, attributes = {} }: Person) => {
      const custom = { ...attributes, ...(account === undefined ? {} : { 'account.id': account }) };
      const { country, ...others } = custom as Record<string, string>;
      const user = id === undefined ? undefined : new User(id, undefined, country, others);
      return snapshot.getValue(key, false, user);
    };
  };
  return { ...world, evaluator };
};

servesAsAsked('ConfigCat', evaluated);

const flag = (more: Parameters<typeof aFlag>[0] = {}) => aFlag({ variants: [], ...more });
const beta = { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent: 50 };

describe('by its own SDK', () => {
  it('a share by account takes whole accounts, and named ones are accounts', async () => {
    const has = await asked(await evaluated(), flag({ percent: 30, bucketBy: 'account.id', allow: ['a7'] }));
    expect([has({ id: 'a7' }), has({ id: 'u1', account: 'a7' })]).toEqual([false, true]);
    const some = Array.from({ length: 100 }, (_, nth) => ({ id: 'u', account: `a${nth}` })).filter(has).length;
    expect([some > 10, some < 60]).toEqual([true, true]);
  });

  it('a ring of everybody is everybody who can be drawn', async () => {
    const has = await asked(await evaluated(), flag({ percent: 0, rings: [{ ring: 'all', match: [], percent: 100 }] }));
    expect([has({ id: 'ana' }), has({})]).toEqual([true, false]);
  });
});

describe('configcat', () => {
  it('makes a flag and then says all of it at once, in one environment', async () => {
    const { backend, server, state } = await aConfigCat();
    worked(await backend.write(flag({ allow: ['ana'], rings: [beta] }), undefined));
    const told = server.seen.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    expect(told).toEqual(['POST /v1/configs/c1/settings', 'PUT /v2/environments/production/settings/1/value']);
    const { production, staging } = state.settings.get('refund_tax')?.formulas ?? {};
    expect(
      production?.targetingRules.map(({ conditions }) => conditions[0]?.userCondition.comparisonValue.listValue),
    ).toEqual([
      [{ value: 'ana', hint: 'named users' }],
      [{ value: 'beta', hint: 'ring beta, 50 %: tier equal-to' }],
      undefined,
    ]);
    expect(staging?.targetingRules).toEqual([]);
  });

  it('switched off it holds no rule, whatever stood in them', async () => {
    const { backend, state } = await aConfigCat();
    const when = { attribute: 'country', is: 'equal-to' as const, values: ['de'] };
    const on = flag({ percent: 100, allow: ['ana'], rings: [beta], targeting: [{ when, serve: true }] });
    worked(await backend.write(on, undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    expect(held).toMatchObject({ enabled: true, targeting: on.targeting });
    for (const revision of [held?.revision, 'made up']) worked(await backend.write(switchedOff(on), revision));
    expect(state.settings.get('refund_tax')?.formulas['production']).toMatchObject({
      defaultValue: { boolValue: false },
      targetingRules: [],
    });
  });

  const on = { value: { boolValue: true } };
  const options = (percentage: number) => [
    { percentage: 100 - percentage, value: { boolValue: false } },
    { percentage, ...on },
  ];
  it.each([
    ['the default on, as we would write it', { defaultValue: { boolValue: true } }, { percent: 100 }, /none/],
    [
      'a percentage by hand',
      { targetingRules: [{ conditions: [], percentageOptions: options(30) }] },
      { percent: 30 },
      /30 %/,
    ],
    [
      'a rule for all',
      { targetingRules: [{ conditions: [], percentageOptions: [], ...on }] },
      { percent: 100 },
      /100 %/,
    ],
    [
      'two conditions',
      { targetingRules: [{ conditions: [{}, {}], percentageOptions: [], ...on }] },
      { percent: 100 },
      /everyone/,
    ],
    [
      'a flag that it needs',
      { targetingRules: [{ conditions: [{ prerequisiteFlagCondition: {} }], ...on }] },
      { percent: 100 },
      /everyone/,
    ],
  ])('shaped by hand, with %s, it counts as much as it may be', async (_, shape, expected, doubt) => {
    const { backend, server } = await aConfigCat();
    const setting = { settingId: 1, key: 'refund_tax', settingType: 'boolean' };
    const formula = { defaultValue: { boolValue: false }, targetingRules: [], ...shape, setting };
    server.break({ status: 200, json: { settingFormulas: [formula] } });
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([{ enabled: true, ...expected }]);
    expect(read.ok && (read.warnings[0]?.message ?? 'none')).toMatch(doubt);
  });

  it('leaves a setting that is no flag alone, and refuses what it has no words for', async () => {
    const { backend, state } = await aConfigCat();
    for (const one of [{ bucketBy: 'user.plan' }, { rings: [{ ...beta, match: undefined }] }])
      expect(problemOf(await backend.write(flag(one), undefined))).toMatchObject({ code: 'flag-not-held' });
    worked(await backend.write(flag(), undefined));
    const held = state.settings.get('refund_tax');
    if (held) held.settingType = 'string';
    const [read] = worked(await backend.read(['refund_tax']));
    expect(read).toMatchObject({ percent: 100 });
    expect(problemOf(await backend.write(flag({ percent: 25 }), read?.revision))).toMatchObject({
      code: 'flag-not-held',
    });
  });

  it('needs its config and environment said, and both of its secrets, and says so at once', async () => {
    const bare = await configcat.open('https://api.example.com/', aContext());
    expect(bare.ok ? [] : bare.problems.map(({ path }) => path)).toHaveLength(2);
    const without = await configcat.open('https://api.example.com/?config=c&environment=e', aContext());
    expect(without.ok ? [] : without.problems.map(({ path }) => path)).toEqual([
      'CONFIGCAT_USER',
      'CONFIGCAT_PASSWORD',
    ]);
  });
});

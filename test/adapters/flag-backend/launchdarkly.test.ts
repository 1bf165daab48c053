import * as ld from '@launchdarkly/node-server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { launchdarkly } from '../../../src/adapters/flag-backend/launchdarkly.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { asked, type Evaluated, type Person, put, servesAsAsked } from '../../helpers/served.ts';
import { aLaunchDarkly, servedToSdks } from '../../worlds/launchdarkly.ts';

/** What we write, as LaunchDarkly's own SDK understands it. */
const contextOf = ({ id, account, attributes }: Person): ld.LDContext => {
  if (id === undefined) return { kind: 'device', key: 'd1' };
  const user = { ...attributes, key: id };
  return account === undefined ? { ...user, kind: 'user' } : { kind: 'multi', user, account: { key: account } };
};

const evaluated = async (): Promise<Evaluated & Awaited<ReturnType<typeof aLaunchDarkly>>> => {
  const world = await aLaunchDarkly();
  const data = new ld.integrations.TestData();
  const client = ld.init('sdk-key', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: ld.basicLogger({ level: 'error', destination: (line) => expect(line).toBe('') }),
  });
  onTestFinished(() => client.close());
  await client.waitForInitialization({ timeout: 10 });
  const evaluator = async (key: string) => {
    for (const [name, flag] of world.state.flags) await data.usePreconfiguredFlag(servedToSdks(name, flag));
    return (person: Person) => client.boolVariation(key, contextOf(person), false);
  };
  return { ...world, evaluator };
};

const flag = (more: Parameters<typeof aFlag>[0] = {}) => aFlag({ variants: [], ...more });
const beta = { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent: 50 };
const internal = { ...beta, ring: 'internal', percent: 100 };

servesAsAsked('LaunchDarkly', evaluated);

describe('by its own SDK', () => {
  it('a share by account takes whole accounts, and named ones are accounts', async () => {
    const one = flag({ percent: 30, bucketBy: 'account.id', allow: ['a7'], rings: [internal] });
    const has = await asked(await evaluated(), one);
    expect([await has({ id: 'a7' }), await has({ id: 'u1', account: 'a7' })]).toEqual([false, true]);
    const accounts = Array.from({ length: 100 }, (_, nth) => `a${nth}`);
    const each = await Promise.all(
      accounts.map((account) => Promise.all(['u1', 'u2', 'u3'].map((id) => has({ id, account })))),
    );
    expect(each.filter((answers) => new Set(answers).size > 1)).toEqual([]);
    expect(each.filter(([answer]) => answer).length).toBeGreaterThan(10);
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
});

const production = ({ state }: Awaited<ReturnType<typeof aLaunchDarkly>>) =>
  state.flags.get('refund_tax')?.environments['production'];

describe('launchdarkly', () => {
  it('says all of a change in one patch of one environment', async () => {
    const world = await aLaunchDarkly();
    worked(await world.backend.write(flag({ allow: ['ana'], rings: [beta, internal] }), undefined));
    const told = world.server.seen
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
    expect(told).toEqual(['POST /api/v2/flags/default', 'PATCH /api/v2/flags/default/refund_tax']);
    expect(production(world)?.rules.map(({ description }) => description)).toEqual([
      'ring internal, 100 %: tier equal-to',
      'ring beta, 50 %: tier equal-to',
      'everyone',
    ]);
    expect(production(world)?.rules.at(-1)).toMatchObject({
      rollout: {
        variations: [
          { variation: 0, weight: 5000 },
          { variation: 1, weight: 95_000 },
        ],
      },
    });
    expect(world.state.flags.get('refund_tax')?.environments['test']).toMatchObject({
      on: false,
      rules: [],
      version: 1,
    });
  });

  it('refuses a patch of its own that comes after another one', async () => {
    const { backend, server, state } = await aLaunchDarkly();
    worked(await backend.write(flag({ percent: 5 }), undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    server.break('slow', 'writes');
    await backend.write(flag({ percent: 25 }), held?.revision);
    server.break(undefined);
    worked(await backend.write(switchedOff(flag()), held?.revision));
    await server.arrive();
    expect(production({ state } as never)).toMatchObject({ on: false, targets: [], fallthrough: { variation: 1 } });
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ enabled: false, percent: 0 }]);
  });

  it('tells a flag what it rests on, once, and refuses what is not there', async () => {
    const world = await aLaunchDarkly();
    const asked = (percent: number) => flag({ percent, prerequisites: ['base'] });
    expect(problemOf(await world.backend.write(asked(5), undefined))).toMatchObject({ code: 'flag-not-held' });
    expect(world.state.flags.size).toBe(0);
    worked(await world.backend.write(flag({ key: 'base' }), undefined));
    for (const percent of [5, 25]) {
      const [held] = worked(await world.backend.read(['refund_tax']));
      worked(await world.backend.write(asked(percent), held?.revision));
    }
    expect(production(world)?.prerequisites).toEqual([{ key: 'base', variation: 0 }]);
  });

  it('says that an approval is needed, or what else stands in the way', async () => {
    const { backend, state } = await aLaunchDarkly();
    worked(await backend.write(flag(), undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    state.scheduled.add('refund_tax');
    expect(problemOf(await backend.write(flag({ percent: 25 }), held?.revision))).toMatchObject({
      code: 'http-refused',
      message: expect.stringContaining('scheduled change'),
    });
    state.guarded.add('production');
    expect(problemOf(await backend.write(flag({ percent: 25 }), held?.revision))).toMatchObject({
      kind: 'refused',
      code: 'launchdarkly-approval',
    });
  });

  it('passes on when the window of a rate limit ends', async () => {
    const { backend, server } = await aLaunchDarkly();
    const reset = String(Date.UTC(2026, 2, 29, 0, 30, 7));
    server.break({ status: 429, headers: { 'x-ratelimit-global-remaining': '0', 'x-ratelimit-reset': reset } });
    expect(problemOf(await backend.read(['refund_tax']))).toMatchObject({
      code: 'http-too-many',
      hint: 'try again in 7 s',
    });
  });

  it.each([
    ['a new flag, off and never shaped', {}, { enabled: false, percent: 100 }, /none/],
    ['a share by hand', { on: true, fallthrough: share(30_000) }, { enabled: true, percent: 30 }, /30 %/],
    ['the default rule on true', { on: true }, { enabled: true, percent: 100 }, /100 %/],
    ['an off variation that is true', { offVariation: 0 }, { enabled: true, percent: 100 }, /everyone/],
    ['a rule by hand', { on: true, rules: [byHand()] }, { enabled: true, percent: 100 }, /everyone/],
    ['a rollout with a seed', { on: true, fallthrough: share(1000, { seed: 7 }) }, { percent: 100 }, /everyone/],
    [
      'users who never get it',
      { on: true, targets: [{ contextKind: 'user', variation: 1, values: ['u'] }] },
      { percent: 100 },
      /everyone/,
    ],
  ])('shaped by hand, with %s, it counts as much as it may be', async (_, shape, expected, doubt) => {
    const { backend, state } = await aLaunchDarkly();
    worked(await backend.write(flag(), undefined));
    const held = state.flags.get('refund_tax');
    const bare = { on: false, targets: [], rules: [], fallthrough: { variation: 0 }, offVariation: 1 };
    if (held?.environments['production']) Object.assign(held.environments['production'], bare, shape);
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([expected]);
    expect(read.ok && (read.warnings[0]?.message ?? 'none')).toMatch(doubt);
  });

  it('leaves a flag with other values than on and off alone, and thinks that everyone has it', async () => {
    const { backend, state } = await aLaunchDarkly();
    worked(await backend.write(flag(), undefined));
    const held = state.flags.get('refund_tax');
    if (held) held.variations = held.variations.map((one, nth) => ({ ...one, value: `arm ${nth}` }));
    const read = worked(await backend.read(['refund_tax']));
    expect(read).toMatchObject([{ percent: 100 }]);
    expect(problemOf(await backend.write(flag({ percent: 25 }), read[0]?.revision))?.code).toBe('flag-not-held');
  });

  it('refuses attributes of no context, and rings without a rule', async () => {
    const { backend } = await aLaunchDarkly();
    const asked = [
      { bucketBy: 'multi.id' },
      { bucketBy: 'a b.id' },
      { rings: [{ ...beta, match: undefined }] },
      { bucketBy: 'user.email', allow: ['ana'] },
    ];
    for (const one of asked)
      expect(problemOf(await backend.write(flag(one), undefined))).toMatchObject({ code: 'flag-not-held' });
  });

  it('names what it does not understand in a list, and takes no short page for the last', async () => {
    const { backend, server } = await aLaunchDarkly();
    server.break({ status: 200, json: { items: [{ key: 'odd' }, { name: 'nameless' }], totalCount: 2 } });
    const page = await backend.list?.({ after: undefined, most: 50 });
    expect(page?.ok && page.value.unread.map(({ name }) => name)).toEqual(['odd', '""']);
    server.break({ status: 200, json: { items: [], totalCount: 2 } });
    expect(await backend.list?.({ after: '1', most: 50 })).toMatchObject({ ok: false });
  });

  it('needs its environment said, and its token, and says so', async () => {
    expect(problemOf(await launchdarkly.open('https://app.example.com/', aContext()))?.path).toContain('environment');
    const without = await launchdarkly.open('https://app.example.com/?environment=production', aContext());
    expect(problemOf(without)).toMatchObject({
      code: 'secret-missing',
      hint: expect.stringContaining('LAUNCHDARKLY_TOKEN'),
    });
  });
});

function share(weight: number, more: object = {}) {
  const variations = [
    { variation: 0, weight },
    { variation: 1, weight: 100_000 - weight },
  ];
  return { rollout: { contextKind: 'user', variations, ...more } };
}

function byHand() {
  const clause = { _id: 'c', contextKind: 'user', attribute: 'x', op: 'in', values: ['y'], negate: true };
  return { _id: 'r', trackEvents: false, clauses: [clause], variation: 0 };
}

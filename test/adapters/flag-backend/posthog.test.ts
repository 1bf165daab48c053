import { PostHog } from 'posthog-node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { posthog } from '../../../src/adapters/flag-backend/posthog.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { asked, type Evaluated, type Person, servesAsAsked } from '../../helpers/served.ts';
import { aPostHog } from '../../worlds/posthog.ts';

/** What we write, as PostHog's own SDK understands it when it evaluates by itself. */
const evaluated = async (): Promise<Evaluated & Awaited<ReturnType<typeof aPostHog>>> => {
  const world = await aPostHog();
  const evaluator = async (key: string) => {
    const flags = [...world.state.flags.values()];
    const definitions = JSON.stringify({ flags, group_type_mapping: {}, cohorts: {} });
    const sdk = new PostHog('phc_x', {
      host: 'https://sdk.example.com',
      personalApiKey: 'phx_x',
      enableLocalEvaluation: true,
      fetch: async () => new Response(definitions, { status: 200 }),
    });
    // It prefers another call by now, which would report each answer.
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(async () => {
      warned.mockRestore();
      await sdk.shutdown();
    });
    await sdk.waitForLocalEvaluationReady(5000);
    return async ({ id = '', attributes = {} }: Person) => {
      const personProperties = { ...attributes };
      const options = { onlyEvaluateLocally: true, sendFeatureFlagEvents: false, personProperties };
      return (await sdk.isFeatureEnabled(key, id, options)) === true;
    };
  };
  return { ...world, evaluator };
};

// Nobody is without an id there: an empty one is drawn like any other.
servesAsAsked('PostHog', evaluated, [false, false, true, true]);

const flag = (more: Parameters<typeof aFlag>[0] = {}) => aFlag({ targeting: [], variants: [], ...more });
const beta = { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent: 50 };

describe('by its own SDK', () => {
  it.each(['.', 'a$', '^a', String.raw`a\$`, '/x/', '[a-z]', 'a|b', '(?:', 'a\nb'])(
    'a text is that text: %j',
    async (value) => {
      const kinds = ['equal-to', 'starts-with', 'ends-with', 'contains'] as const;
      const match = kinds.map((is) => ({ attribute: 'word', is, values: [value, 'Q'] }));
      const world = await evaluated();
      const one = flag({ percent: 0, rings: [{ ring: 'r', match, percent: 100 }], allow: ['Ana'] });
      const has = await asked(world, one);
      const given = [value, `${value}!`, `!${value}`, `!${value}!`, 'q'].map((word) =>
        has({ id: 'x', attributes: { word } }),
      );
      expect(await Promise.all(given)).toEqual([true, true, true, true, false]);
      expect(await Promise.all([has({ id: 'Ana' }), has({ id: 'ana' })])).toEqual([true, false]);
      expect(worked(await world.backend.read(['refund_tax']))).toMatchObject([{ rings: one.rings, allow: ['Ana'] }]);
    },
  );
});

const first = ({ state }: Awaited<ReturnType<typeof aPostHog>>) => state.flags.get(1);

describe('posthog', () => {
  it('makes a flag in one request, with what each condition is for', async () => {
    const world = await aPostHog();
    worked(await world.backend.write(flag({ allow: ['ana'], rings: [beta] }), undefined));
    const told = world.server.seen
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
    expect(told).toEqual(['POST /api/projects/7/feature_flags/']);
    expect(first(world)).toMatchObject({
      active: true,
      filters: {
        groups: [
          { description: 'named users', properties: [{ key: 'distinct_id', value: '^(?:ana)$' }] },
          { description: 'ring beta, 50 %: tier equal-to', rollout_percentage: 50 },
          { description: 'everyone', properties: [], rollout_percentage: 5 },
        ],
      },
    });
  });

  it('finds a flag among many that have its key within theirs', async () => {
    const { backend, state } = await aPostHog();
    for (let id = 2; id < 150; id += 1)
      state.flags.set(id, { id, key: `refund_tax_${id}`, name: '', filters: { groups: [] }, active: true, version: 1 });
    state.flags.set(150, { id: 150, key: 'refund_tax', name: '', filters: { groups: [] }, active: true, version: 9 });
    expect(
      worked(await backend.read(['refund_tax', 'refund'])).map(({ key, revision }) => `${key} ${revision}`),
    ).toEqual(['refund_tax v9']);
  });

  it('keeps payloads, and takes away what would give it to more', async () => {
    const world = await aPostHog();
    worked(await world.backend.write(flag(), undefined));
    const filters = first(world)?.filters ?? {};
    Object.assign(filters, { payloads: { true: '"x"' }, early_exit: true, feature_enrollment: true });
    const [held] = worked(await world.backend.read(['refund_tax']));
    expect(held).toMatchObject({ percent: 100 });
    worked(await world.backend.write(flag({ percent: 25 }), held?.revision));
    expect(first(world)?.filters).toMatchObject({
      payloads: { true: '"x"' },
      early_exit: false,
      feature_enrollment: false,
    });
    expect(worked(await world.backend.read(['refund_tax']))).toMatchObject([{ percent: 25 }]);
  });

  it('refuses a write of its own that comes after another one, and does not switch on again', async () => {
    const world = await aPostHog();
    const { backend, server } = world;
    worked(await backend.write(flag({ percent: 5 }), undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    server.break('slow', 'writes');
    await backend.write(flag({ percent: 25 }), held?.revision);
    server.break(undefined);
    worked(await backend.write(switchedOff(flag()), held?.revision));
    await server.arrive();
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ enabled: false, percent: 0 }]);
    server.break('slow', 'writes');
    const [now] = worked(await backend.read(['refund_tax']));
    await backend.write(switchedOff(flag({ percent: 25 })), now?.revision);
    expect(first(world)?.active).toBe(false);
  });

  it('goes to nobody where it may not be switched off', async () => {
    const { backend, state } = await aPostHog();
    worked(await backend.write(flag({ percent: 100 }), undefined));
    state.needed.add('refund_tax');
    const [held] = worked(await backend.read(['refund_tax']));
    worked(await backend.write(switchedOff(flag()), held?.revision));
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([
      { enabled: true, percent: 0, allow: [], rings: [] },
    ]);
  });

  const condition = { properties: [], rollout_percentage: 30 };
  it.each([
    ['no condition', { groups: [] }, { percent: 0 }, /0 %/],
    ['a share by hand', { groups: [condition] }, { percent: 30 }, /30 %/],
    ['a condition without a share', { groups: [{ properties: [] }] }, { percent: 100 }, /100 %/],
    [
      'a cohort',
      { groups: [{ ...condition, properties: [{ key: 'id', type: 'cohort', value: 3 }] }] },
      { percent: 100 },
      /everyone/,
    ],
    ['arms', { groups: [condition], multivariate: { variants: [{ key: 'a' }] } }, { percent: 100 }, /everyone/],
    ['shares by account', { groups: [condition], aggregation_group_type_index: 0 }, { percent: 100 }, /everyone/],
  ])('shaped by hand, with %s, it counts as much as it may be', async (_, filters, expected, doubt) => {
    const { backend, state } = await aPostHog();
    state.flags.set(1, { id: 1, key: 'refund_tax', name: '', filters, active: true, version: 3 });
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([{ enabled: true, ...expected }]);
    expect(read.ok && read.warnings[0]?.message).toMatch(doubt);
  });

  it('leaves a flag with arms alone, and refuses what it has no words for', async () => {
    const { backend, state } = await aPostHog();
    const some = [{ key: 'a.b' }, { bucketBy: 'account.id' }, { rings: [{ ...beta, match: undefined }] }];
    for (const one of some)
      expect(problemOf(await backend.write(flag(one), undefined))).toMatchObject({ code: 'flag-not-held' });
    const filters = { groups: [condition], multivariate: { variants: [{ key: 'a' }] } };
    state.flags.set(1, { id: 1, key: 'refund_tax', name: '', filters, active: true, version: 3 });
    expect(problemOf(await backend.write(flag(), 'v3'))).toMatchObject({ code: 'flag-not-held' });
  });

  it('needs its project said, and its key, and says so', async () => {
    expect(problemOf(await posthog.open('https://p.example.com/', aContext()))?.path).toContain('project');
    const without = await posthog.open('https://p.example.com/?project=7', aContext());
    expect(problemOf(without)).toMatchObject({ code: 'secret-missing', hint: expect.stringContaining('POSTHOG_KEY') });
  });
});

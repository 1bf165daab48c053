import { describe, expect, it } from 'vitest';
import { unleash } from '../../../src/adapters/flag-backend/unleash.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { anUnleash, type UnleashServer } from '../../worlds/unleash.ts';

const flag = (more: Parameters<typeof aFlag>[0] = {}) => aFlag({ targeting: [], variants: [], ...more });
const beta = { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent: 50 };

describe('unleash', () => {
  it('has a strategy before the environment is switched on, so that nobody is given it by default', async () => {
    const { backend, server, state } = await anUnleash();
    worked(await backend.write(flag(), undefined));
    const told = server.seen.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    const here = '/api/admin/projects/default/features/refund_tax/environments/production';
    expect(told).toEqual(['POST /api/admin/projects/default/features', `POST ${here}/strategies`, `POST ${here}/on`]);
    const { production, development } = state.features.get('refund_tax')?.environments ?? {};
    expect(production?.strategies.map(({ parameters }) => parameters)).toEqual([
      { rollout: '5', stickiness: 'userId', groupId: 'refund_tax' },
    ]);
    expect(development).toEqual({ enabled: false, strategies: [] });
  });

  it('switched off and on again by hand, it is nobody', async () => {
    const { backend, state } = await anUnleash();
    worked(await backend.write(flag({ percent: 100, allow: ['ana'], rings: [beta] }), undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    worked(await backend.write(switchedOff(flag()), held?.revision));
    const production = state.features.get('refund_tax')?.environments['production'];
    expect(production).toMatchObject({ enabled: false, strategies: [{ parameters: { rollout: '0' } }] });
  });

  it('changes a share in one request, and leaves what is right alone', async () => {
    const { backend, server } = await anUnleash();
    worked(await backend.write(flag({ rings: [beta] }), undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    server.seen.length = 0;
    worked(await backend.write(flag({ percent: 25, rings: [beta] }), held?.revision));
    expect(server.seen.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual(['PUT']);
  });

  it('asks for segments by the names of rings where it is told to, and refuses a ring that has none', async () => {
    const { backend, state } = await anUnleash('environment=production&rings=segments');
    state.segments.set('beta', 7);
    worked(await backend.write(flag({ rings: [beta] }), undefined));
    const strategies = state.features.get('refund_tax')?.environments['production']?.strategies;
    expect(strategies?.map(({ segments }) => segments)).toEqual([[], [7]]);
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ rings: [{ ring: 'beta', percent: 50 }] }]);
    const other = flag({ key: 'b', rings: [{ ...beta, ring: 'internal' }] });
    expect(problemOf(await backend.write(other, undefined))).toMatchObject({ code: 'flag-not-held' });
  });

  it('tells a flag what it rests on, once', async () => {
    const { backend, state } = await anUnleash();
    for (const percent of [5, 25]) {
      const [held] = worked(await backend.read(['refund_tax']));
      worked(await backend.write(flag({ percent, prerequisites: ['base'] }), held?.revision));
    }
    expect(state.features.get('refund_tax')?.parents).toEqual(['base']);
  });

  it('says that a change request is needed, where that is so', async () => {
    const { backend, state } = await anUnleash();
    state.guarded.add('production');
    expect(problemOf(await backend.write(flag(), undefined))).toMatchObject({
      kind: 'refused',
      code: 'unleash-change-requests',
    });
  });

  it.each([
    ['no strategy', [], 100, /no strategy/],
    ['a share by hand', [{ name: 'flexibleRollout', parameters: { rollout: '30' } }], 30, /30 %/],
    ['the default strategy', [{ name: 'default', parameters: {} }], 100, /100 %/],
    ['a strategy that is not ours', [{ name: 'remoteAddress', parameters: { IPs: '127.0.0.1' } }], 100, /everyone/],
    ['a rollout that says no share', [{ name: 'flexibleRollout', parameters: {} }], 100, /100 %/],
  ])('shaped by hand, with %s, it counts as much as it may be', async (_, strategies, percent, doubt) => {
    const { backend, state } = await anUnleash();
    const made = strategies.map((one, nth) => ({ ...one, id: `h${nth}`, constraints: [], segments: [] }));
    const production = { enabled: true, strategies: made as never[] };
    state.features.set('refund_tax', { environments: { production }, parents: [] });
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([{ enabled: true, percent }]);
    expect(read.ok && read.warnings[0]?.message).toMatch(doubt);
  });

  it('needs its environment said, and its token, and says so', async () => {
    expect(problemOf(await unleash.open('https://u.example.com/', aContext()))?.path).toContain('environment');
    const without = await unleash.open('https://u.example.com/?environment=production', aContext());
    expect(problemOf(without)).toMatchObject({
      code: 'secret-missing',
      hint: expect.stringContaining('UNLEASH_TOKEN'),
    });
  });
});

const greetedWith = async (grants?: UnleashServer['grants']) => {
  const { backend, state } = await anUnleash();
  if (grants) state.grants = grants;
  return backend.greet?.();
};

describe('what a token of Unleash may do', () => {
  const needed = ['CREATE_FEATURE', 'UPDATE_FEATURE_DEPENDENCY'].map((permission) => ({
    permission,
    project: 'default',
  }));
  const there = [
    'UPDATE_FEATURE_ENVIRONMENT',
    'CREATE_FEATURE_STRATEGY',
    'UPDATE_FEATURE_STRATEGY',
    'DELETE_FEATURE_STRATEGY',
  ];
  const inOne = (environment: string) => there.map((permission) => ({ permission, project: 'default', environment }));

  it('is told where it is enough', async () => {
    expect(await greetedWith([{ permission: 'ADMIN' }])).toMatchObject({
      ok: true,
      value: expect.stringContaining('rampart'),
    });
    expect(await greetedWith([...needed, ...inOne('production')])).toMatchObject({ ok: true });
  });

  it('is a problem that names what is missing', async () => {
    const said = await greetedWith([...needed.slice(1), ...inOne('development'), ...inOne('production').slice(0, 3)]);
    expect(said).toMatchObject({ ok: false, problems: [{ kind: 'refused', code: 'unleash-may-not' }] });
    expect(JSON.stringify(said)).toMatch(/CREATE_FEATURE, DELETE_FEATURE_STRATEGY/);
    const elsewhere = await greetedWith(
      [...needed, ...inOne('production')].map((one) => ({ ...one, project: 'other' })),
    );
    expect(elsewhere).toMatchObject({ ok: false });
  });

  it('is not made up for a token that belongs to nobody', async () =>
    expect(await greetedWith()).toMatchObject({ ok: true, value: expect.stringContaining('does not tell') }));
});

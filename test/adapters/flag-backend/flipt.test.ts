import { FliptClient } from '@flipt-io/flipt-client-js/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { flipt } from '../../../src/adapters/flag-backend/flipt.ts';
import { switchedOff } from '../../../src/core/flags/flag-state.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { asked, type Evaluated, type Person, put, servesAsAsked } from '../../helpers/served.ts';
import { aFlipt, snapshotOf } from '../../worlds/flipt.ts';

/** What we write, as the engine in Flipt's own client understands it. */
const evaluated = async (): Promise<Evaluated & Awaited<ReturnType<typeof aFlipt>>> => {
  const world = await aFlipt();
  const evaluator = async (flagKey: string) => {
    const snapshot = JSON.stringify(snapshotOf(world.state));
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const client = await FliptClient.init({ fetcher: async () => new Response(snapshot) });
    warned.mockRestore();
    onTestFinished(() => client.close());
    // It refuses to evaluate for nobody, and the program that asks gets its own default.
    return ({ id, attributes = {} }: Person) =>
      id !== undefined && client.evaluateBoolean({ flagKey, entityId: id, context: { ...attributes } }).enabled;
  };
  return { ...world, evaluator };
};

servesAsAsked('Flipt', evaluated, [false, false, false, false]);

const flag = (more: Parameters<typeof aFlag>[0] = {}) => aFlag({ targeting: [], variants: [], ...more });

const threshold = (percentage: number, value = true) => ({
  type: 'THRESHOLD_ROLLOUT_TYPE' as const,
  description: '',
  threshold: { percentage, value },
});

describe('flipt', () => {
  it('commits named users before the flag that asks for them, one on top of the other', async () => {
    const { backend, server, state } = await aFlipt();
    worked(await backend.write(flag({ allow: ['ana'] }), undefined));
    const told = server.seen.filter(({ method }) => method !== 'GET');
    expect(told.map(({ method, json }) => `${method} ${(json as { key: string }).key}`)).toEqual([
      'POST refund_tax-named',
      'POST refund_tax',
    ]);
    expect(state.flags.get('refund_tax')).toMatchObject({
      enabled: false,
      rollouts: [{ segment: { value: true } }, { threshold: { percentage: 5, value: true } }],
    });
    expect(state.commits).toBe(3);
  });

  it('evaluates for nobody who has no id', async () => {
    const client = await FliptClient.init({
      fetcher: async () => new Response(JSON.stringify(snapshotOf((await aFlipt()).state))),
    });
    expect(() => client.evaluateBoolean({ flagKey: 'refund_tax', entityId: '', context: {} })).toThrow(/entityId/);
    client.close();
  });

  it('names more than a hundred users', async () => {
    const world = await evaluated();
    const allow = Array.from({ length: 250 }, (_, nth) => `vip ${nth}, é`);
    const has = await asked(world, flag({ percent: 0, allow }));
    expect(allow.filter((id) => has({ id }) !== true)).toEqual([]);
    expect(has({ id: 'vip 250, é' })).toBe(false);
    expect(world.state.segments.get('refund_tax-named')?.constraints).toHaveLength(3);
  });

  it('switched off and on again, names are what they were, and no commit is empty', async () => {
    const world = await evaluated();
    for (const one of [
      flag({ allow: ['ana'] }),
      switchedOff(flag()),
      flag({ allow: ['ana'] }),
      flag({ allow: ['bob'] }),
    ])
      await put(world, one);
    expect(worked(await world.backend.read(['refund_tax']))).toMatchObject([{ enabled: true, allow: ['bob'] }]);
    expect(world.server.seen.filter(({ json }) => /named/.test(JSON.stringify(json)))).toHaveLength(4);
  });

  it('refuses what was made for an older commit, of whatever kind', async () => {
    const { backend, server, state } = await aFlipt();
    worked(await backend.write(flag({ percent: 5 }), undefined));
    const [held] = worked(await backend.read(['refund_tax']));
    server.break('slow', 'writes');
    await backend.write(flag({ percent: 25 }), held?.revision);
    server.break(undefined);
    state.commits += 1;
    await server.arrive();
    expect(worked(await backend.read(['refund_tax']))).toMatchObject([{ percent: 5 }]);
  });

  const segment = {
    type: 'SEGMENT_ROLLOUT_TYPE' as const,
    description: '',
    segment: { value: true, segments: ['vips'], segmentOperator: 'OR_SEGMENT_OPERATOR' as const },
  };
  it.each([
    ['nothing but its default', { enabled: true, rollouts: [] }, { percent: 100 }, /100 %/],
    ['a share by hand', { enabled: false, rollouts: [threshold(30.5)] }, { percent: 31 }, /31 %/],
    ['a share that is kept out', { enabled: true, rollouts: [threshold(30, false)] }, { percent: 100 }, /everyone/],
    ['a segment of others', { enabled: false, rollouts: [segment] }, { percent: 100 }, /everyone/],
    ['variants', { type: 'VARIANT_FLAG_TYPE' as const }, { percent: 100 }, /everyone/],
  ])('shaped by hand, with %s, it counts as much as it may be', async (_, shape, expected, doubt) => {
    const { backend, state } = await aFlipt();
    worked(await backend.write(flag(), undefined));
    const held = state.flags.get('refund_tax');
    if (held) Object.assign(held, shape);
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([{ enabled: true, ...expected }]);
    expect(read.ok && read.warnings[0]?.message).toMatch(doubt);
  });

  it('leaves a flag with variants alone, and refuses what it has no words for', async () => {
    const { backend, state } = await aFlipt();
    for (const one of [{ key: 'a.b' }, { bucketBy: 'account.id' }, { allow: ['a"b'] }])
      expect(problemOf(await backend.write(flag(one), undefined))).toMatchObject({ code: 'flag-not-held' });
    worked(await backend.write(flag(), undefined));
    const held = state.flags.get('refund_tax');
    if (held) held.type = 'VARIANT_FLAG_TYPE';
    const [read] = worked(await backend.read(['refund_tax']));
    expect(problemOf(await backend.write(flag({ percent: 25 }), read?.revision))).toMatchObject({
      code: 'flag-not-held',
    });
  });

  it('needs no token where none is asked for', async () => {
    expect((await flipt.open('http://localhost:8080', aContext())).ok).toBe(true);
  });
});

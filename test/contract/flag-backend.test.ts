import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagBackendAdapters } from '../../src/adapters/flag-backend/index.ts';
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { Capabilities } from '../../src/core/flags/capabilities.ts';
import { switchedOff } from '../../src/core/flags/flag-state.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { aFlag, anyFlag } from '../helpers/flags.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { flagdWorld } from '../worlds/flagd.ts';

/** Each gives a backend without flags. */
const WORLDS: Readonly<Record<string, () => FlagBackend>> = {
  flagd: flagdWorld,
  memory: () => memoryFlagBackend(),
};

const one = async (backend: FlagBackend, key = 'refund_tax') => worked(await backend.read([key]))[0];

describe.each(Object.keys(flagBackendAdapters))('the flag backend %s', (name) => {
  const world = WORLDS[name];
  if (!world) throw new Error(`no world for the flag backend ${name}`);

  it('says what it can hold', () => {
    expect(Capabilities.safeParse(world().capabilities).success).toBe(true);
  });

  it('has no flag until one is written, and then that one, as it was told', async () => {
    const backend = world();
    expect(worked(await backend.read(['refund_tax']))).toEqual([]);
    worked(await backend.write(aFlag(), undefined));
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toMatchObject([aFlag()]);
    expect(read.ok && read.warnings).toEqual([]);
  });

  it('reads back exactly what it was told, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(anyFlag, async (flag) => {
        const backend = world();
        worked(await backend.write(flag, undefined));
        expect(await one(backend)).toEqual({ ...flag, revision: expect.any(String) });
      }),
      { numRuns: 60 },
    );
  });

  it('gives the flags that are there in the order they are asked for', async () => {
    const backend = world();
    for (const key of ['b', 'a', 'c']) worked(await backend.write(aFlag({ key }), undefined));
    expect(worked(await backend.read(['c', 'none', 'a'])).map(({ key }) => key)).toEqual(['c', 'a']);
  });

  it('refuses a write that was made for an older state, and leaves the flag alone', async () => {
    const backend = world();
    worked(await backend.write(aFlag({ percent: 5 }), undefined));
    const old = (await one(backend))?.revision;
    worked(await backend.write(aFlag({ percent: 0 }), old));
    for (const expected of [old, undefined, 'made up'])
      expect(problemOf(await backend.write(aFlag({ percent: 25 }), expected))).toMatchObject({
        kind: 'stale',
        code: 'flag-moved',
        path: 'refund_tax',
      });
    expect((await one(backend))?.percent).toBe(0);
  });

  it('refuses to bring back a flag that somebody removed', async () => {
    expect(problemOf(await world().write(aFlag(), 'a revision it had'))).toMatchObject({ code: 'flag-moved' });
  });

  it('may be told the same twice, by one or by two', async () => {
    const backend = world();
    worked(await backend.write(aFlag(), undefined));
    const revision = (await one(backend))?.revision;
    for (const expected of [undefined, revision, 'made up']) worked(await backend.write(aFlag(), expected));
    expect((await one(backend))?.revision).toBe(revision);
  });

  it('changes the revision with each change, and with nothing else', async () => {
    const backend = world();
    worked(await backend.write(aFlag({ key: 'a' }), undefined));
    const before = (await one(backend, 'a'))?.revision;
    worked(await backend.write(aFlag({ key: 'b' }), undefined));
    expect((await one(backend, 'a'))?.revision).toBe(before);
    worked(await backend.write(aFlag({ key: 'a', percent: 6 }), before));
    expect((await one(backend, 'a'))?.revision).not.toBe(before);
  });

  it('switches off, and holds nothing that switching on by hand would bring back', async () => {
    const backend = world();
    const on = aFlag({ percent: 50, allow: ['ana'], rings: [{ ring: 'beta', match: [], percent: 100 }] });
    worked(await backend.write(on, undefined));
    worked(await backend.write(switchedOff(on), (await one(backend))?.revision));
    expect(await one(backend)).toMatchObject({ enabled: false, percent: 0, rings: [], allow: [] });
  });

  it('lets one of many that write at once win', async () => {
    const backend = world();
    worked(await backend.write(aFlag({ percent: 0 }), undefined));
    const revision = (await one(backend))?.revision;
    const writes = [1, 2, 3, 4, 5].map((percent) => backend.write(aFlag({ percent }), revision));
    expect((await Promise.all(writes)).filter(({ ok }) => ok)).toHaveLength(1);
  });
});

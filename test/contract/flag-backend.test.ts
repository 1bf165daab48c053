import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { Capabilities } from '../../src/core/flags/capabilities.ts';
import { sameFlag } from '../../src/core/flags/compare.ts';
import { type FlagState, reachesNobody, switchedOff } from '../../src/core/flags/flag-state.ts';
import { whyNotHeld } from '../../src/core/flags/held.ts';
import { ok } from '../../src/core/problem.ts';
import type { FlagBackend, Listed } from '../../src/ports/flag-backend.ts';
import { aFlag, anyFlag, fitted } from '../helpers/flags.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { FLAG_WORLDS } from '../worlds/index.ts';
import { rampartLogWorld } from '../worlds/rampart.ts';

/** These keep every field of what they are told, also of a flag that is off. */
const KEEP_ALL = new Set(['flagd', 'memory', 'rampart']);

const one = async (backend: FlagBackend, key = 'refund_tax') => worked(await backend.read([key]))[0];

/** The same flag without the texts that a flag system cannot hold. */
const sayable = (flag: FlagState, names: RegExp): FlagState => {
  const may = ({ values }: { readonly values: readonly string[] }): boolean =>
    values.every((value) => names.test(value));
  return {
    ...flag,
    allow: flag.allow.filter((user) => names.test(user)),
    rings: flag.rings.filter(({ match }) => (match ?? []).every(may)),
    targeting: (flag.targeting ?? []).filter(({ when }) => may(when)),
  };
};

const listedIn = async (backend: FlagBackend, most: number) => {
  const found: Listed[] = [];
  let after: string | undefined;
  do {
    const page = worked((await backend.list?.({ after, most })) ?? ok(undefined));
    if (!page) break;
    expect(page.flags.length + page.unread.length).toBeLessThanOrEqual(most);
    found.push(page);
    after = page.next;
  } while (after !== undefined && found.length < 20);
  return found;
};

/** Our own flags are reached in two ways. */
const WORLDS = [
  ...Object.entries(flagBackends).map(([name, load]) => ({ is: name, name, load, world: FLAG_WORLDS[name] })),
  { is: 'rampart, in a log', name: 'rampart', load: flagBackends.rampart, world: rampartLogWorld },
];

describe.each(WORLDS)('the flag backend $is', ({ name, load, world }) => {
  if (!world) throw new Error(`no world for the flag backend ${name}`);

  const opened = async () => {
    const { backend } = await world();
    const fit = (more: Partial<FlagState> = {}) => fitted(aFlag(more), backend.capabilities);
    const [little, much] = backend.capabilities.stepPercent > 5 ? [0, 100] : [5, 25];
    return { backend, fit, little, much };
  };

  it('says what it can hold, before it is opened and after', async () => {
    const { backend } = await opened();
    const adapter = await load();
    expect(adapter.name).toBe(name);
    expect(Capabilities.safeParse(adapter.capabilities).success).toBe(true);
    expect(backend.capabilities).toEqual(adapter.capabilities);
  });

  it('has no flag until one is written, and then that one, as it was told', async () => {
    const { backend, fit } = await opened();
    expect(worked(await backend.read(['refund_tax']))).toEqual([]);
    const flag = fit({ percent: 100 });
    worked(await backend.write(flag, undefined));
    const read = await backend.read(['refund_tax']);
    expect(worked(read)).toHaveLength(1);
    expect(sameFlag(worked(read)[0] ?? flag, flag)).toBe(true);
    expect(read.ok && read.warnings).toEqual([]);
  });

  it('reads back what it was told, whatever that is', async () => {
    const { runs: numRuns = 60 } = await world();
    await fc.assert(
      fc.asyncProperty(anyFlag, async (any) => {
        const { backend, names = /^/, byUser } = await world();
        const fit = fitted(byUser ? { ...any, bucketBy: 'user.id' } : any, backend.capabilities);
        const flag = sayable(fit, names);
        worked(await backend.write(flag, undefined));
        const read = await backend.read([flag.key]);
        const [found] = worked(read);
        const { revision, ...held } = found ?? flag;
        expect(KEEP_ALL.has(name) ? held : flag).toEqual(flag);
        expect(sameFlag(held, flag), JSON.stringify(held)).toBe(true);
        expect(revision).toEqual(expect.any(String));
        expect(read.ok && read.warnings).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('refuses what it cannot hold, says what that is, and writes nothing', async () => {
    const { backend } = await opened();
    const asked: readonly Partial<FlagState>[] = [
      { percent: 0.0004 },
      { percent: 33.333 },
      { rings: [{ ring: 'beta', match: [], percent: 100 }] },
      { allow: ['ana'] },
      { place: { is: 'servers', count: 1, share: 2 } },
      { targeting: [{ when: { attribute: 'a', is: 'equal-to', values: ['b'] }, serve: true }] },
      { variants: [0, 1].map((n) => ({ name: `arm${n}`, percent: 50 })) },
    ];
    const flags = asked.map((more) => aFlag({ percent: 100, ...more }));
    for (const flag of flags.filter((one) => !reachesNobody(one) && whyNotHeld(one, backend.capabilities)))
      expect(problemOf(await backend.write(flag, undefined))).toMatchObject({ code: 'flag-not-held', path: flag.key });
    expect(await one(backend)).toBeUndefined();
  });

  it('gives the flags that are there in the order they are asked for', async () => {
    const { backend, fit } = await opened();
    for (const key of ['b', 'a', 'c']) worked(await backend.write(fit({ key }), undefined));
    expect(worked(await backend.read(['c', 'none', 'a'])).map(({ key }) => key)).toEqual(['c', 'a']);
  });

  it('refuses a write that was made for an older state, and leaves the flag alone', async () => {
    const { backend, fit, little, much } = await opened();
    worked(await backend.write(fit({ percent: much }), undefined));
    const old = (await one(backend))?.revision;
    worked(await backend.write(fit({ percent: little }), old));
    for (const expected of [old, undefined, 'made up'])
      expect(problemOf(await backend.write(fit({ percent: 100 }), expected))).toMatchObject({
        kind: 'stale',
        code: 'flag-moved',
        path: 'refund_tax',
      });
    expect((await one(backend))?.percent).toBe(little);
  });

  it('refuses to bring back a flag that somebody removed', async () => {
    const { backend, fit } = await opened();
    expect(problemOf(await backend.write(fit({ percent: 100 }), 'a revision it had'))).toMatchObject({
      code: 'flag-moved',
    });
  });

  it('may be told the same twice, by one or by two', async () => {
    const { backend, fit } = await opened();
    worked(await backend.write(fit(), undefined));
    const revision = (await one(backend))?.revision;
    for (const expected of [undefined, revision, 'made up']) worked(await backend.write(fit(), expected));
    expect((await one(backend))?.revision).toBe(revision);
  });

  it('changes the revision with each change, and with nothing else', async () => {
    const { backend, fit, little, much } = await opened();
    worked(await backend.write(fit({ key: 'a', percent: little }), undefined));
    const before = (await one(backend, 'a'))?.revision;
    worked(await backend.write(fit({ key: 'b' }), undefined));
    expect((await one(backend, 'a'))?.revision).toBe(before);
    worked(await backend.write(fit({ key: 'a', percent: much }), before));
    expect((await one(backend, 'a'))?.revision).not.toBe(before);
  });

  it('switches off, and holds nothing that switching on by hand would bring back', async () => {
    const { backend, fit } = await opened();
    const on = fit({ percent: 100, allow: ['ana'], rings: [{ ring: 'beta', match: [], percent: 100 }] });
    worked(await backend.write(on, undefined));
    worked(await backend.write(switchedOff(on), (await one(backend))?.revision));
    expect(await one(backend)).toMatchObject({ enabled: false, percent: 0, rings: [], allow: [] });
  });

  it('lists what is there, each once, page by page, where it says that it can', async () => {
    const { backend, fit } = await opened();
    expect(backend.list !== undefined).toBe(backend.capabilities.listed === true);
    if (!backend.list) return;
    const others = (await listedIn(backend, 50)).flatMap(({ flags }) => flags.map(({ flag }) => flag.key));
    const wanted = ['c', 'a', 'b'].map((key) => fit({ key, percent: key === 'a' ? 0 : 100 }));
    for (const flag of wanted) worked(await backend.write(flag, undefined));
    for (const most of [1, 2, 50]) {
      const pages = await listedIn(backend, most);
      const all = pages.flatMap(({ flags }) => flags);
      expect(all.map(({ flag }) => flag.key).toSorted()).toEqual([...others, 'a', 'b', 'c'].toSorted());
      expect(pages.length).toBeGreaterThanOrEqual(most < 3 ? 2 : 1);
      for (const { flag, doubt } of all.filter(({ flag: { key } }) => !others.includes(key))) {
        expect(flag).toEqual(await one(backend, flag.key));
        expect(doubt).toBeUndefined();
      }
    }
  });

  it('lists nothing where nothing is, or says which of it are not ours', async () => {
    const { backend } = await opened();
    const pages = await listedIn(backend, 10);
    expect(pages.flatMap(({ flags }) => flags.map(({ flag }) => flag.key))).toEqual(name === 'env' ? ['other'] : []);
  });

  it('lets one of many that write at once win, where it says that it has revisions', async () => {
    const { backend, fit } = await opened();
    const { revisioned, stepPercent } = backend.capabilities;
    worked(await backend.write(fit({ percent: 0 }), undefined));
    const revision = (await one(backend))?.revision;
    const shares = revisioned && stepPercent <= 1 ? [1, 2, 3, 4, 5] : [100];
    const writes = shares.map((percent) => backend.write(fit({ percent }), revision));
    expect((await Promise.all(writes)).filter(({ ok }) => ok)).toHaveLength(1);
  });
});

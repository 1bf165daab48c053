import { describe, expect, it } from 'vitest';
import type { Brief, EventLog, Piece } from '../../src/ports/event-log.ts';
import { chain, NO_CARD, problemOf, worked } from './log.ts';

const DIGEST = 'ab'.repeat(32);
const snapshot = (version: number) => ({ version, hash: DIGEST, digest: DIGEST, state: { version, list: [1, null] } });

const resting = (version: number, id = 'a') => ({ ...NO_CARD, unmoved: [{ id, version }] });

const everyPiece = async (log: EventLog, of: Piece['of'], most: number): Promise<readonly Brief[]> => {
  const all: Brief[] = [];
  for (let after: Brief | undefined; ;) {
    const piece = worked(await log.brief({ of, after, most }));
    expect(piece.length).toBeLessThanOrEqual(most);
    all.push(...piece);
    if (piece.length < most) return all;
    after = piece.at(-1);
  }
};

/** What every event log keeps, whoever stands behind it. Each test is given a log of its own. */
export const keepsTheLog = (name: string, world: () => Promise<EventLog>): void => {
  describe(`the event log ${name}`, () => {
    it('knows nothing of a rollout that nobody started', async () => {
      const log = await world();
      expect(worked(await log.read('none', 1))).toEqual([]);
      expect(worked(await log.list())).toEqual([]);
      expect(worked(await log.latestSnapshot('none'))).toBeUndefined();
    });

    it('gives back what was appended, as JSON would, in order and from any version', async () => {
      const log = await world();
      const events = [
        { text: 'ü "quoted"\n', at: 1.5, gone: undefined, list: [null, { deep: true }] },
        { n: 2 },
        { n: 3 },
      ];
      const [first, ...rest] = events.map((event, n) => ({ event, hash: `${n}`.repeat(64) }));
      if (!first) throw new Error('no event');
      expect(worked(await log.append('a', 0, [first], NO_CARD))).toEqual({ version: 1, hash: '0'.repeat(64) });
      expect(worked(await log.append('a', 1, rest, NO_CARD))).toEqual({ version: 3, hash: '2'.repeat(64) });
      const read = worked(await log.read('a', 1));
      expect(read.map(({ version, hash }) => [version, hash[0]])).toEqual([
        [1, '0'],
        [2, '1'],
        [3, '2'],
      ]);
      expect(JSON.stringify(read[0]?.event)).toBe(JSON.stringify(events[0]));
      expect(worked(await log.read('a', 3)).map(({ version }) => version)).toEqual([3]);
      expect(worked(await log.read('a', 4))).toEqual([]);
      expect(worked(await log.read('a', 400))).toEqual([]);
    });

    it.each([-1, 0, 1, 3, 1000])(
      'refuses what was decided at version %i when it is at 2, and says both',
      async (expected) => {
        const log = await world();
        worked(await log.append('a', 0, chain(1, 2), NO_CARD));
        const refused = problemOf(await log.append('a', expected, chain(3, 3), { dueAtMs: 1, summary: 'not written' }));
        expect(refused).toMatchObject({ kind: 'stale', code: 'log-moved-on', path: 'a' });
        expect(refused?.message).toContain('version 2');
        expect(worked(await log.read('a', 1))).toHaveLength(2);
        expect(worked(await log.list())).toMatchObject([{ version: 2, dueAtMs: undefined, summary: null }]);
      },
    );

    it('lets one of many that decide at once act, and refuses the others', async () => {
      const log = await world();
      worked(await log.append('a', 0, chain(1, 1), NO_CARD));
      const tries = await Promise.all(Array.from({ length: 20 }, () => log.append('a', 1, chain(2, 3), NO_CARD)));
      expect(tries.filter(({ ok }) => ok)).toHaveLength(1);
      expect(worked(await log.read('a', 1))).toHaveLength(3);
    });

    it('refuses what rests on another log that has moved, and writes nothing', async () => {
      const log = await world();
      worked(await log.append('a', 0, chain(1, 2), NO_CARD));
      for (const [version, id] of [
        [1, 'a'],
        [3, 'a'],
        [1, 'nobody'],
      ] as const) {
        const refused = problemOf(await log.append('b', 0, chain(1, 1), resting(version, id)));
        expect(refused).toMatchObject({ kind: 'stale', code: 'log-moved-on', path: id });
      }
      expect(worked(await log.read('b', 1))).toEqual([]);
      expect(worked(await log.append('b', 0, chain(1, 1), resting(2))).version).toBe(1);
      expect(worked(await log.append('b', 1, chain(2, 2), resting(0, 'nobody'))).version).toBe(2);
    });

    it('appends nothing when there is nothing, and still says where it stands', async () => {
      const log = await world();
      expect(worked(await log.append('a', 0, [], NO_CARD))).toEqual({ version: 0, hash: '' });
      expect(worked(await log.list())).toEqual([]);
      expect(problemOf(await log.append('a', 1, [], NO_CARD))).toMatchObject({ code: 'log-moved-on' });
    });

    it('keeps rollouts apart', async () => {
      const log = await world();
      worked(await log.append('a', 0, chain(1, 3), NO_CARD));
      worked(await log.append('b', 0, chain(7, 7), NO_CARD));
      expect(worked(await log.read('b', 1)).map(({ event }) => event)).toEqual(chain(7, 7).map(({ event }) => event));
      expect(worked(await log.read('a', 1))).toHaveLength(3);
    });

    it('lists every rollout by id with its last card, or those that are due, longest overdue first', async () => {
      const log = await world();
      const due = { c: 300, a: 200, b: 100, d: undefined };
      for (const [id, dueAtMs] of Object.entries(due))
        worked(await log.append(id, 0, chain(1, 1), { dueAtMs, summary: { state: 'new', of: id } }));
      worked(await log.append('d', 1, chain(2, 2), { dueAtMs: undefined, summary: { state: 'done' } }));
      expect(worked(await log.list()).map(({ id, version }) => [id, version])).toEqual([
        ['a', 1],
        ['b', 1],
        ['c', 1],
        ['d', 2],
      ]);
      expect(worked(await log.list()).at(-1)).toEqual({
        id: 'd',
        version: 2,
        hash: chain(2, 2)[0]?.hash,
        dueAtMs: undefined,
        summary: { state: 'done' },
      });
      expect(worked(await log.list(200)).map(({ id }) => id)).toEqual(['b', 'a']);
      expect(worked(await log.list(99))).toEqual([]);
    });

    it('tells where logs end in pieces: all of them by id', async () => {
      const log = await world();
      const ids = ['b', 'a', 'e', 'flags:d', 'c', 'lo\u{10FFFF}'];
      for (const [nth, id] of ids.entries())
        worked(await log.append(id, 0, chain(1, nth + 1), { dueAtMs: undefined, summary: { of: id } }));
      const listed = worked(await log.list()).map(({ id, version, dueAtMs }) => ({ id, version, dueAtMs }));
      for (const most of [1, 2, 5, 6, 100]) expect(await everyPiece(log, 'all', most)).toEqual(listed);
      expect(worked(await log.brief({ of: 'due', most: 10 }))).toEqual([]);
      expect(worked(await log.brief({ of: 'all', after: listed.at(-1), most: 10 }))).toEqual([]);
    });

    it('tells in pieces who is due at some time, longest overdue first, and two of one moment by id', async () => {
      const log = await world();
      const due = { c: 300, a: 0, z: 100, b: 100, d: undefined, y: 100, far: 8.64e15, before: -5 };
      for (const [id, dueAtMs] of Object.entries(due))
        worked(await log.append(id, 0, chain(1, 1), { dueAtMs, summary: { of: id } }));
      for (const most of [1, 2, 3, 100]) {
        const all = await everyPiece(log, 'due', most);
        expect(all.map(({ id }) => id)).toEqual(['before', 'a', 'b', 'y', 'z', 'c', 'far']);
        expect(all.map(({ dueAtMs }) => dueAtMs)).toEqual([-5, 0, 100, 100, 100, 300, 8.64e15]);
      }
    });

    it('leaves nobody out who stands still while others are written of between two pieces', async () => {
      const log = await world();
      const ids = Array.from({ length: 9 }, (_, nth) => `r-${nth}`);
      for (const [nth, id] of ids.entries())
        worked(await log.append(id, 0, chain(1, 1), { dueAtMs: nth, summary: null }));
      const seen = new Set<string>();
      let pieces = 0;
      for (let after: Brief | undefined; ;) {
        const piece = worked(await log.brief({ of: 'due', after, most: 2 }));
        for (const { id } of piece) seen.add(id);
        if (piece.length < 2) break;
        after = piece.at(-1);
        // Whoever was just seen is due later now; and somebody comes whom nobody knew.
        const { id = '', version = 0 } = piece[0] ?? {};
        worked(await log.append(id, version, chain(version + 1, version + 1), { dueAtMs: 50, summary: null }));
        worked(await log.append(`new-${(pieces += 1)}`, 0, chain(1, 1), { dueAtMs: 1, summary: null }));
      }
      expect([...seen].filter((id) => id.startsWith('r-')).toSorted()).toEqual(ids);
    });

    it('gives the card of one, and none of one that is not there', async () => {
      const log = await world();
      worked(await log.append('a', 0, chain(1, 2), { dueAtMs: 7, summary: { state: 'new' } }));
      expect(worked(await log.card('a'))).toEqual(worked(await log.list())[0]);
      expect(worked(await log.card('b'))).toBeUndefined();
      expect(worked(await log.card('a\0'))).toBeUndefined();
    });

    it('finds ids by how they begin, and takes no sign in them for a pattern', async () => {
      const log = await world();
      for (const id of ['login', 'login-2', 'log', 'l_gin', 'flags:login', 'lo\u{10FFFF}', 'lp'])
        worked(await log.append(id, 0, chain(1, 1), NO_CARD));
      expect(worked(await log.ids('login'))).toEqual(['login', 'login-2']);
      expect(worked(await log.ids('lo'))).toEqual(['log', 'login', 'login-2', 'lo\u{10FFFF}']);
      expect(worked(await log.ids('l_'))).toEqual(['l_gin']);
      expect(worked(await log.ids('logins'))).toEqual([]);
      expect(worked(await log.ids('lo\0'))).toEqual([]);
      expect(worked(await log.read('login\0', 1))).toEqual([]);
      expect(worked(await log.ids(''))).toHaveLength(7);
    });

    it('keeps the newest snapshot of what it holds, and no other', async () => {
      const log = await world();
      worked(await log.append('a', 0, chain(1, 5), NO_CARD));
      for (const version of [3, 2, 4, 6, 1]) worked(await log.keepSnapshot('a', snapshot(version)));
      worked(await log.keepSnapshot('never-started', snapshot(1)));
      expect(worked(await log.latestSnapshot('a'))).toEqual(snapshot(4));
      expect(worked(await log.latestSnapshot('never-started'))).toBeUndefined();
      expect(worked(await log.read('a', 1))).toHaveLength(5);
    });

    it('hands out nothing that changes it', async () => {
      const log = await world();
      const event = { list: [1] };
      worked(await log.append('a', 0, [{ event, hash: DIGEST }], NO_CARD));
      event.list.push(2);
      Reflect.set(Object(worked(await log.read('a', 1))[0]?.event), 'list', 'changed');
      expect(worked(await log.read('a', 1))[0]?.event).toEqual({ list: [1] });
    });

    it('may be closed twice', async () => {
      const log = await world();
      await log.close();
      await expect(log.close()).resolves.toBeUndefined();
    });
  });
};

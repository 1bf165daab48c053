import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { sqliteEventLog, sqlitePlace } from '../../src/adapters/event-log/sqlite.ts';
import { bring } from '../../src/app/migrate/bring.ts';
import { move } from '../../src/app/migrate/move.ts';
import { chainStart, linked } from '../../src/core/rollout/chain.ts';
import { failed, problem } from '../../src/core/problem.ts';
import type { Sha256 } from '../../src/core/values/digest.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { LogPlace } from '../../src/ports/log-place.ts';
import { agreed, anOffice, type Office } from '../helpers/office.ts';
import { NO_CARD, problemOf, worked } from '../helpers/log.ts';
import { MIN } from '../helpers/rollout.ts';
import { aFolder } from '../worlds/sqlite.ts';

const offices: Office[] = [];
afterEach(() => offices.splice(0).forEach(({ close }) => close()));

/** An office with a rollout under way, and its log. */
const underWay = async (): Promise<Office> => {
  const office = anOffice();
  offices.push(office);
  await office.run('apply p.json');
  await agreed(office);
  await office.run('apply p.json --once --yes');
  return office;
};

const DIGEST = 'ab'.repeat(32) as Sha256;

const openPlace = (place: string) => sqlitePlace(place, 200);
const MOVE = 'migrate --from rampart.db --to new.db';

describe('rampart migrate', () => {
  it('moves everything, shuts the old place, and the rollout goes on at the new one', async () => {
    const office = await underWay();
    const said = await office.run(MOVE, { openPlace });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/Moved {5}1 log, \d+ events this time {3}✓ every chain/);
    expect(await office.run('status')).toMatchObject({ code: 4, err: expect.stringContaining('log-moved') });
    expect((await office.run('status')).err).toContain(office.path('new.db'));
    expect((await office.run('apply p.json --once --yes')).code).toBe(4);
    await office.clock.sleep(40 * MIN);
    const there = `--db ${office.path('new.db')}`;
    expect((await office.run(`tick --all ${there}`)).code).toBe(0);
    expect((await office.run(`rollback ${office.plan.id} --reason late ${there}`)).code).toBe(0);
    expect((await office.run(`replay ${office.plan.id} ${there}`)).code).toBe(0);
  });

  it('is safe to repeat, and moves on from there, but not back over what is there', async () => {
    const office = await underWay();
    await office.run(MOVE, { openPlace });
    expect((await office.run(MOVE, { openPlace })).out).toContain('before, to its end');
    const json = JSON.parse((await office.run(`${MOVE} --json`, { openPlace })).out);
    expect(json).toMatchObject({ schemaVersion: 1, before: true, to: office.path('new.db') });
    expect((await office.run('migrate --from new.db --to third.db', { openPlace })).code).toBe(0);
    expect(await office.run(`list --db ${office.path('third.db')}`)).toMatchObject({ code: 0 });
    for (const words of [
      '--from rampart.db --to third.db',
      '--from third.db --to rampart.db',
      '--from third.db --to third.db',
    ])
      expect(await office.run(`migrate ${words}`, { openPlace })).toMatchObject({
        code: 5,
        err: expect.stringContaining('migrate-places'),
      });
  });

  it('makes no log only to move it, and mixes no two', async () => {
    const [office, other] = [await underWay(), await underWay()];
    expect(await office.run('migrate --from none.db --to new.db', { openPlace })).toMatchObject({ code: 2 });
    expect(existsSync(office.path('none.db'))).toBe(false);
    const said = await office.run(`migrate --from rampart.db --to ${other.path('rampart.db')}`, { openPlace });
    expect(said).toMatchObject({ code: 5, err: expect.stringContaining('1 logs at the new place') });
    expect((await office.run('status')).code).toBe(0);
    expect((await other.run('status')).code).toBe(0);
  });

  it('leaves the old place open where a log of it is damaged', async () => {
    const office = await underWay();
    const db = new DatabaseSync(office.path('rampart.db'));
    db.exec(`update event set body = replace(body, 'agreed', 'argued')`);
    db.close();
    expect(await office.run(MOVE, { openPlace })).toMatchObject({
      code: 3,
      err: expect.stringContaining('log-broken'),
    });
    expect((await office.run('list')).code).toBe(0);
  });
});

it('what fails between the two says that nothing goes on until it is repeated', async () => {
  const folder = aFolder();
  const [from, to] = [worked(await sqlitePlace(join(folder, 'a.db'))), worked(await sqlitePlace(join(folder, 'b.db')))];
  worked(await from.log.append('a', 0, more('a', chainStart('a'), 3), NO_CARD));
  const lost = problem({ kind: 'unreachable', code: 'log-failed', message: 'the server is gone', hint: 'look there' });
  const stand: LogPlace['stand'] = async (...given) => (given[0].is === 'open' ? failed(lost) : to.stand(...given));
  const tried = await moved(from, { ...to, stand });
  expect(tried).toMatchObject({ ok: false, problems: [{ code: 'migrate-between', kind: 'unreachable' }, lost] });
  expect([worked(await from.standing()).is, worked(await to.standing()).is]).toEqual(['moved', 'filling']);
  worked(await moved(from, to));
  expect(worked(await to.standing()).is).toBe('open');
  await Promise.all([from.log.close(), to.log.close()]);
});

describe('a file that has moved', () => {
  it('takes nothing from a program that had it open, of whatever age', async () => {
    const folder = aFolder();
    const [old, now] = [join(folder, 'old.db'), join(folder, 'new.db')];
    const open = worked(await sqliteEventLog(old));
    onTestFinished(() => open.close());
    worked(await open.append('a', 0, more('a', chainStart('a'), 3), NO_CARD));
    const older = new DatabaseSync(old);
    onTestFinished(() => older.close());
    const asBefore = older.prepare("insert into event values ('a', 4, 'x', '{}')");
    worked(await moved(worked(await sqlitePlace(old)), worked(await sqlitePlace(now))));
    expect(problemOf(await open.append('a', 3, more('a', '' as Sha256, 1), NO_CARD))).toMatchObject({
      code: 'log-moved',
    });
    expect(problemOf(await open.read('a', 1))).toMatchObject({ code: 'log-moved', kind: 'stale' });
    expect(() => asBefore.run()).toThrow('has moved');
    expect(older.prepare('pragma user_version').get()).toEqual({ user_version: 1_000_000 });
    const [, byHand = ''] = /sqlite3 rampart\.db "([^"]+)"/.exec(readFileSync('docs/postgres.md', 'utf8')) ?? [];
    older.exec(byHand);
    expect(worked(await open.append('a', 3, more('a', '' as Sha256, 1), NO_CARD)).version).toBe(4);
  });

  it('is shut while it is filled, and says from where', async () => {
    const folder = aFolder();
    const place = worked(await sqlitePlace(join(folder, 'new.db')));
    worked(await place.stand({ is: 'filling', other: '/old.db' }, { is: 'open' }));
    const problem = problemOf(await sqliteEventLog(join(folder, 'new.db')));
    expect(problem).toMatchObject({ code: 'log-filling', kind: 'locked' });
    expect(problem?.message).toContain('/old.db');
    expect(problemOf(await place.stand({ is: 'open' }, { is: 'open' }))).toMatchObject({ code: 'log-standing' });
    worked(await place.stand({ is: 'open' }, { is: 'filling', other: '/old.db' }));
    await worked(await sqliteEventLog(join(folder, 'new.db'))).close();
    await place.log.close();
  });
});

const more = (id: string, previous: Sha256, count: number) =>
  linked(
    previous,
    Array.from({ length: count }, (_, n) => ({ id, n })),
  );

const moved = (from: LogPlace, to: LogPlace) => move({ from, to, nowMs: () => 0, tell: () => undefined });

class Killed extends Error {}

type Act = (act: () => Promise<unknown>) => Promise<unknown>;

/** Whatever changes a place goes through that hand: between two of those it is as if one had died after the first. */
const inHand = (place: LogPlace, hand: Act): LogPlace => {
  const { log } = place;
  return {
    ...place,
    stand: (...given) => hand(() => place.stand(...given)) as ReturnType<LogPlace['stand']>,
    log: {
      ...log,
      append: (...given) => hand(() => log.append(...given)) as ReturnType<EventLog['append']>,
      keepSnapshot: (...given) => hand(() => log.keepSnapshot(...given)) as ReturnType<EventLog['keepSnapshot']>,
    },
  };
};

/** Somebody who goes on wherever they are let in: two events at a time, into one of three logs. */
const aLife = (before: readonly string[] = []) => {
  const written = [...before];
  let nth = before.length;
  const at = async (place: string): Promise<boolean> => {
    const opened = await sqliteEventLog(place, 200);
    if (!opened.ok) return false;
    const log = opened.value;
    const id = `r${nth % 3}`;
    const read = worked(await log.read(id, 1));
    const token = `${id}-${(nth += 1)}`;
    const links = linked((read.at(-1)?.hash ?? chainStart(id)) as Sha256, [{ token }, { token }]);
    const done = await log.append(id, read.length, links, { dueAtMs: nth, summary: { token } });
    await log.close();
    if (done.ok) written.push(token);
    return done.ok;
  };
  return { written, at };
};

const places = async (old: string, now: string) =>
  [worked(await sqlitePlace(old)), worked(await sqlitePlace(now))] as const;

/** Moves until that many things were changed, while somebody lives on at the old place; whether it came to its end. */
const movedUntil = async (old: string, now: string, fatal: number, live: () => Promise<unknown>): Promise<boolean> => {
  const both = await places(old, now);
  let left = fatal;
  const hand: Act = async (act) => {
    await live();
    const done = await act();
    left -= 1;
    if (left === 0) throw new Killed();
    return done;
  };
  try {
    worked(await moved(inHand(both[0], hand), inHand(both[1], hand)));
    return true;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return false;
  } finally {
    await Promise.all(both.map(({ log }) => log.close()));
  }
};

it('killed after any one of its steps: never do both places take anything, and the next try comes to the end', async () => {
  const first = await aFirst();
  let isThrough = false;
  let fatal = 1;
  for (; !isThrough; fatal += 1) {
    const folder = aQuickFolder();
    const [old, now] = [join(folder, 'old.db'), join(folder, 'new.db')];
    copyFileSync(first.file, old);
    const { written, at } = aLife(first.written);
    isThrough = await movedUntil(old, now, fatal, () => at(old));
    expect(isThrough ? await snapshotIn(now) : 9).toBe(9);
    const taken = [await at(old), await at(now)];
    expect(taken.filter(Boolean).length, `after ${fatal}`).toBeLessThan(2);
    const both = await places(old, now);
    worked(await moved(...both));
    await Promise.all(both.map(({ log: one }) => one.close()));
    expect([await at(old), await at(now)], `after ${fatal}`).toEqual([false, true]);
    expect(await tokensIn(now), `after ${fatal}`).toEqual(written.toSorted());
  }
  expect(fatal).toBeGreaterThan(10);
});

/** In memory where there is such a folder: some thousand times is waited for the disk. */
const aQuickFolder = (): string => {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rampart-move-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Three logs that somebody writes, and one that is too long for one piece. */
const aFirst = async () => {
  const file = join(aQuickFolder(), 'first.db');
  const { written, at } = aLife();
  for (let n = 0; n < 6; n += 1) await at(file);
  const log = worked(await sqliteEventLog(file));
  worked(await log.append('long', 0, more('long', chainStart('long'), 1100), NO_CARD));
  worked(await log.keepSnapshot('long', { version: 9, hash: DIGEST, digest: DIGEST, state: {} }));
  await log.close();
  return { file, written };
};

const snapshotIn = async (place: string): Promise<number | undefined> => {
  const log = worked(await sqliteEventLog(place));
  const snapshot = worked(await log.latestSnapshot('long'));
  await log.close();
  return snapshot?.version;
};

const tokensIn = async (place: string): Promise<string[]> => {
  const log = worked(await sqliteEventLog(place));
  const found: string[] = [];
  for (const { id, summary } of worked(await log.list())) {
    if (id === 'long') continue;
    const tokens = worked(await log.read(id, 1)).map(({ event }) => (event as { token: string }).token);
    expect(tokens.at(-1)).toBe((summary as { token: string }).token);
    expect(new Set(tokens).size * 2).toBe(tokens.length);
    found.push(...new Set(tokens));
  }
  expect(worked(await log.read('long', 1))).toHaveLength(1100);
  await log.close();
  return found.toSorted();
};

it('a stranger at the new place is found before the old one is shut', async () => {
  const folder = aFolder();
  const [from, to] = [worked(await sqlitePlace(join(folder, 'a.db'))), worked(await sqlitePlace(join(folder, 'b.db')))];
  worked(await to.log.append('stranger', 0, more('stranger', chainStart('stranger'), 1), NO_CARD));
  expect(problemOf(await bring(from.log, to.log, () => undefined))).toMatchObject({ code: 'migrate-differs' });
  await Promise.all([from.log.close(), to.log.close()]);
});

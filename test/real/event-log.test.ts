import { spawn } from 'node:child_process';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundled } from '../helpers/bundled.ts';
import { keepsTheLog } from '../helpers/event-log.ts';
import { chain, NO_CARD, problemOf, worked } from '../helpers/log.ts';
import { HASTE, logAt, openAt, unbroken } from './logs.ts';
import { aPostgres, type Postgres } from './postgres.ts';

let server: Postgres;
let made = 0;

beforeAll(async () => {
  server = await aPostgres();
});
afterAll(() => server?.stop());

const aPlace = async (): Promise<string> => `${await server.database(`log_${(made += 1)}`)}?tls=off`;

const sqlAt = async (place: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: place.replace('?tls=off', '') });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
};

keepsTheLog('postgres', async () => logAt(await aPlace()));

/** A log with a rollout of six events, and a way to meddle with it. */
const written = async () => {
  const place = await aPlace();
  const log = await logAt(place, HASTE);
  worked(await log.append('a', 0, chain(1, 6), { dueAtMs: 5, summary: { state: 'climbing' } }));
  worked(await log.keepSnapshot('a', { version: 6, hash: 'ab'.repeat(32), digest: 'ab'.repeat(32), state: {} }));
  return { place, log, sql: await sqlAt(place) };
};

describe('a place', () => {
  it('is made by the first who opens it, by one of many at once, and by nobody who only looks', async () => {
    const place = await aPlace();
    expect(problemOf(await openAt(place, { make: false }))).toMatchObject({ code: 'log-absent' });
    const sql = await sqlAt(place);
    expect((await sql.query("select from pg_namespace where nspname = 'rampart'")).rowCount).toBe(0);
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, n) => openAt(place, { patience: { ...HASTE, connectMs: 4000 + n, lockMs: 4000 } })),
    );
    for (const one of all) await worked(one).close();
    expect((await sql.query('select layout from rampart.place')).rows).toEqual([{ layout: 1 }]);
  });

  it('may be an empty schema that somebody made for a role that may make none', async () => {
    const place = await aPlace();
    const sql = await sqlAt(place);
    await sql.query("create role clerk login password 'pa55word'; revoke create on schema public from public");
    const theirs = place.replace(/\/\/[^@]+@/, '//clerk:pa55word@');
    expect(problemOf(await openAt(theirs))).toMatchObject({ code: 'log-read-only', kind: 'usage' });
    await sql.query('create schema rampart authorization clerk');
    worked(await (await logAt(theirs)).append('a', 0, chain(1, 2), NO_CARD));
  });

  it('needs few rights once it is there, and to look, fewer', async () => {
    const place = await aPlace();
    const log = await logAt(place);
    worked(await log.append('a', 0, chain(1, 2), NO_CARD));
    const sql = await sqlAt(place);
    const as = (role: string): string => place.replace(/\/\/[^@]+@/, `//${role}:pa55word@`);
    await sql.query(`create role hand login password 'pa55word'; create role eye login password 'pa55word';
      grant usage on schema rampart to hand, eye; grant select on all tables in schema rampart to hand, eye;
      grant insert, update on rampart.rollout, rampart.event, rampart.snapshot to hand`);
    const hand = await logAt(as('hand'));
    worked(await hand.append('a', 2, chain(3, 3), NO_CARD));
    worked(await hand.keepSnapshot('a', { version: 3, hash: 'ab'.repeat(32), digest: 'ab'.repeat(32), state: {} }));
    const eye = await logAt(as('eye'));
    expect(worked(await eye.read('a', 1))).toHaveLength(3);
    expect(worked(await eye.latestSnapshot('a'))).toMatchObject({ version: 3 });
    expect(problemOf(await eye.append('a', 3, chain(4, 4), NO_CARD))).toMatchObject({ code: 'log-read-only' });
  });

  it.each<[string, string, string]>([
    ['of another program', 'log-not-ours', 'create schema rampart; create table rampart.event (a text)'],
    ['of a newer program', 'log-newer', 'update rampart.place set layout = 99'],
  ])('%s is refused and left as it is', async (_, code, meddle) => {
    const place = await aPlace();
    if (code === 'log-newer') await worked(await openAt(place)).close();
    await (await sqlAt(place)).query(meddle);
    const problem = problemOf(await openAt(place));
    expect(problem).toMatchObject({ code });
    expect(problem?.hint).not.toBe('');
  });

  it.each<[string, (place: string) => string, string, string]>([
    ['a wrong password', (place) => place.replace(/:[^:@/]+@/, ':wr0ng-w0rd@'), 'log-not-opened', 'usage'],
    ['no such database', (place) => place.replace(/\/log_\d+/, '/nowhere'), 'log-not-opened', 'usage'],
    ['TLS where there is none', (place) => place.replace('?tls=off', ''), 'log-not-opened', 'usage'],
    ['nobody at that port', (place) => place.replace(/:\d+\//, ':9/'), 'log-failed', 'unreachable'],
  ])('%s is said, without the password', async (_, change, code, kind) => {
    const place = change(await aPlace());
    const problem = problemOf(await openAt(place, { patience: HASTE }));
    expect(problem).toMatchObject({ code, kind });
    expect(JSON.stringify(problem)).not.toMatch(/wr0ng-w0rd|only-on-loopback/);
    expect(problem?.path).toContain('postgres://rampart@127.0.0.1');
  });
});

it('a process keeps few connections to one place, whoever asks there, and none when nobody does any more', async () => {
  const place = await aPlace();
  const all = await Promise.all(Array.from({ length: 5 }, () => openAt(place)));
  const logs = all.map((one) => worked(one));
  await Promise.all(logs.flatMap((log) => Array.from({ length: 10 }, () => log.list())));
  const sql = await sqlAt(place);
  const count = async (): Promise<number> => {
    const asked = "select from pg_stat_activity where application_name = 'rampart' and datname = current_database()";
    return (await sql.query(asked)).rowCount ?? 0;
  };
  expect(await count()).toBeLessThanOrEqual(8);
  for (const log of logs.slice(1)) await log.close();
  expect(worked(await (logs[0] ?? fail()).list())).toEqual([]);
  await logs[0]?.close();
  await expect.poll(count, { timeout: 10_000 }).toBe(0);
});

const fail = (): never => {
  throw new Error('no log');
};

describe('a damaged log', () => {
  it.each<[string, string, string]>([
    ['an event taken out of the middle', 'delete from rampart.event where version = 3', 'event 3 is missing'],
    ['the last event taken out', 'delete from rampart.event where version = 6', 'should end at event 6'],
    ['all events taken out', 'delete from rampart.event', 'should end at event 6'],
    ['an event behind the end', "insert into rampart.event values ('a', 7, 'x', '{}')", 'there are more'],
    ['the last event replaced', "update rampart.event set hash = 'x' where version = 6", 'event 6 is not the one'],
    ['an event that is no JSON', "update rampart.event set body = '{' where version = 2", 'body is no JSON'],
    ['the rollout taken out', 'delete from rampart.rollout', 'there are more'],
  ])('says that it is: %s', async (_, meddle, message) => {
    const { log, sql } = await written();
    await sql.query(meddle);
    const problem = problemOf(await log.read('a', 1));
    expect(problem).toMatchObject({ kind: 'invalid', code: 'log-damaged' });
    expect(problem?.message).toContain(message);
  });

  it('is found out by its snapshot, takes no new events, and says so when its tables are gone', async () => {
    const { log, sql } = await written();
    await sql.query('update rampart.rollout set version = 4');
    expect(problemOf(await log.latestSnapshot('a'))?.message).toContain('made at event 6');
    await sql.query('delete from rampart.rollout');
    expect(problemOf(await log.append('a', 0, chain(1, 1), NO_CARD))?.code).toBe('log-damaged');
    await sql.query('drop schema rampart cascade');
    expect(problemOf(await log.list())).toMatchObject({ code: 'log-damaged' });
  });
});

describe('others in the way', () => {
  it('a lock that is not let go is said after a while, and it goes on when it is', async () => {
    const { log, sql } = await written();
    await sql.query('begin; lock table rampart.rollout in access exclusive mode');
    expect(problemOf(await log.append('a', 6, chain(7, 7), NO_CARD))).toMatchObject({
      kind: 'locked',
      code: 'log-busy',
    });
    expect(problemOf(await log.read('a', 1))).toMatchObject({ code: 'log-busy' });
    await sql.query('rollback');
    expect(worked(await log.append('a', 6, chain(7, 7), NO_CARD)).version).toBe(7);
  });

  it('two that rest on each other cannot both be written, nor wait for each other for ever', async () => {
    const log = await logAt(await aPlace());
    const codes: string[] = [];
    let both = 0;
    for (let nth = 0; nth < 60; nth += 1) {
      const [a, b] = [`a${nth}`, `b${nth}`];
      const wishes = [
        log.append(a, 0, chain(1, 2), { ...NO_CARD, unmoved: [{ id: b, version: 0 }] }),
        log.append(b, 0, chain(1, 2), { ...NO_CARD, unmoved: [{ id: a, version: 0 }] }),
      ];
      const done = await Promise.all(nth % 2 ? wishes : wishes.toReversed());
      both += done.filter(({ ok }) => ok).length;
      codes.push(...done.flatMap((one) => (one.ok ? [] : one.problems.map(({ code }) => code))));
    }
    expect(both).toBe(60);
    expect(codes).toEqual(Array.from({ length: 60 }, () => 'log-moved-on'));
  });

  it('a newer program that moves the layout on stops the older one with a reason', async () => {
    const { log, sql } = await written();
    await sql.query('update rampart.place set layout = 2; alter table rampart.event rename column body to words');
    expect(problemOf(await log.read('a', 1))).toMatchObject({ kind: 'stale', code: 'log-newer' });
  });
});

/** Real processes on one place: what no test inside one process can show. */
const started = async (...words: readonly string[]) => {
  const script = await bundled(new URL('log-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const wrote = (): number[] =>
    said
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('wrote '))
      .map((line) => Number(line.slice(6)));
  return { child, ended, wrote };
};

it('two processes that act on one rollout at once: one wins each version, nothing is lost', async () => {
  const place = await aPlace();
  const both = await Promise.all([started(place, 'a', '100'), started(place, 'a', '100')]);
  await Promise.all(both.map(({ ended }) => ended));
  const [one = [], other = []] = both.map(({ wrote }) => wrote());
  expect([one.length, other.length]).toEqual([100, 100]);
  expect([...one, ...other].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => 3 * (n + 1)));
  expect(await unbroken(await logAt(place), 'a')).toBe(600);
});

it('a process that is stopped in the middle of its appends holds up nobody, and goes on where it was', async () => {
  const place = await aPlace();
  const [one, other] = [await started(place, 'a', '60'), await started(place, 'b', '1000000')];
  while (other.wrote().length === 0) await new Promise((resolve) => other.child.stdout.once('data', resolve));
  other.child.kill('SIGSTOP');
  await one.ended;
  const mine = await logAt(place, HASTE);
  const stood = await unbroken(mine, 'b');
  worked(
    await mine.append('b', stood, chain(stood + 1, stood + 3, worked(await mine.read('b', 1)).at(-1)?.hash), NO_CARD),
  );
  other.child.kill('SIGCONT');
  await expect.poll(() => unbroken(mine, 'b'), { timeout: 20_000 }).toBeGreaterThan(stood + 30);
  other.child.kill('SIGKILL');
  await other.ended;
  expect(one.wrote()).toHaveLength(60);
  expect(await unbroken(mine, 'a')).toBe(180);
});

it('kill -9 in the middle of appends: what was acknowledged is there, and no append is half there', async () => {
  const place = await aPlace();
  const log = await logAt(place);
  let there = 0;
  for (let kill = 0; kill < 10; kill += 1) {
    const { child, ended, wrote } = await started(place, 'a', '1000000');
    while (wrote().length === 0) await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 31));
    child.kill('SIGKILL');
    await ended;
    const now = await unbroken(log, 'a');
    expect(now % 3).toBe(0);
    expect(now).toBeGreaterThanOrEqual(wrote().at(-1) ?? Infinity);
    expect(now).toBeGreaterThan(there);
    there = now;
  }
});

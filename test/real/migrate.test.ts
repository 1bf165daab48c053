import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { sqliteEventLog } from '../../src/adapters/event-log/sqlite.ts';
import { chainStart, linked, verifyChain } from '../../src/core/rollout/chain.ts';
import type { Result } from '../../src/core/problem.ts';
import type { Sha256 } from '../../src/core/values/digest.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { rampart } from '../helpers/bundled.ts';
import { worked } from '../helpers/log.ts';
import { aFolder } from '../worlds/sqlite.ts';
import { logAt, openAt } from './logs.ts';
import { aPostgres, type Postgres } from './postgres.ts';

const PATIENT = { timeout: 60_000 };

let server: Postgres;
let program: string;

beforeAll(async () => {
  [server, program] = await Promise.all([aPostgres(), rampart()]);
});
afterAll(() => server?.stop());

/** Somebody who writes on wherever they are let in, two events at a time, one log after the other. */
const aLife = (open: readonly (() => Promise<Result<EventLog>>)[], logs: number) => {
  const written: string[] = [];
  const life = { isOver: false };
  const liveOnce = async (log: EventLog, nth: number): Promise<boolean> => {
    const id = `r${nth % logs}`;
    const read = await log.read(id, 1);
    if (!read.ok) return false;
    const links = linked((read.value.at(-1)?.hash ?? chainStart(id)) as Sha256, [{ nth }, { nth }]);
    const done = await log.append(id, read.value.length, links, { dueAtMs: nth, summary: { nth } });
    if (done.ok) written.push(`${id} ${nth}`);
    return done.ok;
  };
  const live = async (): Promise<void> => {
    let nth = 0;
    while (!life.isOver)
      for (const one of open) {
        const log = await one();
        if (!log.ok) continue;
        while (!life.isOver && (await liveOnce(log.value, nth))) {
          nth += 1;
          await sleep(1);
        }
        await log.value.close();
      }
  };
  const alive = live();
  return { written, end: async () => ((life.isOver = true), alive) };
};

const storyAt = async (log: EventLog): Promise<string[]> => {
  const found: string[] = [];
  for (const { id } of worked(await log.list())) {
    const entries = worked(await log.read(id, 1));
    worked(verifyChain(chainStart(id), entries as never));
    found.push(...new Set(entries.map(({ event }) => `${id} ${(event as { nth: number }).nth}`)));
    expect(entries.length % 2).toBe(0);
  }
  return found.toSorted();
};

const migrating = (words: readonly string[]) => {
  const child = spawn(process.execPath, [program, 'migrate', ...words], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended: new Promise<number | null>((done) => child.on('close', (code) => done(code))) };
};

const toItsEnd = (words: readonly string[]) =>
  new Promise<{ code: number; out: string }>((done) =>
    execFile(process.execPath, [program, 'migrate', ...words], (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out: out + err }),
    ),
  );

it('a file moves to PostgreSQL while somebody writes on, killed seven times on the way: nothing is lost, nothing is doubled', async () => {
  const file = join(aFolder(), 'old.db');
  const place = `${await server.database('moved')}?tls=off`;
  const { written, end } = aLife([() => sqliteEventLog(file, 500), () => openAt(place, { make: false })], 40);
  await expect.poll(() => written.length, PATIENT).toBeGreaterThan(200);
  const words = ['--from', file, '--to', place];
  for (let nth = 0; nth < 7; nth += 1) {
    const { child, ended } = migrating(words);
    await sleep(250 + nth * 60);
    child.kill('SIGKILL');
    await ended;
  }
  const { code, out } = await toItsEnd(words);
  expect(out).toMatch(/Moved/);
  expect(out).not.toContain(server.password);
  expect(code).toBe(0);
  const before = written.length;
  await expect.poll(() => written.length, PATIENT).toBeGreaterThan(before + 20);
  await end();
  expect(await storyAt(await logAt(place))).toEqual(written.toSorted());
  expect((await sqliteEventLog(file, 200)).ok).toBe(false);
  expect((await toItsEnd(words)).out).toContain('before, to its end');
});

it('three who move the same at once: it is moved once, and at no moment both places are open', async () => {
  const file = join(aFolder(), 'old.db');
  const place = `${await server.database('thrice')}?tls=off`;
  const { written, end } = aLife([() => sqliteEventLog(file, 500), () => openAt(place, { make: false })], 12);
  await expect.poll(() => written.length, PATIENT).toBeGreaterThan(60);
  const words = ['--from', file, '--to', place];
  const all = await Promise.all([toItsEnd(words), toItsEnd(words), toItsEnd(words)]);
  expect((await toItsEnd(words)).code, all.map(({ out }) => out).join('\n')).toBe(0);
  const before = written.length;
  await expect.poll(() => written.length, PATIENT).toBeGreaterThan(before + 5);
  await end();
  expect(await storyAt(await logAt(place))).toEqual(written.toSorted());
});

it('and back to a file, and those who had PostgreSQL open are told where to', async () => {
  const place = `${await server.database('back')}?tls=off`;
  const file = join(aFolder(), 'back.db');
  const open = await logAt(place);
  const links = linked(chainStart('r0'), [{ nth: 0 }, { nth: 0 }]);
  worked(await open.append('r0', 0, links, { dueAtMs: 1, summary: 'x' }));
  expect((await toItsEnd(['--from', place, '--to', file])).code).toBe(0);
  for (const refused of [
    await open.append('r0', 2, links, { dueAtMs: 1, summary: 'x' }),
    await open.read('r0', 1),
    await open.list(),
    await openAt(place),
  ])
    expect(refused).toMatchObject({
      ok: false,
      problems: [{ code: 'log-moved', message: expect.stringContaining(file) }],
    });
  const log = worked(await sqliteEventLog(file));
  expect(await storyAt(log)).toEqual(['r0 0']);
  await log.close();
});

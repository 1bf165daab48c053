import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import { storageProblem } from '../../../src/adapters/event-log/sqlite-problems.ts';
import { nodeSqlite } from '../../../src/adapters/node-sqlite.ts';
import { digestOf } from '../../../src/core/values/digest.ts';
import { chain, NO_CARD, problemOf, worked } from '../../helpers/log.ts';
import { aFolder, aLogFile, openLog } from '../../worlds/sqlite.ts';

const DIGEST = 'ab'.repeat(32);

/** A closed log with a rollout of that many events. */
const written = async (events: number): Promise<string> => {
  const file = aLogFile();
  const log = await openLog(file);
  worked(await log.append('a', 0, chain(1, events), { dueAtMs: 5, summary: { state: 'climbing' } }));
  worked(await log.keepSnapshot('a', { version: events, hash: DIGEST, digest: DIGEST, state: {} }));
  await log.close();
  return file;
};

const edit = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};

describe('the file', () => {
  it('is made with its folder, for its owner only, and leaves nothing beside it when closed', async () => {
    const file = await written(3);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(file))).toEqual(['rampart.db']);
  });

  it('holds what was appended when it is opened again', async () => {
    const log = await openLog(await written(5));
    expect(worked(await log.read('a', 4)).map(({ version }) => version)).toEqual([4, 5]);
    expect(worked(await log.list())).toMatchObject([{ id: 'a', version: 5, dueAtMs: 5, summary: { state: 'climbing' } }]);
    expect(worked(await log.latestSnapshot('a'))).toMatchObject({ version: 5 });
  });

  it('waits for the disk at each append', async () => {
    const flushed = vi.spyOn(DatabaseSync.prototype, 'exec');
    onTestFinished(() => flushed.mockRestore());
    await openLog(aLogFile());
    expect(flushed.mock.calls.flat()).toContain('pragma synchronous = full');
  });
});

describe('a file that is no log of ours is refused and left as it is', () => {
  const NEWER = 'pragma user_version = 99';
  it.each<[string, string, (file: string) => Promise<void> | void]>([
    ['an empty file', 'log-damaged', (file) => writeFileSync(file, '')],
    ['a text', 'log-damaged', (file) => writeFileSync(file, 'no database '.repeat(1000))],
    ['a database of another program', 'log-not-ours', (file) => edit(file, 'create table event (a)')],
    ['a log of a newer version', 'log-newer', async (file) => (await (await openLog(file)).close(), edit(file, NEWER))],
    ['a directory', 'log-not-opened', (file) => void mkdirSync(file)],
  ])('%s', async (_, code, make) => {
    const file = join(aFolder(), 'rampart.db');
    await make(file);
    const before = statSync(file).isFile() ? readFileSync(file) : undefined;
    const problem = problemOf(await sqliteEventLog(file));
    expect(problem).toMatchObject({ code, path: file });
    expect(problem?.hint).not.toBe('');
    if (before) expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('a path through a file, and a file that is not ours to write', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(problemOf(await sqliteEventLog(join(folder, 'file', 'rampart.db')))).toMatchObject({ code: 'log-not-opened' });
  });
});

describe('a folder that takes no writing', () => {
  /** For root every folder takes writing, so a process that is nobody in particular tries. */
  const asNobody = (script: string): string => {
    const words = ['--no-warnings', '--input-type=module', '-e', script];
    const who = process.getuid?.() === 0 ? "process.setgid(65534); process.setuid(65534);\n" : '';
    return execFileSync(process.execPath, [...words.slice(0, 3), who + script], { encoding: 'utf8' });
  };
  const adapter = new URL('../../../src/adapters/event-log/sqlite.ts', import.meta.url).href;

  it.each(['with a log in it', 'without one'])('%s', async (which) => {
    const file = which === 'without one' ? join(aFolder(), 'rampart.db') : await written(2);
    chmodSync(dirname(file), 0o555);
    if (existsSync(file)) chmodSync(file, 0o444);
    const script = `const opened = await sqliteEventLog(${JSON.stringify(file)}, 100);
      process.stdout.write(opened.ok ? 'opened' : opened.problems[0].code);`;
    const said = asNobody(`const { sqliteEventLog } = await import(${JSON.stringify(adapter)});\n${script}`);
    chmodSync(dirname(file), 0o700);
    expect(said).toBe('log-read-only');
  });
});

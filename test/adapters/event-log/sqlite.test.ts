import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
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

const bytesOf = (file: string): Buffer | undefined => (statSync(file).isFile() ? readFileSync(file) : undefined);

const edit = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};

const rules = (at: string): string => join(at, '.rampart', '.gitignore');

describe('the file', () => {
  it('is made with its folder, for its owner only, and leaves nothing of its own beside it when closed', async () => {
    const file = await written(3);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(file))).toEqual(['.gitignore', 'rampart.db']);
  });

  it('keeps itself out of commits in the folder that is ours, unless somebody has rules of their own there', async () => {
    const [top, other] = [aFolder(), aFolder()];
    mkdirSync(join(other, '.rampart'));
    writeFileSync(rules(other), '# ours\n');
    for (const at of [top, other]) await (await openLog(join(at, '.rampart', 'rampart.db'))).close();
    mkdirSync(join(top, '.rampart', 'templates'));
    writeFileSync(join(top, '.rampart', 'templates', 'comment.md.hbs'), '');
    execFileSync('git', ['init', '--quiet'], { cwd: top });
    const shown = execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], {
      cwd: top,
      encoding: 'utf8',
    });
    expect(shown).toBe('?? .rampart/.gitignore\n?? .rampart/templates/comment.md.hbs\n');
    expect(readFileSync(rules(other), 'utf8')).toBe('# ours\n');
  });

  it('holds what was appended when it is opened again', async () => {
    const log = await openLog(await written(5));
    expect(worked(await log.read('a', 4)).map(({ version }) => version)).toEqual([4, 5]);
    expect(worked(await log.list())).toMatchObject([
      { id: 'a', version: 5, dueAtMs: 5, summary: { state: 'climbing' } },
    ]);
    expect(worked(await log.latestSnapshot('a'))).toMatchObject({ version: 5 });
  });

  it('waits for the disk at each append', async () => {
    const said = vi.spyOn(DatabaseSync.prototype, 'exec');
    onTestFinished(() => said.mockRestore());
    await openLog(await written(1));
    const db = said.mock.contexts.at(-1);
    if (!(db instanceof DatabaseSync)) throw new Error('nothing was said');
    expect(db.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
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
    const before = bytesOf(file);
    const problem = problemOf(await sqliteEventLog(file));
    expect(problem).toMatchObject({ code, path: file });
    expect(problem?.hint).not.toBe('');
    expect(bytesOf(file)).toEqual(before);
  });

  it('a path through a file, and a file that is not ours to write', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(problemOf(await sqliteEventLog(join(folder, 'file', 'rampart.db')))).toMatchObject({
      code: 'log-not-opened',
    });
  });
});

/** For root every folder takes writing, so a process that is nobody in particular tries. */
const asNobody = (script: string): string => {
  const who = process.getuid?.() === 0 ? 'process.setgid(65534); process.setuid(65534);' : '';
  const words = ['--no-warnings', '--input-type=module', '-e', `${who}\n${script}`];
  return execFileSync(process.execPath, words, { encoding: 'utf8' });
};

describe('a folder that takes no writing', () => {
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

describe('a damaged log', () => {
  it.each<[string, string, string]>([
    ['an event taken out of the middle', 'delete from event where version = 3', 'event 3 is missing'],
    ['the first event taken out', 'delete from event where version = 1', 'event 1 is missing'],
    ['the last event taken out', 'delete from event where version = 6', 'should end at event 6'],
    ['all events taken out', 'delete from event', 'should end at event 6'],
    ['an event added behind the end', "insert into event values ('a', 7, 'x', '{}')", 'there are more'],
    ['the last event replaced', "update event set hash = 'x' where version = 6", 'event 6 is not the one'],
    ['an event that is no JSON', "update event set body = '{' where version = 2", 'body is no JSON'],
    ['the rollout taken out', 'delete from rollout', 'there are more'],
  ])('says that it is: %s', async (_, sql, message) => {
    const file = await written(6);
    edit(file, sql);
    const log = await openLog(file);
    const problem = problemOf(await log.read('a', 1));
    expect(problem).toMatchObject({ kind: 'invalid', code: 'log-damaged', path: `${file}: a` });
    expect(problem?.message).toContain(message);
  });

  it('that was cut back, events and end alike, is found out by its snapshot', async () => {
    const file = await written(6);
    edit(file, 'delete from event where version > 4; update rollout set version = 4');
    expect(problemOf(await (await openLog(file)).latestSnapshot('a'))?.message).toContain('made at event 6');
  });

  it('takes no new events where old ones lie that it does not know', async () => {
    const file = await written(6);
    edit(file, 'delete from rollout');
    expect(problemOf(await (await openLog(file)).append('a', 0, chain(1, 1), NO_CARD))?.code).toBe('log-damaged');
  });

  it('has a list that cannot be read', async () => {
    const file = await written(1);
    edit(file, "update rollout set summary = 'x'");
    expect(problemOf(await (await openLog(file)).list())).toMatchObject({ code: 'log-damaged', path: file });
  });
});

/** What a reader makes of the file: its events where they are whole and follow from each other, else a problem. */
const found = async (file: string): Promise<'whole' | 'refused' | 'wrong'> => {
  const opened = await sqliteEventLog(file, 100);
  if (!opened.ok) return 'refused';
  const read = await opened.value.read('a', 1);
  await opened.value.close();
  if (!read.ok) return 'refused';
  let previous = '';
  for (const { event, hash } of read.value) {
    if (digestOf({ hash: previous, event }) !== hash) return 'refused';
    previous = hash;
  }
  return read.value.length === 200 ? 'whole' : 'wrong';
};

describe('a broken file', () => {
  it('cut anywhere is never taken for a shorter log', async () => {
    const whole = readFileSync(await written(200));
    const file = join(aFolder(), 'cut.db');
    const seen = new Set<string>();
    for (let size = 0; size < whole.length; size += 1711) {
      writeFileSync(file, whole);
      truncateSync(file, size);
      seen.add(await found(file));
      expect(statSync(file).size).toBe(size);
    }
    expect([...seen]).toEqual(['refused']);
  });

  it('with bytes turned over is whole, refused, or found out by the chain', async () => {
    const whole = readFileSync(await written(200));
    const file = join(aFolder(), 'turned.db');
    const seen = new Set<string>();
    for (let at = 40; at < whole.length; at += 997) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8((bytes.readUInt8(at) + 1) % 256, at);
      writeFileSync(file, bytes);
      seen.add(await found(file));
    }
    expect(seen).not.toContain('wrong');
    expect(seen).toContain('refused');
  });
});

describe('a log that another process holds', () => {
  it('says so after a while, and goes on when it is let go', async () => {
    const file = await written(2);
    const opened = worked(await sqliteEventLog(file, 50));
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    expect(problemOf(await opened.append('a', 2, chain(3, 3), NO_CARD))).toMatchObject({
      kind: 'locked',
      code: 'log-busy',
    });
    expect(worked(await opened.read('a', 1))).toHaveLength(2);
    other.exec('rollback');
    other.close();
    expect(worked(await opened.append('a', 2, chain(3, 3), NO_CARD)).version).toBe(3);
    await opened.close();
  });

  it('cannot be opened, and says so', async () => {
    const file = await written(2);
    const other = new DatabaseSync(file);
    other.exec('pragma locking_mode = exclusive; begin exclusive; insert into rollout values (1, 1, 1, 1, 1)');
    expect(problemOf(await sqliteEventLog(file, 50))).toMatchObject({ kind: 'locked', code: 'log-busy' });
    other.close();
  });
});

const fault = (errcode: number) => Object.assign(new Error('disk I/O error'), { errcode });
const failure = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });

it('says each failure of the storage in words that help', () => {
  const codes = [13, 10, 266, 8, 1288].map((errcode) => storageProblem('f', fault(errcode)).code);
  expect(codes).toEqual(['log-disk-full', 'log-failed', 'log-failed', 'log-read-only', 'log-read-only']);
  expect(['ENOSPC', 'EACCES', 'EROFS', 'EIO'].map((code) => storageProblem('f', failure(code)).code)).toEqual([
    'log-disk-full',
    'log-read-only',
    'log-read-only',
    'log-not-opened',
  ]);
  expect(() => storageProblem('f', new TypeError('a bug'))).toThrow('a bug');
});

it('keeps the one warning of Node 22 off stderr and no other', () => {
  const warned: unknown[] = [];
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warned.push(warning));
  const load = vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
    process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
    process.emitWarning('something else');
    return undefined;
  });
  onTestFinished(() => [emit, load].forEach((spy) => spy.mockRestore()));
  nodeSqlite();
  process.emitWarning('and later');
  expect(warned).toEqual(['something else', 'and later']);
});

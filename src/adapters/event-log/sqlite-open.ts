import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, openSync, closeSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok, type Result } from '../../core/problem.ts';
import { isBusy, nodeSqlite } from '../node-sqlite.ts';
import { logProblems, shutProblem } from './problems.ts';
import { CLOSED_LAYOUT, standingOn } from './sqlite-standing.ts';
import { storageProblem } from './sqlite-problems.ts';

/** "Ramp" as a number: tells our file from the databases of others. */
const APPLICATION_ID = 0x52616d70;

const RETRY_MS = 20;

/** Each step brings the layout from its number to the next. A step that was released is never changed. */
const MIGRATIONS: readonly string[] = [
  `create table rollout (id text primary key, version integer not null, hash text not null, due_at_ms integer,
     summary text not null) strict, without rowid;
   create index rollout_due on rollout (due_at_ms, id) where due_at_ms is not null;
   create table event (rollout text not null, version integer not null, hash text not null, body text not null,
     primary key (rollout, version)) strict, without rowid;
   create table snapshot (rollout text primary key, version integer not null, hash text not null,
     digest text not null, state text not null) strict, without rowid;`,
];

/** Opens the file. Where there is none it is made, with its folder, for their owner only. */
export const openDatabase = async (path: string, busyMs: number, past = false): Promise<Result<DatabaseSync>> => {
  try {
    if (!existsSync(path)) create(path, busyMs);
    if (statSync(path).size === 0) return failed(logProblems.damaged(path, 'the file is empty'));
  } catch (error) {
    return failed(storageProblem(path, error));
  }
  const giveUpAt = performance.now() + busyMs;
  for (;;) {
    const opened = attempt(path, busyMs, past);
    if (opened !== 'busy') return opened;
    if (performance.now() >= giveUpAt) return failed(logProblems.busy(path));
    await sleep(RETRY_MS);
  }
};

/**
 * A new log gets its name when it is whole. So an empty file is never a log in the making but one that lost its
 * contents, and two processes that begin at once do not meet in the switch to WAL, which no busy timeout covers.
 */
const create = (path: string, busyMs: number): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  keepOutOfCommits(dirname(path));
  const beside = `${path}.${randomUUID()}.new`;
  try {
    closeSync(openSync(beside, 'wx', 0o600));
    const db = open(beside, busyMs);
    migrate(db);
    db.close();
    linkSync(beside, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(beside, { force: true });
  }
};

/** Of the folder that is ours what one machine keeps for itself; templates are shared. Whoever wrote rules of their own keeps them. */
const OWN_FOLDER = '.rampart';
const IGNORED = '/*.db*\n/demo/\n/edited.plan.json\n';

const keepOutOfCommits = (folder: string): void => {
  const rules = join(folder, '.gitignore');
  if (basename(folder) === OWN_FOLDER && !existsSync(rules)) writeFileSync(rules, IGNORED);
};

const attempt = (path: string, busyMs: number, past: boolean): Result<DatabaseSync> | 'busy' => {
  let db: DatabaseSync | undefined;
  try {
    db = open(path, busyMs);
    const problem = strangeness(db, path, past);
    if (problem) db.close();
    else if (numberOf(db, 'user_version') < MIGRATIONS.length) migrate(db);
    return problem ? failed(problem) : ok(db);
  } catch (error) {
    if (db?.isOpen) db.close();
    return isBusy(error) ? 'busy' : failed(storageProblem(path, error));
  }
};

/**
 * Synchronous is FULL: each append is on the disk before the world is changed by it. With NORMAL a power cut could take
 * back the last events of a rollback that had been carried out, and the next turn would raise exposure again.
 */
const open = (path: string, busyMs: number): DatabaseSync => {
  const { DatabaseSync } = nodeSqlite();
  const db = new DatabaseSync(path, { timeout: busyMs });
  db.exec('pragma synchronous = full');
  return db;
};

const strangeness = (db: DatabaseSync, path: string, past: boolean) => {
  if (numberOf(db, 'application_id') !== APPLICATION_ID) return logProblems.foreign(path);
  const layout = numberOf(db, 'user_version');
  if (layout === CLOSED_LAYOUT) return past ? undefined : shutProblem(path, standingOn(db)());
  return layout > MIGRATIONS.length ? logProblems.newer(path, layout, MIGRATIONS.length) : undefined;
};

const migrate = (db: DatabaseSync): void => {
  db.exec('pragma journal_mode = wal; begin immediate');
  try {
    for (const step of MIGRATIONS.slice(numberOf(db, 'user_version'))) db.exec(step);
    db.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${MIGRATIONS.length}; commit`);
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
};

const numberOf = (db: DatabaseSync, name: 'application_id' | 'user_version'): number =>
  Number(db.prepare(`pragma ${name}`).get()?.[name]);

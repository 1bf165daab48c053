import type { DatabaseSync } from 'node:sqlite';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Entry, EventLog, Head, NewEntry, Snapshot } from '../../ports/event-log.ts';
import { logProblems, movedAmong } from './problems.ts';
import { DamagedLog, NOTHING, notBehind, wholeFrom } from './reading.ts';
import { openDatabase } from './sqlite-open.ts';
import { storageProblem } from './sqlite-problems.ts';
import { type Statements, statementsOn } from './sqlite-statements.ts';

/** Where the log is, seen from the folder of a project, when nobody said. */
export const DEFAULT_LOG_FILE = '.rampart/rampart.db';

/** How long an operation waits for another process before it gives up. */
const BUSY_MS = 5000;

/** One file, any number of processes on one machine. An append returns when the disk has it. */
export const sqliteEventLog = async (path: string, busyMs = BUSY_MS): Promise<Result<EventLog>> => {
  const opened = await openDatabase(path, busyMs);
  if (!opened.ok) return opened;
  const db = opened.value;
  const attempt = attemptOn(path);
  try {
    const say = statementsOn(db);
    return ok({
      append: (id, expectedVersion, entries, card) =>
        attempt(id, () => within(db, 'immediate', () => append(say, { id, expectedVersion, entries, card }))),
      read: (id, fromVersion) => attempt(id, () => within(db, 'deferred', () => read(say, id, fromVersion))),
      list: (dueByMs) => attempt('', () => ok(dueByMs === undefined ? say.all() : say.due(dueByMs))),
      ids: (beginning) => attempt('', () => ok(say.ids(beginning))),
      keepSnapshot: (id, snapshot) => attempt(id, () => ok(say.keep(id, snapshot))),
      latestSnapshot: (id) => attempt(id, () => within(db, 'deferred', () => latestSnapshot(say, id))),
      close: async () => {
        if (db.isOpen) db.close();
      },
    });
  } catch (error) {
    db.close();
    return failed(storageProblem(path, error));
  }
};

type Appending = {
  readonly id: string;
  readonly expectedVersion: number;
  readonly entries: readonly NewEntry[];
  readonly card: Parameters<EventLog['append']>[3];
};

const append = (say: Statements, { id, expectedVersion, entries, card }: Appending): Result<Head> => {
  const { version, hash } = say.head(id) ?? NOTHING;
  if (version !== expectedVersion) return failed(logProblems.movedOn(id, expectedVersion, version));
  const moved = movedAmong(card.unmoved, (other) => say.head(other)?.version ?? 0);
  if (moved) return failed(moved);
  const head: Head = { version: version + entries.length, hash: entries.at(-1)?.hash ?? hash };
  for (const [at, entry] of entries.entries()) say.add(id, version + at + 1, entry);
  if (entries.length > 0) say.move(id, head, card);
  return ok(head);
};

const read = (say: Statements, id: string, fromVersion: number): Result<readonly Entry[]> =>
  ok(wholeFrom(fromVersion, say.entries(id, Math.max(1, fromVersion)), say.head(id) ?? NOTHING));

const latestSnapshot = (say: Statements, id: string): Result<Snapshot | undefined> =>
  ok(notBehind(say.snapshot(id), say.head(id)?.version ?? 0));

const within = <T>(db: DatabaseSync, kind: 'immediate' | 'deferred', act: () => T): T => {
  db.exec(`begin ${kind}`);
  try {
    const done = act();
    db.exec('commit');
    return done;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
};

const attemptOn =
  (path: string) =>
  async <T>(id: string, act: () => Result<T>): Promise<Result<T>> => {
    try {
      return act();
    } catch (error) {
      const where = id === '' ? path : `${path}: ${id}`;
      return failed(
        error instanceof DamagedLog ? logProblems.damaged(where, error.message) : storageProblem(path, error),
      );
    }
  };

import type { DatabaseSync } from 'node:sqlite';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Entry, EventLog, Head, NewEntry, Snapshot } from '../../ports/event-log.ts';
import type { LogPlace, PlaceStanding } from '../../ports/log-place.ts';
import { logProblems, movedAmong, shutProblem } from './problems.ts';
import { DamagedLog, NOTHING, notBehind, wholeFrom } from './reading.ts';
import { openDatabase } from './sqlite-open.ts';
import { setStanding, standingOn } from './sqlite-standing.ts';
import { storageProblem } from './sqlite-problems.ts';
import { type Statements, statementsOn } from './sqlite-statements.ts';

/** Where the log is, seen from the folder of a project, when nobody said. */
export const DEFAULT_LOG_FILE = '.rampart/rampart.db';

/** How long an operation waits for another process before it gives up. */
const BUSY_MS = 5000;

/** One file, any number of processes on one machine. An append returns when the disk has it. */
export const sqliteEventLog = async (path: string, busyMs = BUSY_MS): Promise<Result<EventLog>> => {
  const opened = await openFile(path, busyMs, false);
  return opened.ok ? ok(opened.value.log) : opened;
};

/** The same file, for whoever moves what is in it. */
export const sqlitePlace = async (path: string, busyMs = BUSY_MS): Promise<Result<LogPlace>> => {
  const opened = await openFile(path, busyMs, true);
  if (!opened.ok) return opened;
  const { db, standing, attempt, log } = opened.value;
  return ok({
    at: path,
    log,
    standing: () => attempt('', 'deferred', () => ok(standing())),
    stand: (now, before) =>
      attempt('', 'immediate', () => {
        const found = standing();
        if (JSON.stringify(found) !== JSON.stringify(before)) return failed(logProblems.standing(path, found.is));
        return ok(setStanding(db, now));
      }),
  });
};

type Opened = {
  readonly db: DatabaseSync;
  readonly standing: () => PlaceStanding;
  readonly attempt: Attempt;
  readonly log: EventLog;
};

const openFile = async (path: string, busyMs: number, past: boolean): Promise<Result<Opened>> => {
  const opened = await openDatabase(path, busyMs, past);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    const standing = standingOn(db);
    const attempt = attemptOn(db, path, past ? () => OPEN : standing);
    return ok({ db, standing, attempt, log: logOn(db, statementsOn(db), attempt) });
  } catch (error) {
    db.close();
    return failed(storageProblem(path, error));
  }
};

const logOn = (db: DatabaseSync, say: Statements, attempt: Attempt): EventLog => ({
  append: (id, expectedVersion, entries, card) =>
    attempt(id, 'immediate', () => append(say, { id, expectedVersion, entries, card })),
  read: (id, fromVersion) => attempt(id, 'deferred', () => read(say, id, fromVersion)),
  list: (dueByMs) => attempt('', 'deferred', () => ok(dueByMs === undefined ? say.all() : say.due(dueByMs))),
  brief: (piece) => attempt('', 'deferred', () => ok(say.brief(piece))),
  card: (id) => attempt(id, 'deferred', () => ok(say.card(id))),
  ids: (beginning) => attempt('', 'deferred', () => ok(say.ids(beginning))),
  keepSnapshot: (id, snapshot) => attempt(id, 'immediate', () => ok(say.keep(id, snapshot))),
  latestSnapshot: (id) => attempt(id, 'deferred', () => latestSnapshot(say, id)),
  close: async () => {
    if (db.isOpen) db.close();
  },
});

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

const OPEN: PlaceStanding = { is: 'open' };

type Kind = 'immediate' | 'deferred';
type Attempt = <T>(id: string, kind: Kind, act: () => Result<T>) => Promise<Result<T>>;

/** Whoever does not move the logs looks, in the same transaction, whether they are still here. */
const attemptOn =
  (db: DatabaseSync, path: string, standing: () => PlaceStanding): Attempt =>
  async (id, kind, act) => {
    try {
      return within(db, kind, () => {
        const shut = shutProblem(path, standing());
        return shut ? failed(shut) : act();
      });
    } catch (error) {
      const where = id === '' ? path : `${path}: ${id}`;
      return failed(
        error instanceof DamagedLog ? logProblems.damaged(where, error.message) : storageProblem(path, error),
      );
    }
  };

const within = <T>(db: DatabaseSync, kind: Kind, act: () => T): T => {
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

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Brief, Card, Entry, Head, Listed, NewEntry, Piece, Snapshot } from '../../ports/event-log.ts';
import { textOf } from './reading.ts';
import { briefOf, entryOf, headOf, listedOf, snapshotOf } from './rows.ts';

export type Statements = ReturnType<typeof statementsOn>;

/** Every sentence we say to the database, understood once and kept. */
export const statementsOn = (db: DatabaseSync) => {
  const head = db.prepare('select version, hash from rollout where id = ?');
  const entries = db.prepare(
    'select version, hash, body from event where rollout = ? and version >= ? order by version',
  );
  const add = db.prepare('insert into event (rollout, version, hash, body) values (?, ?, ?, ?)');
  const move = db.prepare(
    `insert into rollout (id, version, hash, due_at_ms, summary) values (?, ?, ?, ?, ?) on conflict (id) do update set
       version = excluded.version, hash = excluded.hash, due_at_ms = excluded.due_at_ms, summary = excluded.summary`,
  );
  const all = db.prepare('select id, version, hash, due_at_ms, summary from rollout order by id');
  const due = db.prepare(
    'select id, version, hash, due_at_ms, summary from rollout where due_at_ms <= ? order by due_at_ms, id',
  );
  const card = db.prepare('select id, version, hash, due_at_ms, summary from rollout where id = ?');
  const briefAll = db.prepare('select id, version, due_at_ms from rollout where id > ? order by id limit ?');
  const briefDue = db.prepare(
    `select id, version, due_at_ms from rollout where due_at_ms is not null and (due_at_ms, id) > (?, ?)
       order by due_at_ms, id limit ?`,
  );
  const idsFrom = db.prepare('select id from rollout where id >= ? order by id');
  const keep = db.prepare(
    `insert into snapshot (rollout, version, hash, digest, state)
       select id, :version, :hash, :digest, :state from rollout where id = :id and rollout.version >= :version
     on conflict (rollout) do update set
       version = excluded.version, hash = excluded.hash, digest = excluded.digest, state = excluded.state
       where excluded.version > snapshot.version`,
  );
  const snapshot = db.prepare('select version, hash, digest, state from snapshot where rollout = ?');
  return {
    head: (id: string): Head | undefined => optional(head.get(id), headOf),
    entries: (id: string, fromVersion: number): Entry[] => entries.all(id, fromVersion).map(entryOf),
    add: (id: string, version: number, { hash, event }: NewEntry): void =>
      void add.run(id, version, hash, textOf(event)),
    move: (id: string, { version, hash }: Head, { dueAtMs, summary }: Card): void =>
      void move.run(id, version, hash, dueAtMs === undefined ? null : Math.trunc(dueAtMs), textOf(summary)),
    all: (): Listed[] => all.all().map(listedOf),
    due: (byMs: number): Listed[] => due.all(Math.trunc(byMs)).map(listedOf),
    card: (id: string): Listed | undefined => optional(card.get(id), listedOf),
    brief: ({ of, after, most }: Piece): Brief[] => {
      const id = after?.id ?? '';
      const rows = of === 'all' ? briefAll.all(id, most) : briefDue.all(after?.dueAtMs ?? FIRST_MS, id, most);
      return rows.map(briefOf);
    },
    ids: (beginning: string): string[] => startingWith(beginning, idsFrom.iterate(beginning)),
    keep: (id: string, { state, ...rest }: Snapshot): void => void keep.run({ ...rest, id, state: textOf(state) }),
    snapshot: (id: string): Snapshot | undefined => optional(snapshot.get(id), snapshotOf),
  };
};

/** Before anybody is due. */
const FIRST_MS = Number.MIN_SAFE_INTEGER;

type Row = Record<string, SQLOutputValue>;

/** They are in order, so the first that begins otherwise is the end of them. */
const startingWith = (beginning: string, rows: Iterable<Row>): string[] => {
  const ids: string[] = [];
  for (const row of rows) {
    const id = String(row['id']);
    if (!id.startsWith(beginning)) break;
    ids.push(id);
  }
  return ids;
};

const optional = <T>(row: Row | undefined, read: (row: Row) => T): T | undefined => row && read(row);

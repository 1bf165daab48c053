import type { Brief, Card, Entry, Head, Listed, NewEntry, Piece, Snapshot } from '../../ports/event-log.ts';
import type { Ask } from '../postgres-pool.ts';
import { NOTHING, textOf } from './reading.ts';
import { briefOf, entryOf, headOf, listedOf, snapshotOf } from './rows.ts';

export type Appending = {
  readonly id: string;
  readonly expectedVersion: number;
  readonly entries: readonly NewEntry[];
  readonly card: Card & { readonly unmoved?: readonly { readonly id: string; readonly version: number }[] };
};

/** Where it ended before nothing was written, or where it ends now. */
export type Appended = Head & { readonly moved: boolean; readonly id: string };

export type Statements = ReturnType<typeof statementsWith>;

/**
 * Every sentence we say to the database. Each is one statement, so it sees one moment, is done whole or not at all, and
 * holds no lock while words travel.
 */
export const statementsWith = (ask: Ask, past: boolean) => ({
  append: async ({ id, expectedVersion, entries, card }: Appending): Promise<Appended> => {
    const [row = {}] = await ask(APPEND, [
      id,
      expectedVersion,
      entries.map(({ hash }) => hash),
      entries.map(({ event }) => textOf(event)),
      whole(card.dueAtMs),
      textOf(card.summary),
      (card.unmoved ?? []).map((base) => base.id),
      (card.unmoved ?? []).map(({ version }) => version),
      past,
    ]);
    return { moved: row['said'] === 'moved', id: String(row['which']), ...headOf(row, 'ends_at', 'ends_with') };
  },
  entries: async (id: string, fromVersion: number): Promise<{ readonly head: Head; readonly entries: Entry[] }> => {
    const rows = await ask(READ, [past, id, fromVersion]);
    const [first] = rows;
    const isHead = first?.['of'] === 'head';
    return { head: isHead ? headOf(first) : NOTHING, entries: rows.slice(isHead ? 1 : 0).map(entryOf) };
  },
  /** Nothing; but asked for, so that a place that cannot be asked is found out. */
  none: async (): Promise<never[]> => {
    await ask(`select ${HERE}`, [past]);
    return [];
  },
  all: async (): Promise<Listed[]> => (await ask(`${LIST} order by id`, [past])).map(listedOf),
  due: async (byMs: number): Promise<Listed[]> =>
    (await ask(`${LIST} and due_at_ms <= $2 order by due_at_ms, id`, [past, whole(byMs)])).map(listedOf),
  card: async (id: string): Promise<Listed | undefined> =>
    (await ask(`${LIST} and id = $2`, [past, id])).map(listedOf)[0],
  brief: async ({ of, after, most }: Piece): Promise<Brief[]> => {
    const id = after?.id ?? '';
    const rows = await (of === 'all'
      ? ask(BRIEF_ALL, [past, id, most])
      : ask(BRIEF_DUE, [past, after?.dueAtMs ?? Number.MIN_SAFE_INTEGER, id, most]));
    return rows.map(briefOf);
  },
  ids: async (beginning: string): Promise<string[]> => {
    const end = behind(beginning);
    const rows = await (end === undefined
      ? ask(`${IDS} order by id`, [past, beginning])
      : ask(`${IDS} and id < $3 order by id`, [past, beginning, end]));
    return rows.map(({ id }) => String(id));
  },
  keep: async (id: string, { version, hash, digest, state }: Snapshot): Promise<void> =>
    void (await ask(KEEP, [id, version, hash, digest, textOf(state)])),
  snapshot: async (id: string): Promise<{ readonly end: number; readonly snapshot: Snapshot | undefined }> => {
    const [row] = await ask(SNAPSHOT, [id]);
    return { end: Number(row?.['ends_at'] ?? 0), snapshot: row && snapshotOf(row) };
  },
});

const APPEND = 'select * from rampart.append($1, $2, $3, $4, $5, $6, $7, $8, $9)';
/** Fails where the logs are not here any more. */
const HERE = '(select rampart.here($1))';
const READ = `select 'head' as of, version, hash, null as body from rampart.rollout where id = $2 and ${HERE}
  union all select 'event', version, hash, body from rampart.event where rollout = $2 and version >= $3 and ${HERE}
  order by of desc, version`;
const LIST = `select id, version, hash, due_at_ms, summary from rampart.rollout where ${HERE}`;
const BRIEF = `select id, version, due_at_ms from rampart.rollout where ${HERE}`;
const BRIEF_ALL = `${BRIEF} and id > $2 order by id limit $3`;
const BRIEF_DUE = `${BRIEF} and due_at_ms is not null and (due_at_ms, id) > ($2, $3) order by due_at_ms, id limit $4`;
const IDS = `select id from rampart.rollout where ${HERE} and id >= $2`;
const KEEP = `insert into rampart.snapshot (rollout, version, hash, digest, state)
  select id, $2::integer, $3, $4, $5 from rampart.rollout where id = $1 and version >= $2
  on conflict (rollout) do update set
    version = excluded.version, hash = excluded.hash, digest = excluded.digest, state = excluded.state
    where excluded.version > snapshot.version`;
const SNAPSHOT = `select one.version, one.hash, one.digest, one.state, rollout.version as ends_at
  from rampart.snapshot as one left join rampart.rollout as rollout on rollout.id = one.rollout where one.rollout = $1`;

/** As far as whole numbers of the database and ours are the same. */
const whole = (ms: number | undefined): number | null =>
  ms === undefined ? null : Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(ms)));

/** The first text behind all that begin so, in the order of their bytes; none where nothing is behind them. */
const behind = (beginning: string): string | undefined => {
  const points = Array.from(beginning, (sign) => sign.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10_ff_ff) points.pop();
  const last = points.pop();
  return last === undefined ? undefined : String.fromCodePoint(...points, last === 0xd7_ff ? 0xe0_00 : last + 1);
};

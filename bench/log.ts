import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteEventLog } from '../src/adapters/event-log/sqlite.ts';
import { chainStart, type Linked, linked } from '../src/core/rollout/chain.ts';
import { decide } from '../src/core/rollout/decide.ts';
import { type Event, readEvent } from '../src/core/rollout/events.ts';
import { fold } from '../src/core/rollout/evolve.ts';
import { initialState, type State } from '../src/core/rollout/state.ts';
import { DAY } from '../src/core/values/duration.ts';
import { digestOf } from '../src/core/values/digest.ts';
import type { EventLog } from '../src/ports/event-log.ts';
import { say, TOP } from '../scripts/pack.ts';
import { worked } from '../test/helpers/log.ts';
import { aClimb, ANNA } from '../test/helpers/rollout.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';

/** Many short goes: a turn is mostly the disk, and the disk is moody. */
const ROUNDS = 61;
const TURNS = 10;
/** Events after which a turn leaves a new snapshot behind. */
const SNAPSHOT_EVERY = 64;
const PLAN = aClimb();
const NINE = Date.parse('2026-11-23T09:00:00Z');
const LATER = NINE + DAY;

/** What keeping the log costs: next to bare SQLite, as one log grows, and as many share one file. */
export const log: Bench = {
  name: 'event log',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
    try {
      return [...(await appends(folder)), ...(await histories(folder)), ...(await crowds(folder))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const appends = async (folder: string): Promise<readonly Row[]> => {
  const ours = worked(await sqliteEventLog(join(folder, 'appends.db')));
  const bare = bareTable(join(folder, 'bare.db'));
  const events = turnEvents('a');
  let version = 0;
  let hash = chainStart('a');
  const [ms = 0, peerMs = 0] = await timedInTurn(ROUNDS, [
    () =>
      times(TURNS, async () => {
        const links = linked(hash, events);
        worked(await ours.append('a', version, links, { dueAtMs: NINE, summary: { status: 'running' } }));
        version += links.length;
        hash = links.at(-1)?.hash ?? hash;
      }),
    () => times(TURNS, async () => bare(events.map((event) => JSON.stringify(event)))),
  ]);
  await ours.close();
  return [{ what: `${TURNS} appends of 2 events`, ms, peer: 'bare SQLite', peerMs, goal: 2 }];
};

const histories = async (folder: string): Promise<readonly Row[]> => {
  const ours = worked(await sqliteEventLog(join(folder, 'histories.db')));
  await grown(ours, 'short', 100);
  await grown(ours, 'long', 100_000);
  const [peerMs = 0, ms = 0] = await timedInTurn(ROUNDS, [
    () => times(TURNS, () => turn(ours, 'short')),
    () => times(TURNS, () => turn(ours, 'long')),
  ]);
  await ours.close();
  return [{ what: `${TURNS} turns after 100,000 events`, ms, peer: 'after 100', peerMs, goal: 1.2 }];
};

const crowds = async (folder: string): Promise<readonly Row[]> => {
  const [few, many] = [
    worked(await sqliteEventLog(join(folder, 'few.db'))),
    worked(await sqliteEventLog(join(folder, 'many.db'))),
  ];
  await crowded(few, 100);
  await crowded(many, 10_000);
  const [peerMs = 0, ms = 0, listMs = 0, nothingMs = 0] = await timedInTurn(ROUNDS, [
    () => turnsOfDue(few),
    () => turnsOfDue(many),
    async () => worked(await many.list()),
    () => say(process.execPath, ['-e', '0'], TOP),
  ]);
  await Promise.all([few.close(), many.close()]);
  return [
    { what: `${TURNS} due turns among 10,000 rollouts`, ms, peer: 'among 100', peerMs, goal: 1.2 },
    { what: 'list of 10,000 rollouts', ms: listMs, peer: 'node -e 0', peerMs: nothingMs, goal: 0.5 },
  ];
};

/**
 * The least that SQLite can do for this: the rows on the disk, in one transaction each time. Its journal is brought to
 * full length before, as ours soon is: a file that still grows takes longer to flush.
 */
const bareTable = (path: string): ((bodies: readonly string[]) => void) => {
  const db = new DatabaseSync(path);
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table event (body text) strict');
  const add = db.prepare('insert into event values (?)');
  db.exec(`insert into event with recursive n (i) as (select 1 union all select i + 1 from n where i < 1200)
    select hex(zeroblob(2000)) from n; delete from event`);
  return (bodies) => {
    db.exec('begin immediate');
    for (const body of bodies) add.run(body);
    db.exec('commit');
  };
};

const times = async (count: number, act: () => Promise<unknown>): Promise<void> => {
  for (let nth = 0; nth < count; nth += 1) await act();
};

const opening = (id: string): readonly Event[] =>
  worked(decide(PLAN, initialState(PLAN, id), { is: 'start', authors: [], by: ANNA, reason: 'bench', atMs: NINE }));

/** The two events of a turn in which a person says something. */
export const turnEvents = (id: string): readonly Event[] => next(worked(fold(initialState(PLAN, id), opening(id))));

/** A person who cannot make up their mind: every turn decides something, and the rollout never ends. */
const next = (state: State): readonly Event[] =>
  worked(
    decide(PLAN, state, {
      is: state.status === 'paused' ? 'resume' : 'pause',
      by: ANNA,
      reason: 'bench',
      atMs: state.atMs + 1000,
    }),
  );

/** One turn as the loop takes it: snapshot, what came since, decide, append, and now and then a new snapshot. */
export const turn = async (ours: EventLog, id: string): Promise<void> => {
  const snapshot = worked(await ours.latestSnapshot(id));
  const from = snapshot?.version ?? 0;
  const entries = worked(await ours.read(id, from + 1));
  const before = { ...initialState(PLAN, id), ...(snapshot?.state as Partial<State> | undefined) };
  const state = worked(
    fold(
      before,
      entries.map(({ event }) => worked(readEvent(event))),
    ),
  );
  const links = linked(entries.at(-1)?.hash ?? snapshot?.hash ?? chainStart(id), next(state));
  await keep(ours, { id, state, links, from });
};

type Kept = { readonly id: string; readonly state: State; readonly links: readonly Linked[]; readonly from: number };

const keep = async (ours: EventLog, { id, state, links, from }: Kept): Promise<void> => {
  const card = { dueAtMs: state.atMs + 60_000, summary: { status: state.status, phase: state.phase } };
  const { version, hash } = worked(await ours.append(id, state.version, links, card));
  if (version - from < SNAPSHOT_EVERY || hash === '') return;
  const now = worked(
    fold(
      state,
      links.map(({ event }) => event),
    ),
  );
  worked(await ours.keepSnapshot(id, { version, hash, state: now, digest: digestOf({ hash, state: now }) }));
};

const turnsOfDue = async (ours: EventLog): Promise<void> => {
  const due = worked(await ours.list(LATER - 1));
  if (due.length !== TURNS) throw new Error(`${due.length} are due`);
  for (const { id } of due) await turn(ours, id);
};

/** A rollout with that many events behind it. */
export const grown = async (ours: EventLog, id: string, events: number): Promise<void> => {
  let state = initialState(PLAN, id);
  let hash = chainStart(id);
  while (state.version < events) {
    const batch: Event[] = [];
    let ahead = state;
    while (batch.length < 1000 && state.version + batch.length < events) {
      const more = ahead.version === 0 ? opening(id) : next(ahead);
      batch.push(...more);
      ahead = worked(fold(ahead, more));
    }
    const links = linked(hash, batch);
    await keep(ours, { id, state, links, from: 0 });
    state = ahead;
    hash = links.at(-1)?.hash ?? hash;
  }
};

/** As many of them are due as we take turns; the others wait for their soak to end. */
const crowded = async (ours: EventLog, rollouts: number): Promise<void> => {
  for (let nth = 0; nth < rollouts; nth += 1) {
    const id = `rollout-${nth}`;
    const links = linked(chainStart(id), opening(id));
    const card = { dueAtMs: nth < TURNS ? NINE : LATER, summary: { status: 'running', phase: 0 } };
    worked(await ours.append(id, 0, links, card));
  }
};

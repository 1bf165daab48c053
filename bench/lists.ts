import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../src/adapters/clock/system.ts';
import { sqliteEventLog } from '../src/adapters/event-log/sqlite.ts';
import { AT_ANY_TIME_MS, cardOf } from '../src/app/executor/card.ts';
import { inBrief } from '../src/app/in-brief.ts';
import { ok } from '../src/core/problem.ts';
import { initialState } from '../src/core/rollout/state.ts';
import type { EventLog, Piece } from '../src/ports/event-log.ts';
import { worked } from '../test/helpers/log.ts';
import { aClimb } from '../test/helpers/rollout.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';

const ROUNDS = 9;
const PLAN = aClimb();

/** What it costs to look through all logs for those that matter: in brief, beside all of their cards. */
export const lists: Bench = {
  name: 'lists',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
    try {
      return [...(await among(folder, 10_000)), ...(await among(folder, 100_000))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const among = async (folder: string, count: number): Promise<readonly Row[]> => {
  const file = join(folder, `${count}.db`);
  await crowded(file, count);
  const log = worked(await sqliteEventLog(file));
  const [dueMs = 0, listDueMs = 0, allMs = 0, listMs = 0] = await timedInTurn(ROUNDS, [
    () => all(log, 'due'),
    async () => worked(await log.list(AT_ANY_TIME_MS)),
    () => all(log, 'all'),
    async () => worked(await log.list()),
  ]);
  await log.close();
  return [
    { what: `who is due among ${count}, in brief`, ms: dueMs, peer: 'their cards', peerMs: listDueMs, goal: 0.5 },
    { what: `where ${count} logs end, in brief`, ms: allMs, peer: 'their cards', peerMs: listMs, goal: 0.5 },
  ];
};

const all = async (log: EventLog, of: Piece['of']): Promise<void> =>
  void worked(await inBrief(log, systemClock, of, async () => ok(undefined)));

/** Nine of ten under way. */
const crowded = async (file: string, count: number): Promise<void> => {
  await worked(await sqliteEventLog(file)).close();
  const db = new DatabaseSync(file);
  const row = db.prepare('insert into rollout (id, version, hash, due_at_ms, summary) values (?, ?, ?, ?, ?)');
  const { summary } = cardOf({ plan: PLAN, state: initialState(PLAN, 'r') });
  db.exec('begin');
  for (let nth = 0; nth < count; nth += 1)
    row.run(
      `rollout-${nth}`,
      20,
      'a'.repeat(64),
      nth % 10 === 0 ? null : 1_800_000_000_000 + nth,
      JSON.stringify(summary),
    );
  db.exec('commit');
  db.close();
};

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { memoryEventLog } from '../src/adapters/event-log/memory.ts';
import { sqliteEventLog } from '../src/adapters/event-log/sqlite.ts';
import { found } from '../src/app/executor/journal.ts';
import { say, TOP } from '../scripts/pack.ts';
import { worked } from '../test/helpers/log.ts';
import { aClimb } from '../test/helpers/rollout.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';

const ROUNDS = 25;
const ROLLOUTS = 10_000;

/** Looking at one rollout of very many, as a person does: a process that starts, finds it, and says how it stands. */
export const status: Bench = {
  name: 'status',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
    try {
      const file = join(folder, 'many.db');
      await crowded(file);
      return await measured(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Written down as `apply` would, and brought into the file in one go: ten thousand times waiting for the disk measures nothing. */
const crowded = async (file: string): Promise<void> => {
  const memory = memoryEventLog();
  const plan = aClimb();
  for (let nth = 0; nth < ROLLOUTS; nth += 1) worked(await found(memory, { id: `rollout-${nth}`, plan, places: {} }));
  await worked(await sqliteEventLog(file)).close();
  const db = new DatabaseSync(file);
  const [row, event] = [
    db.prepare('insert into rollout (id, version, hash, due_at_ms, summary) values (?, ?, ?, null, ?)'),
    db.prepare('insert into event (rollout, version, hash, body) values (?, ?, ?, ?)'),
  ];
  db.exec('begin');
  for (const { id, version, hash, summary } of worked(await memory.list())) {
    row.run(id, version, hash, JSON.stringify(summary));
    for (const entry of worked(await memory.read(id, 1)))
      event.run(id, entry.version, entry.hash, JSON.stringify(entry.event));
  }
  db.exec('commit');
  db.close();
};

const measured = async (file: string): Promise<readonly Row[]> => {
  const [peerMs = 0, ms = 0] = await timedInTurn(ROUNDS, [
    () => node('-e', '0'),
    () => node(RAMPART, 'status', 'rollout-4711', '--db', file, '--json'),
  ]);
  return [{ what: 'rampart status ID among 10,000 rollouts', ms, peer: 'node -e 0', peerMs, goal: 4 }];
};

const RAMPART = join(TOP, 'bin', 'rampart.js');

const node = async (...words: readonly string[]): Promise<void> => {
  const { code, stderr } = await say(process.execPath, words, TOP);
  if (code !== 0) throw new Error(`node ${words.join(' ')}: exit code ${code}\n${stderr}`);
};

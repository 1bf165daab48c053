import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresEventLog, postgresPlace } from '../src/adapters/event-log/postgres.ts';
import { sqliteEventLog, sqlitePlace } from '../src/adapters/event-log/sqlite.ts';
import { move } from '../src/app/migrate/move.ts';
import { ok } from '../src/core/problem.ts';
import { chainStart, linked } from '../src/core/rollout/chain.ts';
import type { EventLog } from '../src/ports/event-log.ts';
import { worked } from '../test/helpers/log.ts';
import { aPostgres } from '../test/real/postgres.ts';
import { timedInTurn } from './bench.ts';
import { grown, turn, turnEvents } from './log.ts';

/** `npm run bench:postgres`: the event log on a server beside the same in a file, both waiting for the disk. */
const ROUNDS = 41;
const TIMES = 10;
const WRITERS = 16;
/** Two events that somebody decided on, as they are. */
const EVENTS = turnEvents('a');

const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
  const server = await aPostgres('on');
  try {
    const place = `${server.url()}?tls=off`;
    const file = worked(await sqliteEventLog(join(folder, 'log.db')));
    const far = worked(await postgresEventLog(place, { secret: async () => ok(undefined) }));
    for (const log of [file, far]) await grown(log, 'turns', 100);
    const names = [
      `${TIMES} appends, one after the other`,
      `${TIMES} appends of each of ${WRITERS} rollouts, at once`,
      `${TIMES} turns`,
    ];
    const works = [ownLog, allAtOnce, turns];
    for (const [at, work] of works.entries()) {
      const [fileMs = 0, farMs = 0] = await timedInTurn(ROUNDS, [work(file), work(far)]);
      const said = `${fileMs.toFixed(1)} ms in a file   ${farMs.toFixed(1)} ms on a server   ${(farMs / fileMs).toFixed(2)} ×`;
      process.stdout.write(`${(names[at] ?? '').padEnd(50)} ${said}\n`);
    }
    await Promise.all([file.close(), far.close()]);
    await moving(join(folder, 'moves.db'), `${await server.database('moves')}?tls=off`);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

const LOGS = 1000;

/** Nobody writes meanwhile: what is measured is the copying, and the standstill at its end. */
const moving = async (file: string, place: string): Promise<void> => {
  const log = worked(await sqliteEventLog(file));
  for (let nth = 0; nth < LOGS; nth += 1)
    for (let times = 0, append = appending(log, `r${nth}`); times < 10; times += 1) await append();
  await log.close();
  const [from, to] = [
    worked(await sqlitePlace(file)),
    worked(await postgresPlace(place, { secret: async () => ok(undefined) })),
  ];
  const start = performance.now();
  const { shutMs } = worked(await move({ from, to, nowMs: () => performance.now(), tell: () => undefined }));
  const all = performance.now() - start;
  await Promise.all([from.log.close(), to.log.close()]);
  process.stdout.write(
    `${LOGS} logs of 20 events moved in ${(all / 1000).toFixed(1)} s, shut for ${shutMs?.toFixed(0)} ms\n`,
  );
};

type Work = (log: EventLog) => () => Promise<void>;

const ownLog: Work = (log) => {
  const append = appending(log, 'alone');
  return async () => {
    for (let nth = 0; nth < TIMES; nth += 1) await append();
  };
};

const allAtOnce: Work = (log) => {
  const all = Array.from({ length: WRITERS }, (_, nth) => appending(log, `one-of-many-${nth}`));
  return async () => {
    await Promise.all(
      all.map(async (append) => {
        for (let nth = 0; nth < TIMES; nth += 1) await append();
      }),
    );
  };
};

const turns: Work = (log) => async () => {
  for (let nth = 0; nth < TIMES; nth += 1) await turn(log, 'turns');
};

const appending = (log: EventLog, id: string): (() => Promise<void>) => {
  let version = 0;
  let hash = chainStart(id);
  return async () => {
    const links = linked(hash, EVENTS);
    worked(await log.append(id, version, links, { dueAtMs: 1, summary: { status: 'running' } }));
    version += links.length;
    hash = links.at(-1)?.hash ?? hash;
  };
};

await main();

import { writeSync } from 'node:fs';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { postgresEventLog } from '../../src/adapters/event-log/postgres.ts';
import { http } from '../../src/adapters/flag-backend/http.ts';
import { graphileScheduler } from '../../src/adapters/scheduler/graphile.ts';
import { drive } from '../../src/app/drive/drive.ts';
import type { Ports } from '../../src/app/operation.ts';
import { ok } from '../../src/core/problem.ts';
import type { Context } from '../../src/ports/adapter.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { portsWith } from '../helpers/cli.ts';
import { worked } from '../helpers/log.ts';
import { measured } from '../helpers/rollout.ts';

/** A worker on a real database and a flag service, with what a test wants to be wrong with it. */
export type WorkerWith = {
  readonly db: string;
  /** How far its clock is off. */
  readonly skewMs?: number;
  /** Where it finds the flag service, in place of where the rollouts say. */
  readonly flagsPort?: number;
  readonly leaseMs?: number;
  /** The rollout before whose second write of that kind it stops, as if somebody had pulled its plug for a while. */
  readonly sleepsBefore?: { readonly what: 'append' | 'write'; readonly id: string };
};

const given = JSON.parse(process.argv[2] ?? '{}') as WorkerWith;

const say = (what: object): void => void writeSync(1, `${JSON.stringify(what)}\n`);

const clock = { ...systemClock, nowMs: () => Date.now() + (given.skewMs ?? 0) };
const secret = async () => ok(undefined);
const ports = portsWith();
const context: Context = { fetch, secret, clock, files: ports.files };

let writes = 0;
const sleepy = (what: 'append' | 'write', id: string): void => {
  const { sleepsBefore } = given;
  if (sleepsBefore?.what !== what || sleepsBefore.id !== id) return;
  writes += 1;
  if (writes !== 2) return;
  say({ sleeps: id });
  process.kill(process.pid, 'SIGSTOP');
};

const log = worked(await postgresEventLog(given.db, { secret }));
const sleepyLog: EventLog = {
  ...log,
  append: async (id, ...more) => {
    sleepy('append', id);
    const done = await log.append(id, ...more);
    if (!done.ok) say({ refused: id, code: done.problems[0]?.code });
    return done;
  },
};

const sleepyFlags = (flags: FlagBackend): FlagBackend => ({
  ...flags,
  write: async (flag, revision) => {
    sleepy('write', flag.key);
    const done = await flags.write(flag, revision);
    if (!done.ok) say({ unwritten: flag.key, code: done.problems[0]?.code });
    return done;
  },
});

const theirs: Ports = {
  ...ports,
  clock,
  openFlags: async (_, place) => {
    const where = given.flagsPort === undefined ? place : place.replace(/:\d+$/, `:${given.flagsPort}`);
    const opened = await http.open(where, context);
    return opened.ok ? ok(sleepyFlags(opened.value)) : opened;
  },
  openMetrics: async () =>
    ok({
      measure: async ({ kind, flag = '' }, windowMs, atMs) => {
        const value = kind === 'ratio' ? (flag.endsWith('-bad') ? 9 : 1) : 100;
        return measured(atMs, windowMs, { value }, { value: kind === 'ratio' ? 1 : 100 });
      },
    }),
  tell: (news) => (news.rollout === 'clock' ? say({ clock: news.why }) : undefined),
};

const scheduler = worked(await graphileScheduler(given.db, { secret, pollMs: 500, leaseMs: given.leaseMs ?? 3000 }));
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const driver = drive(theirs, { log: sleepyLog, scheduler, stop: stop.signal });
say({ began: process.pid });
await driver.done;
await scheduler.close();
await log.close();
say({ numbers: driver.numbers() });

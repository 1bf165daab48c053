import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type JobHelpers,
  Logger,
  run as runWorker,
  type Runner,
  runMigrations,
  type WorkerEvents,
} from 'graphile-worker';
import pg from 'pg';
import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import type { Context } from '../../ports/adapter.ts';
import type { Scheduler, Waking } from '../../ports/scheduler.ts';
import { serverAt } from '../postgres-address.ts';
import { connectionTo, type Patience } from '../postgres-pool.ts';
import { withoutSecrets } from '../secrets.ts';
import { queueOn, type Queue } from './graphile-queue.ts';

type How = {
  readonly secret: Context['secret'];
  /** Whoever has not come back from a turn after so long is not waited for any more. */
  readonly leaseMs?: number;
  /** How often each that has nothing to do asks for something; what is new is told to them besides. */
  readonly pollMs?: number;
};

/** Longer than a turn takes; where one takes longer, two are taken and the log lets one of them act. */
const LEASE_MS = 30_000;
const POLL_MS = 1000;
const MOST_CONNECTIONS = 10;
/** Those that wait for a connection mostly wait for each other. */
const PATIENCE: Patience = { connectMs: 30_000, lockMs: 5000, answerMs: 10_000 };
const GOODBYE_MS = 1000;

/** A job queue in the database of the log: any number of processes on any number of machines share what there is to do. */
export const graphileScheduler = async (place: string, how: How): Promise<Result<Scheduler>> => {
  const server = await serverAt(place, how.secret);
  if (!server.ok) return server;
  const { at, password } = server.value;
  const pool = new pg.Pool({ ...connectionTo(server.value, PATIENCE), max: MOST_CONNECTIONS });
  // What breaks is told to whoever asked; what nobody used is opened anew.
  pool.on('error', () => undefined).on('connect', (client) => void client.on('error', () => undefined));
  const hide = withoutSecrets(password === undefined ? [] : [password]);
  const fault = (error: unknown): Problem =>
    notReached(at, hide(error instanceof Error ? error.message : String(error)));
  const close = async (): Promise<void> =>
    void (await Promise.race([pool.end(), sleep(GOODBYE_MS, undefined, { ref: false })]));
  try {
    await runMigrations({ pgPool: pool, logger: silent });
    const { leaseMs = LEASE_MS, pollMs = POLL_MS } = how;
    return ok({ ...schedulerOn({ pool, fault, pollMs, queue: queueOn(pool, leaseMs) }), close });
  } catch (error) {
    await close();
    return failed(fault(error));
  }
};

type Engine = {
  readonly pool: pg.Pool;
  readonly queue: Queue;
  readonly pollMs: number;
  readonly fault: (error: unknown) => Problem;
};

const schedulerOn = (engine: Engine): Omit<Scheduler, 'close'> => {
  const attempt = async <T>(act: () => Promise<T>): Promise<Result<T>> => {
    try {
      return ok(await act());
    } catch (error) {
      return failed(engine.fault(error));
    }
  };
  return {
    wake: (id) => attempt(() => engine.queue.put(id)),
    ensure: (ids) => attempt(() => engine.queue.ensure(ids)),
    nowMs: () => attempt(() => engine.queue.nowMs()),
    run: (waking) => run(engine, waking),
  };
};

const LONGEST_AGAIN_MS = 30_000;

/**
 * The engine gives up where its database is gone for long, and comes back late, in part or not at all where it was gone
 * for a moment. So it is started anew as soon as it has met trouble, until it is to stop.
 */
const run = async (engine: Engine, waking: Waking): Promise<void> => {
  const { stop } = waking;
  const turn = turnsFor(engine, waking);
  for (let waitMs = 1000; !stop.aborted; waitMs = Math.min(LONGEST_AGAIN_MS, waitMs * 2)) {
    const began = performance.now();
    const error = await runOnce(engine, waking, turn);
    if (error !== undefined) waking.troubled([engine.fault(error)]);
    if (performance.now() - began > LONGEST_AGAIN_MS) waitMs = 1000;
    if (!stop.aborted) await sleep(waitMs, undefined, { signal: stop }).catch(() => undefined);
  }
};

const runOnce = async (engine: Engine, { stop, most, full }: Waking, turn: Turn): Promise<unknown> => {
  const events: WorkerEvents = new EventEmitter();
  const over = new AbortController();
  const trouble = firstTrouble(events, over.signal);
  let runner: Runner | undefined;
  const end = (): void => void runner?.stop().catch(() => undefined);
  stop.addEventListener('abort', end, { once: true });
  try {
    runner = await runWorker({
      pgPool: engine.pool,
      concurrency: most,
      pollInterval: engine.pollMs,
      noHandleSignals: true,
      forbiddenFlags: () => [...full()],
      logger: silent,
      preset: TOGETHER,
      taskList: { turn },
      events,
    });
    if (stop.aborted) end();
    const met = await Promise.race([runner.promise.then(() => undefined), trouble]);
    if (met === undefined || stop.aborted) return void (await runner.promise);
    // It takes nothing new from then on, and what it does not bring to an end now it may bring to an end later.
    await Promise.race([runner.stop().catch(() => undefined), sleep(GOODBYE_MS)]);
    return met.error;
  } catch (error) {
    return error;
  } finally {
    stop.removeEventListener('abort', end);
    over.abort();
  }
};

/** What the engine says when its database has failed it. */
const TROUBLES = [
  'pool:listen:error',
  'pool:gracefulShutdown',
  'pool:fatalError',
  'worker:getJob:error',
  'worker:fatalError',
] as const;

const firstTrouble = async (
  events: WorkerEvents,
  signal: AbortSignal,
): Promise<{ readonly error: unknown } | undefined> => {
  try {
    const [said] = await Promise.race(TROUBLES.map((name) => once(events, name, { signal })));
    return { error: said?.error ?? new Error('the queue was lost') };
  } catch {
    return undefined;
  }
};

/** What is over is taken away together. Taken away one by one, what fails would be nobody's, and end the process. */
const TOGETHER = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

const Payload = z.looseObject({ id: z.string() });

/**
 * The next wake-up is there before this one is taken away: whoever dies in between leaves two, and never none. Of two
 * for the same rollout in one process the second waits for the first to be over.
 */
type Turn = (payload: unknown, helpers: JobHelpers) => Promise<void>;

const turnsFor = ({ queue }: Engine, { woken }: Waking): Turn => {
  const busy = new Set<string>();
  const again = new Set<string>();
  return async (payload: unknown, { job }: JobHelpers): Promise<void> => {
    const { id } = Payload.parse(payload);
    if (busy.has(id)) return void again.add(id);
    busy.add(id);
    try {
      const next = await woken(id, queue.sinceMs(job.run_at));
      if (again.has(id)) await queue.put(id, { inMs: 0, lane: next?.lane ?? '' });
      else if (next) await queue.put(id, next);
    } finally {
      busy.delete(id);
      again.delete(id);
    }
  };
};

/** What it says of each job is counted elsewhere, and what goes wrong comes back as an error. */
const silent = new Logger(() => () => undefined);

const notReached = (at: string, why: string): Problem =>
  problem({
    kind: 'unreachable',
    code: 'scheduler-failed',
    path: at,
    message: `the queue in the database does not answer: ${plain(why, 200)}`,
    hint: 'look whether the server runs, and what the role may do; it is tried again, and nothing is lost',
  });

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { graphileScheduler } from '../../src/adapters/scheduler/graphile.ts';
import { ask } from '../../src/app/executor/ask.ts';
import { found, loadAll } from '../../src/app/executor/journal.ts';
import type { DriverNumbers } from '../../src/app/drive/numbers.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { ok } from '../../src/core/problem.ts';
import type { Command } from '../../src/core/rollout/input.ts';
import { replay } from '../../src/core/rollout/replay.ts';
import { canonicalJson } from '../../src/core/values/digest.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { bundled } from '../helpers/bundled.ts';
import { worked } from '../helpers/log.ts';
import { faultsOfFlags, faultsOfTurns } from '../sim/judge-log.ts';
import { PLANS } from '../sim/plans.ts';
import { aFlagService, type FlagService } from './flag-service.ts';
import { logAt } from './logs.ts';
import type { WorkerWith } from './worker-process.ts';

/** What a worker said of itself, a document a line. */
type Said = {
  readonly began?: number;
  readonly sleeps?: string;
  readonly refused?: string;
  readonly unwritten?: string;
  readonly code?: string;
  readonly clock?: string;
  readonly numbers?: DriverNumbers;
};

export type Worker = {
  readonly child: ChildProcess;
  readonly said: Said[];
  readonly hear: (fits: (one: Said) => boolean) => Promise<Said>;
};

/** A process of its own, ended with the test at the latest. */
export const aWorker = async (given: WorkerWith): Promise<Worker> => {
  const script = await bundled(new URL('worker-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: Said[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => void said.push(JSON.parse(line) as Said));
  const hear = async (fits: (one: Said) => boolean): Promise<Said> => {
    for (let tries = 0; tries < 600; tries += 1) {
      const heard = said.find(fits);
      if (heard) return heard;
      await sleep(100);
    }
    throw new Error(`never heard: ${JSON.stringify(said.slice(-20))}`);
  };
  return { child, said, hear };
};

/** Asked to end, it finishes what it began and says what it did. */
export const ended = async ({ child, hear }: Worker): Promise<DriverNumbers> => {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const { numbers } = await hear((one) => one.numbers !== undefined);
  const [code] = await gone;
  expect(code).toBe(0);
  if (!numbers) throw new Error('no numbers');
  return numbers;
};

/** Three phases of some seconds, watched by the triggers of the simulator in windows of some seconds. */
const quickPlan = (id: string, soak: string): Plan => {
  const [shares] = PLANS;
  const [flag] = shares.flags;
  const windows: Readonly<Record<string, string>> = { limit: 'PT1S', warn: 'PT2S', slow: 'PT1S' };
  return {
    ...shares,
    id,
    approvals: [],
    flags: flag ? [{ ...flag, key: id }] : [],
    phases: shares.phases.map((phase, nth) => ({ ...phase, ...(nth < 2 ? { soak } : { soak: undefined }) })),
    triggers: shares.triggers.map((one) => ({ ...one, window: windows[one.id] ?? one.window })),
    provenance: { ...shares.provenance, backend: 'http' },
  };
};

export type Fleet = {
  readonly log: EventLog;
  readonly flags: FlagService;
  readonly ids: readonly string[];
  /** Looks are asked for every so often, so that a test need not wait for a quarter of a minute each time. */
  readonly hurry: (everyMs: number) => void;
  readonly wake: (id: string) => Promise<void>;
  readonly untilOver: (withinMs: number) => Promise<void>;
  /** Every log and every flag, held against what was promised. */
  readonly faults: () => Promise<readonly string[]>;
};

type Begun = { readonly place: string; readonly count: number; readonly soak?: string };

/** So many rollouts on a database, begun; every seventh goes wrong from its first phase on. */
export const aFleet = async ({ place, count, soak = 'PT3S' }: Begun): Promise<Fleet> => {
  const [log, flags] = [await logAt(place), await aFlagService()];
  onTestFinished(flags.close);
  const ids = Array.from({ length: count }, (_, nth) => `r-${nth}${nth % 7 === 3 ? '-bad' : ''}`);
  await fewAtOnce(ids, (id) => begin(log, quickPlan(id, soak), flags.at));
  const scheduler = worked(await graphileScheduler(place, { secret: async () => ok(undefined) }));
  const over = new AbortController();
  onTestFinished(async () => {
    over.abort();
    await scheduler.close();
  });
  const live = async (): Promise<readonly string[]> => {
    const listed = await log.list(Number.MAX_SAFE_INTEGER);
    return listed.ok
      ? listed.value
          .filter(({ summary }) => (summary as { status: string }).status !== 'rolled-back')
          .map(({ id }) => id)
      : ids;
  };
  return {
    log,
    flags,
    ids,
    wake: async (id) => void (await scheduler.wake(id)),
    hurry: (everyMs) =>
      void (async () => {
        while (!over.signal.aborted) {
          for (const id of await live()) await scheduler.wake(id);
          await sleep(everyMs);
        }
      })(),
    untilOver: async (withinMs) => {
      for (const giveUpAt = performance.now() + withinMs; performance.now() < giveUpAt; await sleep(500))
        if ((await live()).length === 0) return;
      expect(await live()).toEqual([]);
    },
    faults: async () => {
      const found = await fewAtOnce(ids, async (id) => (await faultsOf(log, id, flags)).map((one) => `${id}: ${one}`));
      return found.flat();
    },
  };
};

const FEW = 8;

/** Thousands at once would wait for the few connections of a pool until they are told that nobody answers. */
const fewAtOnce = async <T>(ids: readonly string[], act: (id: string) => Promise<T>): Promise<readonly T[]> => {
  const done: T[] = [];
  for (let from = 0; from < ids.length; from += FEW)
    done.push(...(await Promise.all(ids.slice(from, from + FEW).map(act))));
  return done;
};

const begin = async (log: EventLog, plan: Plan, flags: string): Promise<void> => {
  worked(await found(log, { id: plan.id, plan, places: { flags, metrics: 'metrics' } }));
  const by = { name: 'anna', roles: [] };
  const start: Command = { is: 'start', by, reason: 'because', atMs: Date.now(), authors: ['zoe'] };
  worked(await ask(log, plan.id, () => ok(start)));
};

const faultsOf = async (log: EventLog, id: string, flags: FlagService): Promise<readonly string[]> => {
  const all = await loadAll(log, id);
  if (!all.ok) return [`13: ${all.problems[0]?.message}`];
  const { rollout, beginning, events } = all.value;
  const again = replay(rollout.plan, beginning, events);
  const differs = !again.ok || canonicalJson(again.value.state) !== canonicalJson(rollout.state);
  const [status, share] = id.endsWith('-bad') ? ['rolled-back', 0] : ['completed', 100];
  return [
    ...(differs ? ['4: a replay tells another story'] : []),
    ...(rollout.state.status === status ? [] : [`it is ${rollout.state.status}, and should be ${status}`]),
    ...(flags.share(id) === share ? [] : [`${flags.share(id)} % have it, and ${share} % should`]),
    ...faultsOfTurns(rollout.plan, events),
    ...faultsOfFlags(rollout.plan, events, flags.landed.get(id) ?? []),
  ];
};

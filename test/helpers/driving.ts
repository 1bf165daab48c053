import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { inProcessScheduler } from '../../src/adapters/scheduler/in-process.ts';
import { drive, type Driver, type Driving } from '../../src/app/drive/drive.ts';
import { ask } from '../../src/app/executor/ask.ts';
import { found, loadAll } from '../../src/app/executor/journal.ts';
import type { News, Ports } from '../../src/app/operation.ts';
import { exposure } from '../../src/core/flags/flag-state.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { ok } from '../../src/core/problem.ts';
import type { Command } from '../../src/core/rollout/input.ts';
import { replay } from '../../src/core/rollout/replay.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { portsWith } from './cli.ts';
import { worked } from './log.ts';
import { aClimb, ANNA, aPhase, measured } from './rollout.ts';
import { aTimeline, type Timeline } from './timeline.ts';

type Bare<C> = C extends Command ? Omit<C, 'by' | 'reason' | 'atMs'> : never;

/** A log with rollouts in it, flag systems by their places, and whoever drives them. All of it in memory, in its own time. */
export type Yard = Timeline & {
  readonly log: EventLog;
  readonly ports: Ports;
  readonly said: News[];
  /** By rollout, the share of those for whom something goes wrong; else one in a hundred. */
  readonly errors: Map<string, number>;
  readonly systems: Map<string, FlagBackend>;
  readonly begin: (id: string, place?: string) => Promise<void>;
  readonly put: (id: string, command: Bare<Command>, through?: EventLog) => Promise<void>;
  readonly drive: (more?: Partial<Driving>, ports?: Partial<Ports>) => Driver & { readonly stop: () => Promise<void> };
  /** Where it stands, its log verified and decided again. */
  readonly standing: (id: string) => Promise<{ readonly status: string; readonly entered: readonly number[] }>;
  readonly share: (id: string, place?: string) => Promise<number>;
};

/** Three phases, of twenty minutes each, on a flag of its own. */
export const climbOf = (id: string, more: Partial<Plan> = {}): Plan => {
  const plan = aClimb(more);
  const [flag] = plan.flags;
  const schedule = { ...plan.schedule, windows: [], freezes: [] };
  const phases = [aPhase('few', 5, SOAK), aPhase('half', 50, SOAK), aPhase('all', 100, { soak: undefined })];
  return { ...plan, id, schedule, phases, flags: flag ? [{ ...flag, key: id }] : [], ...more };
};

const SOAK = { soak: 'PT20M' };

export const aYard = (planOf: (id: string) => Plan = climbOf): Yard => {
  const time = aTimeline();
  const [log, errors, said] = [memoryEventLog(), new Map<string, number>(), [] as News[]];
  const systems = new Map<string, FlagBackend>();
  const systemAt = (place: string): FlagBackend => {
    const there = systems.get(place) ?? memoryFlagBackend();
    systems.set(place, there);
    return there;
  };
  const ports = portsWith(new Map(), {
    clock: time.clock,
    openLog: async () => ok(log),
    openFlags: async (_, place) => ok(systemAt(place)),
    openMetrics: async () =>
      ok({
        measure: async ({ flag = '' }, windowMs, atMs) =>
          measured(atMs, windowMs, { value: errors.get(flag) ?? 1 }, { value: 1 }),
      }),
    tell: (one) => void said.push(one),
  });
  return {
    ...time,
    log,
    ports,
    said,
    errors,
    systems,
    begin: async (id, flags = 'flags') => {
      worked(await found(log, { id, plan: planOf(id), places: { flags, metrics: 'metrics' } }));
      worked(await put(log, id, { is: 'start', authors: ['zoe'] }, time.clock.nowMs()));
    },
    put: async (id, command, through = log) => void worked(await put(through, id, command, time.clock.nowMs())),
    drive: (more = {}, other = {}) => driven(time, { ...ports, ...other }, { log, ...more }),
    standing: async (id) => {
      const { rollout, beginning, events } = worked(await loadAll(log, id));
      worked(replay(rollout.plan, beginning, events));
      const entered = events.flatMap((event) => (event.type === 'phase-entered' ? [event.phase] : []));
      return { status: rollout.state.status, entered };
    },
    share: async (id, place = 'flags') => {
      const [flag] = worked(await systemAt(place).read([id]));
      return flag ? exposure(flag) : 0;
    },
  };
};

const put = (log: EventLog, id: string, command: Bare<Command>, atMs: number) =>
  ask(log, id, () => ok({ by: ANNA, reason: 'because', atMs, ...command } as Command));

const driven = (time: Timeline, ports: Ports, more: Partial<Driving> & Pick<Driving, 'log'>) => {
  const stop = new AbortController();
  const scheduler = inProcessScheduler(time.clock);
  const driver = drive(ports, { scheduler, stop: stop.signal, ...more });
  const over = new AbortController();
  void driver.done.then(() => over.abort());
  return {
    ...driver,
    stop: async () => {
      stop.abort();
      while (!over.signal.aborted) await time.pass(100);
    },
  };
};

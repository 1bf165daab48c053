import { setImmediate } from 'node:timers/promises';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { found } from '../../src/app/executor/journal.ts';
import { ask } from '../../src/app/executor/ask.ts';
import type { World } from '../../src/app/executor/world.ts';
import type { FlagState } from '../../src/core/flags/flag-state.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { ok } from '../../src/core/problem.ts';
import type { Command } from '../../src/core/rollout/input.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { MetricSource } from '../../src/ports/metric-source.ts';
import { worked } from './log.ts';
import { aClimb, ANNA, measured, NINE } from './rollout.ts';

export type TestClock = Clock & { readonly now: number; readonly set: (ms: number) => void };

/** Time that passes when somebody sleeps. Whoever only waits for an answer, under a signal, waits for ever. */
export const testClock = (startMs = NINE): TestClock => {
  let now = startMs;
  return {
    get now() {
      return now;
    },
    nowMs: () => now,
    set: (ms) => void (now = ms),
    sleep: async (ms, signal) => {
      if (signal) return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
      await setImmediate();
      now += ms;
    },
  };
};

export type Trouble = { percent?: number; control?: number };

/** Numbers as a test wishes them, of the window that was asked for. */
const wishedMetrics = (trouble: Trouble): MetricSource => ({
  measure: async (_, windowMs, atMs) =>
    measured(atMs, windowMs, { value: trouble.percent ?? 1 }, { value: trouble.control ?? 1 }),
});

export type Stage = World & { readonly clock: TestClock; readonly trouble: Trouble; readonly id: string };

/** A rollout written down and not begun, with everything it needs in memory. */
export const aStage = async (plan: Plan = aClimb(), more: Partial<World> = {}): Promise<Stage> => {
  const trouble: Trouble = {};
  const stage: Stage = {
    log: memoryEventLog(),
    flags: memoryFlagBackend(),
    metrics: wishedMetrics(trouble),
    checks: async () => () => undefined,
    ...more,
    clock: testClock(),
    trouble,
    id: plan.id,
  };
  worked(await found(stage.log, { id: plan.id, plan, places: { metrics: 'in memory', checks: 'in memory' } }));
  return stage;
};

type Bare<C> = C extends Command ? Omit<C, 'by' | 'reason' | 'atMs'> : never;

export const put = (stage: Stage, command: Bare<Command>, by = ANNA) =>
  ask(stage.log, stage.id, () => ok({ by, reason: 'because', atMs: stage.clock.now, ...command } as Command));

export const aStarted = async (plan: Plan = aClimb(), more: Partial<World> = {}): Promise<Stage> => {
  const stage = await aStage(plan, more);
  worked(await put(stage, { is: 'start', authors: ['zoe'] }));
  return stage;
};

const flagOf = async ({ flags }: Pick<World, 'flags'>, plan: Plan = aClimb()): Promise<FlagState | undefined> =>
  worked(await flags.read(plan.flags.map(({ key }) => key)))[0];

export const percentNow = async (world: Pick<World, 'flags'>, plan?: Plan): Promise<number> => {
  const flag = await flagOf(world, plan);
  return flag?.enabled ? flag.percent : 0;
};

import { ok, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Scheduler } from '../../ports/scheduler.ts';

export type SharedClock = Clock & {
  /** Asks what time it is for everybody, and goes by that from then on. How far the clock of this machine was from it. */
  readonly set: (scheduler: Pick<Scheduler, 'nowMs'>) => Promise<Result<number>>;
};

/** Machines whose clocks differ by minutes would end each other's soaks early: those that share a log share its hour. */
export const sharedClock = (own: Clock): SharedClock => {
  let behindMs = 0;
  return {
    nowMs: () => own.nowMs() + behindMs,
    sleep: own.sleep,
    set: async (scheduler) => {
      const askedMs = own.nowMs();
      const told = await scheduler.nowMs();
      if (!told.ok) return told;
      const before = behindMs;
      if (told.value !== undefined) behindMs = Math.round(told.value - (askedMs + own.nowMs()) / 2);
      return ok(behindMs - before);
    },
  };
};

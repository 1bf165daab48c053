import { toMs } from '../values/duration.ts';
import { nextOpen, openWeek, type OpenWeek } from '../values/week.ts';
import type { Phase } from './phase.ts';
import type { Plan } from './plan.ts';

/** One phase in the calendar. Times count from Monday 00:00 of the week the rollout starts in, on the schedule's clock. */
export type Entry = {
  readonly phase: Phase;
  readonly startMs: number;
  readonly soakEndMs: number;
  /** When the next phase starts: the soak is over and a window is open. In the last phase the end of its soak. */
  readonly endMs: number;
};

export type Timeline = {
  /** Empty where no window is ever open: then nothing can start. */
  readonly entries: readonly Entry[];
  readonly neverOpen: boolean;
  /** Whether the days are days of the week, the first a Monday; without weekly hours they only count. */
  readonly byWeek: boolean;
  /** From the first start to the end of the last phase. */
  readonly totalMs: number;
};

/**
 * When each phase starts if nothing holds it up: the earliest calendar there can be, where no evidence ends a soak. Gates,
 * approvals, freezes with a date and changes of the clock can make it later, never earlier.
 */
export const timelineOf = ({ phases, schedule }: Pick<Plan, 'phases' | 'schedule'>): Timeline => {
  const week = openWeek(schedule.windows, schedule.freezes);
  const starts = startsOf(phases, week);
  const entries = phases.flatMap((phase, at) => {
    const startMs = starts[at];
    if (startMs === undefined) return [];
    const soakEndMs = startMs + soakMsOf(phase);
    return [{ phase, startMs, soakEndMs, endMs: starts[at + 1] ?? soakEndMs }];
  });
  const totalMs = (entries.at(-1)?.endMs ?? 0) - (entries[0]?.startMs ?? 0);
  const byWeek = schedule.windows.length > 0 || schedule.freezes.some((freeze) => 'days' in freeze);
  return { entries, neverOpen: entries.length === 0, byWeek, totalMs };
};

const soakMsOf = ({ soak }: Phase): number => (soak === undefined ? 0 : toMs(soak));

const startsOf = (phases: readonly Phase[], week: OpenWeek): number[] => {
  const starts: number[] = [];
  let ready = 0;
  for (const phase of phases) {
    const start = nextOpen(ready, week);
    if (start === undefined) return [];
    starts.push(start);
    ready = start + soakMsOf(phase);
  }
  return starts;
};

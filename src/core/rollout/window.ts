import type { Schedule } from '../plan/safety.ts';
import { MINUTE } from '../values/duration.ts';
import { WEEKDAYS, type Freeze } from '../values/hours.ts';
import { nextOpen, openWeek, type OpenWeek } from '../values/week.ts';

/** A moment on the schedule's own clock. Zones and their changes are known at the edge, and come in as this. */
export type Local = {
  /** 0 is Monday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minute: number;
};

export type ToLocal = (atMs: number) => Local;

export type Window = { readonly open: boolean; readonly why: string; readonly opensAtMs?: number };

/** Whether exposure may be raised at a moment: inside the hours, and in no freeze. If not, when it next may be. */
export const windowAt = (schedule: Schedule, atMs: number, toLocal: ToLocal): Window => {
  const week = openWeek(schedule.windows, schedule.freezes);
  const found = closedBy(schedule, week, { atMs, toLocal });
  if (found === undefined) return { open: true, why: 'the schedule allows a step now' };
  const opensAtMs = opening(schedule, week, { atMs, toLocal });
  return { open: false, why: found, ...(opensAtMs === undefined ? {} : { opensAtMs }) };
};

type Moment = { readonly atMs: number; readonly toLocal: ToLocal };
type Dated = Extract<Freeze, { to: string; from: string }> & { readonly days?: never };

const closedBy = ({ freezes, timeZone }: Schedule, week: OpenWeek, moment: Moment): string | undefined => {
  const freeze = freezeAt(freezes, moment.atMs);
  if (freeze) return `frozen until ${freeze.to}: ${freeze.why}`;
  return isInWeek(week, moment) ? undefined : `outside the hours in which a step is allowed (${timeZone})`;
};

const isDated = (freeze: Freeze): freeze is Dated => !('days' in freeze);

const freezeAt = (freezes: readonly Freeze[], atMs: number): Dated | undefined =>
  freezes.filter(isDated).find(({ from, to }) => Date.parse(from) <= atMs && atMs < Date.parse(to));

const WEEK = WEEKDAYS.length * 1440 * MINUTE;

const localMs = ({ atMs, toLocal }: Moment): number => {
  const { weekday, minute } = toLocal(atMs);
  return (weekday * 1440 + minute) * MINUTE;
};

const isInWeek = (week: OpenWeek, moment: Moment): boolean => {
  const inWeek = localMs(moment);
  return week.some(({ from, to }) => from <= inWeek && inWeek < to);
};

/** Freezes and changes of the clock push the answer on; a schedule that is not open after so many of them never is. */
const TRIES = 1000;

const opening = (schedule: Schedule, week: OpenWeek, { atMs, toLocal }: Moment): number | undefined => {
  let at = atMs;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const freeze = freezeAt(schedule.freezes, at);
    const inWeek = localMs({ atMs: at, toLocal });
    const opens = nextOpen(inWeek, week);
    if (freeze) at = Date.parse(freeze.to);
    else if (opens === undefined) return undefined;
    else if (opens === inWeek) return at;
    else at = asFarAsEven(at - (at % MINUTE), opens - inWeek, toLocal);
  }
  return undefined;
};

/**
 * So much later, or where the clock is put forward or back before that: the hour that was wanted may be left out then,
 * or an open one may come twice, so it is looked for anew from there. By halves: a week holds no two changes.
 */
const asFarAsEven = (fromMs: number, aheadMs: number, toLocal: ToLocal): number => {
  const start = localMs({ atMs: fromMs, toLocal });
  const isEven = (laterMs: number): boolean =>
    (start + laterMs) % WEEK === localMs({ atMs: fromMs + laterMs, toLocal });
  let [even, changed] = [0, aheadMs];
  if (isEven(changed)) return fromMs + changed;
  while (changed - even > MINUTE) {
    const middle = even + Math.floor((changed - even) / 2 / MINUTE) * MINUTE;
    if (isEven(middle)) even = middle;
    else changed = middle;
  }
  return fromMs + changed;
};

import { WEEKDAYS, type Freeze, type WeeklyHours } from './hours.ts';

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const MINUTE_MS = 60_000;

type Hours = { readonly windows: readonly WeeklyHours[]; readonly freezes: readonly Freeze[] };

/** The longest stretch of a week, in milliseconds, in which nothing may be raised. Undefined where that never ends. */
export const longestClosedMs = (hours: Hours): number | undefined => {
  const open = openMinutes(hours);
  const first = open.indexOf(1);
  if (first < 0) return undefined;
  let longest = 0;
  let closed = 0;
  for (let minute = first + 1; minute <= first + WEEK_MINUTES; minute += 1) {
    closed = open[minute % WEEK_MINUTES] === 1 ? 0 : closed + 1;
    longest = Math.max(longest, closed);
  }
  return longest * MINUTE_MS;
};

/** One mark for each minute of the week. Freezes with a date come and go; only those of every week count here. */
const openMinutes = ({ windows, freezes }: Hours): Uint8Array => {
  const open = new Uint8Array(WEEK_MINUTES).fill(windows.length === 0 ? 1 : 0);
  for (const hours of windows) mark(open, hours, 1);
  for (const freeze of freezes) if ('days' in freeze) mark(open, freeze, 0);
  return open;
};

const mark = (open: Uint8Array, { days, from, to }: WeeklyHours, as: 0 | 1): void => {
  for (const day of days) {
    const start = WEEKDAYS.indexOf(day) * DAY_MINUTES;
    if (from < to) open.fill(as, start + minutesOf(from), start + minutesOf(to));
  }
};

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

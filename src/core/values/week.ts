import { DAY, MINUTE } from './duration.ts';
import { WEEKDAYS, type Freeze, type WeeklyHours } from './hours.ts';

const WEEK = WEEKDAYS.length * DAY;

/** A stretch of the week in milliseconds since Monday 00:00 on the schedule's own clock; `to` is not included. */
type Stretch = { readonly from: number; readonly to: number };

/** When in the week exposure may be raised, in order and never touching. Empty where nothing is ever open. */
export type OpenWeek = readonly Stretch[];

/**
 * The windows less the freezes that come back every week; without windows every hour is one. Hours that end before they
 * begin run past midnight. Freezes with a date are no part of any week: the executor looks at those when they come.
 */
export const openWeek = (windows: readonly WeeklyHours[], freezes: readonly Freeze[]): OpenWeek => {
  const open = windows.length === 0 ? [{ from: 0, to: WEEK }] : joined(windows.flatMap(stretchesOf));
  const frozen = freezes.flatMap((freeze) => ('days' in freeze ? stretchesOf(freeze) : []));
  return frozen.reduce<Stretch[]>((left, freeze) => left.flatMap((stretch) => without(stretch, freeze)), open);
};

/** The first moment from `atMs` on at which the week is open; undefined where it never is. */
export const nextOpen = (atMs: number, week: OpenWeek): number | undefined => {
  const weekStart = Math.floor(atMs / WEEK) * WEEK;
  const inWeek = atMs - weekStart;
  const here = week.find(({ to }) => inWeek < to);
  if (here) return weekStart + Math.max(inWeek, here.from);
  const [first] = week;
  return first && weekStart + WEEK + first.from;
};

const stretchesOf = ({ days, from, to }: WeeklyHours): Stretch[] => {
  const [start, end] = [clockMs(from), clockMs(to)];
  const lasts = end < start ? end + DAY - start : end - start;
  return days.flatMap((day) => {
    const opens = WEEKDAYS.indexOf(day) * DAY + start;
    const closes = opens + lasts;
    const stretch = { from: opens % WEEK, to: Math.min(closes, WEEK) };
    return closes > WEEK ? [stretch, { from: 0, to: closes - WEEK }] : [stretch];
  });
};

const clockMs = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
};

const joined = (stretches: readonly Stretch[]): Stretch[] => {
  const result: Stretch[] = [];
  for (const next of stretches.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && next.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    else result.push(next);
  }
  return result;
};

const without = (stretch: Stretch, freeze: Stretch): Stretch[] =>
  [
    { from: stretch.from, to: Math.min(stretch.to, freeze.from) },
    { from: Math.max(stretch.from, freeze.to), to: stretch.to },
  ].filter(({ from, to }) => from < to);

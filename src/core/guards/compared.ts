import type { z } from 'zod';
import { Counted, type Tally } from './counted.ts';

/** What one window says of one arm against control: of what is counted the counts, of what is not the two numbers. */
export const Compared = Counted.omit({ latency: true, segments: true });
export type Compared = z.infer<typeof Compared>;

/** All windows of one arm and metric, added up. A few numbers, and the same ones however often it is folded again. */
export type Comparison = {
  readonly counts: Tally;
  /** Treated less control, window by window: how many, their mean, and the sum of squares around it. */
  readonly values: {
    readonly windows: number;
    readonly treated: number;
    readonly control: number;
    readonly mean: number;
    readonly squares: number;
  };
  readonly newUsers: { readonly treated: number; readonly control: number };
};

const NONE = { of: 0, bad: 0 };

export const NOTHING_COMPARED: Comparison = {
  counts: { treated: NONE, control: NONE },
  values: { windows: 0, treated: 0, control: 0, mean: 0, squares: 0 },
  newUsers: { treated: 0, control: 0 },
};

/** One window more. */
export const withCompared = (before: Comparison, { counts, values, newUsers }: Compared): Comparison => ({
  counts: counts
    ? { treated: sum(before.counts.treated, counts.treated), control: sum(before.counts.control, counts.control) }
    : before.counts,
  values: values && !counts ? withValues(before.values, values) : before.values,
  newUsers: newUsers
    ? { treated: before.newUsers.treated + newUsers.treated, control: before.newUsers.control + newUsers.control }
    : before.newUsers,
});

const sum = (a: Tally['control'], b: Tally['control']): Tally['control'] => ({ of: a.of + b.of, bad: a.bad + b.bad });

/** Welford's way: it loses no digits however long it goes on. */
const withValues = (
  { windows, treated, control, mean, squares }: Comparison['values'],
  now: { readonly treated: number; readonly control: number },
): Comparison['values'] => {
  const difference = now.treated - now.control;
  const count = windows + 1;
  const next = mean + (difference - mean) / count;
  return {
    windows: count,
    treated: treated + (now.treated - treated) / count,
    control: control + (now.control - control) / count,
    mean: next,
    squares: squares + (difference - mean) * (difference - next),
  };
};

/** How much better the arm is than control: positive is good, whichever way the metric counts. */
export type Estimate = {
  readonly better: number;
  readonly error: number;
  /** Of what was planned for: 1 is all of it. */
  readonly known: number;
  readonly treated: number;
  readonly control: number;
};

export type Planned = {
  readonly good: 'up' | 'down';
  /** Observations that were planned for both arms of this comparison, and windows. */
  readonly treated: number;
  readonly control: number;
  readonly windows: number;
};

/** So few events, or windows, that their mean is not yet normal; or nothing at all: undefined. */
export const estimateOf = ({ counts, values }: Comparison, planned: Planned): Estimate | undefined =>
  counts.treated.of > 0 || counts.control.of > 0 ? byCounts(counts, planned) : byValues(values, planned);

const LEAST_EVENTS = 20;
const LEAST_WINDOWS = 24;

const byCounts = ({ treated, control }: Tally, planned: Planned): Estimate | undefined => {
  const fewest = Math.min(...[treated, control].flatMap(({ of, bad }) => [bad, of - bad]));
  if (fewest < LEAST_EVENTS) return undefined;
  const [mine, others] = [treated.bad / treated.of, control.bad / control.of];
  return {
    better: others - mine,
    error: Math.sqrt((mine * (1 - mine)) / treated.of + (others * (1 - others)) / control.of),
    known: harmonic(treated.of, control.of) / harmonic(planned.treated, planned.control),
    treated: mine,
    control: others,
  };
};

const harmonic = (a: number, b: number): number => 1 / (1 / a + 1 / b);

const byValues = ({ windows, treated, control, mean, squares }: Comparison['values'], planned: Planned) => {
  if (windows < LEAST_WINDOWS || squares <= 0) return undefined;
  return {
    better: planned.good === 'up' ? mean : -mean,
    error: Math.sqrt(squares / (windows - 1) / windows),
    known: windows / planned.windows,
    treated,
    control,
  };
};

import { type Counted, countedIn } from '../guards/counted.ts';
import type { Evidence } from '../guards/evidence.ts';
import type { Measurement } from '../guards/measurement.ts';
import { doubtOfPast } from '../guards/verdict.ts';
import type { Plan } from '../plan/plan.ts';
import type { Trigger } from '../plan/watch.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import type { Tick } from './input.ts';
import type { State } from './state.ts';

/**
 * Sequential tests look at all of a phase, window after window, on a grid that begins when the flags were read back.
 * A window is asked for once, when it has been over for a while: what comes late is in it, the windows neither overlap
 * nor leave gaps, and what is counted does not depend on when anybody looked. What has come since the last of them is
 * asked for at every look, judged with the rest, and not kept.
 */
export type Window = { readonly key: string; readonly nth: number; readonly fromMs: number; readonly toMs: number };

/** Sources lag: after so long a window is complete. */
const COMPLETE_AFTER_MS = 2 * MINUTE;
/** What could not be heard by then is given up: what came after it must not wait for it. */
const GIVEN_UP_AFTER_MS = 10 * MINUTE;
/** After a long sleep the rest is for the next turn; until then it counts with what has come since. */
const MOST_WINDOWS = 60;

const NONE: readonly Window[] = [];

/** The windows of this phase that are complete and not yet counted, oldest first. */
export const windowsDue = (state: State, trigger: Trigger, nowMs: number): readonly Window[] => {
  const evidence = state.evidence[trigger.id];
  if (state.confirmedAtMs === undefined || state.rollback || !evidence) return [];
  const lengthMs = lengthOf(evidence, trigger);
  const complete = Math.floor((nowMs - COMPLETE_AFTER_MS - state.confirmedAtMs) / lengthMs);
  const due = Math.min(MOST_WINDOWS, Math.max(0, complete - evidence.next));
  if (due === 0) return NONE;
  return Array.from({ length: due }, (_, at) => windowAt(state, evidence.next + at, trigger));
};

/** Counts lose nothing by longer windows; where each window gives one value, it is as long as the plan says. */
const COUNTED_MS = 15 * MINUTE;
const lengthOf = ({ setting: { kind } }: Evidence, { window }: Trigger): number =>
  Math.max(kind === 'latency' || kind === 'gauge' ? MINUTE : COUNTED_MS, toMs(window));

export const windowAt = (state: State, nth: number, trigger: Trigger): Window => {
  const evidence = state.evidence[trigger.id];
  const lengthMs = evidence ? lengthOf(evidence, trigger) : COUNTED_MS;
  const fromMs = (state.confirmedAtMs ?? 0) + nth * lengthMs;
  return { key: `window:${trigger.id}:${nth}`, nth, fromMs, toMs: fromMs + lengthMs };
};

/** What has come since the last complete window; undefined while nothing can have. */
export const windowSince = (state: State, trigger: Trigger, nowMs: number): Window | undefined => {
  const evidence = state.evidence[trigger.id];
  if (state.confirmedAtMs === undefined || state.rollback || !evidence) return undefined;
  const nth = windowsDue(state, trigger, nowMs).at(-1)?.nth ?? evidence.next - 1;
  const { fromMs } = windowAt(state, nth + 1, trigger);
  const wholeMs = Math.floor((nowMs - fromMs) / 1000) * 1000;
  return wholeMs > 0 ? { key: trigger.id, nth: nth + 1, fromMs: nowMs - wholeMs, toMs: nowMs } : undefined;
};

/** What became of a window that was due: counted, given up, or undefined where it is asked for again. */
export const heardOf = (
  plan: Plan,
  tick: Tick,
  trigger: Trigger,
  window: Window,
): Counted | { why: string } | undefined => {
  const heard = tick.measurements[window.key];
  const doubt = doubtOfPast(heard, window.fromMs, window.toMs);
  const counted = doubt ? { fault: doubt.why } : countedOf(plan, trigger, heard);
  if (!('fault' in counted)) return counted;
  const isOver = doubt?.verdict === 'no-data' || tick.atMs - window.toMs >= GIVEN_UP_AFTER_MS;
  return isOver ? { why: counted.fault } : undefined;
};

export const countedOf = (
  { monitors }: Plan,
  trigger: Trigger,
  measured: Measurement | undefined,
): Counted | { readonly fault: string } => {
  const monitor = monitors.find(({ id }) => id === trigger.monitor);
  if (measured?.is !== 'measured' || !monitor) return { fault: 'nothing was measured' };
  if (!measured.control && trigger.rule.is === 'regression')
    return { fault: measured.withoutControl ?? 'there is no control to compare with' };
  return countedIn(monitor, measured);
};

import { exposure } from '../flags/flag-state.ts';
import type { Plan } from '../plan/plan.ts';
import { humanDuration, toMs } from '../values/duration.ts';
import { strictness } from '../values/metric.ts';
import { checksToGoOn, type Check } from './checks.ts';
import { clean } from './clean.ts';
import { desired, phaseNow } from './desired.ts';
import type { Tick } from './input.ts';
import { actingTriggers, judgeTriggers } from './look.ts';
import type { State } from './state.ts';
import { limitOf } from './steps/deadline.ts';
import { needsPerson } from './steps/holds.ts';
import { LIVE, type Status } from './table.ts';

/** What takes exposure back or stops the climb, and how near it is. */
export type Danger = { readonly what: string; readonly action: string; readonly why: string; readonly atMs?: number };

export type Why = {
  readonly status: Status;
  /** The phase whose people have it; undefined where nobody does. */
  readonly phase: string | undefined;
  readonly next: string | undefined;
  /** The largest share of everyone that a flag of this plan reaches now, in percent. */
  readonly exposurePercent: number;
  /** What keeps it where it is, and what a person would have to say. Empty: the next turn goes on. */
  readonly waitsFor: readonly string[];
  readonly checks: readonly Check[];
  readonly dangers: readonly Danger[];
  /** When it can go on at the earliest; undefined where that depends on somebody. */
  readonly earliestMs: number | undefined;
};

/** What a rollout waits for, what would move it on and what would bring it back. Without a tick: as far as the log tells. */
export const whyOf = (plan: Plan, state: State, tick: Tick): Why => {
  const seen = clean(plan, state, tick);
  const nowMs = Math.max(seen.atMs, state.atMs);
  const judged = judgeTriggers(plan, state, seen);
  const climbs = state.status === 'running' || state.status === 'held' || state.status === 'paused';
  const checks = climbs ? checksToGoOn({ plan, state, tick: seen, judged, nowMs }) : [];
  const open = checks.filter(({ verdict }) => verdict !== 'pass');
  const told = standing(state);
  return {
    status: state.status,
    phase: plan.phases[phaseNow(plan, state)]?.id,
    next: climbs ? plan.phases[state.phase + 1]?.id : undefined,
    exposurePercent: Math.max(0, ...desired(plan, state).map(exposure)),
    waitsFor: [...told, ...open.map(({ why }) => why)],
    checks,
    dangers: LIVE.includes(state.status) ? dangersOf(plan, state, judged) : [],
    earliestMs: climbs ? earliest(state, open, nowMs) : undefined,
  };
};

const standing = (state: State): readonly string[] => {
  const { status, pause, holds, rollback } = state;
  if (status === 'pending') return ['somebody starts it: rampart apply'];
  if (status === 'paused' && pause) return [`paused (${pause.cause}): ${pause.why}; it goes on with: rampart resume`];
  if (status === 'held')
    return holds.map(
      (hold) =>
        `held${hold.of ? ` by ${hold.of}` : ''}: ${hold.why}${needsPerson(hold) ? '; it goes on with: rampart resume' : ''}`,
    );
  if (status === 'rolling-back' && rollback)
    return [
      `rolling back: ${rollback.why}${rollback.overdue ? '; this takes longer than it should' : ''}`,
      ...(rollback.after ? [`what rests on it goes off first: ${rollback.after.dependants.join(', ')}`] : []),
    ];
  if (status === 'rolled-back' && rollback)
    return [`rolled back: ${rollback.why}; it begins again with: rampart restart`];
  return [];
};

/** Only what passes with time has a time. Whatever else is open, passes when somebody or something says so. */
const earliest = ({ status, holds }: State, open: readonly Check[], nowMs: number): number | undefined => {
  if (status === 'paused' || holds.length > 0 || open.some(({ atMs }) => atMs === undefined)) return undefined;
  return Math.max(nowMs, ...open.map(({ atMs }) => atMs ?? nowMs));
};

const dangersOf = (plan: Plan, state: State, judged: ReturnType<typeof judgeTriggers>): readonly Danger[] => [
  ...actingTriggers(plan, state).flatMap(({ id, action, noData }): Danger[] => {
    const silence = state.silences.find(({ trigger }) => trigger === id);
    const found = judged.get(id);
    const told = strictness(action) > strictness('notify') ? [{ what: id, action, why: found?.why ?? '' }] : [];
    if (!silence || silence.acted !== undefined) return told;
    const atMs = silence.sinceMs + toMs(noData.after);
    const why = `nothing is heard; after ${humanDuration(toMs(noData.after))} of that`;
    return [...told, { what: id, action: noData.action, why, atMs }];
  }),
  ...deadlineOf(plan, state),
];

const deadlineOf = (plan: Plan, state: State): readonly Danger[] => {
  const limit = limitOf({ plan, state });
  const climbs = state.status === 'running' || state.status === 'held' || state.status === 'paused';
  if (!limit || state.deadlinePassed || !climbs) return [];
  const why = `the limit of ${humanDuration(limit.afterMs)} is over`;
  return [{ what: 'deadline', action: limit.action, why, atMs: state.limitsFromMs + limit.afterMs }];
};

import type { Judgement, Watch } from '../guards/judgement.ts';
import { judgeGate, judgeTrigger } from '../guards/verdict.ts';
import { hasControl, reachesAnybody } from '../plan/exposure.ts';
import type { MetricGate } from '../plan/guard.ts';
import type { Phase } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import type { Monitor, Trigger } from '../plan/watch.ts';
import { toIso } from '../values/duration.ts';
import { needsControl } from '../values/metric.ts';
import type { ChecklistItem } from '../values/people.ts';
import { phaseNow } from './desired.ts';
import { isSequential } from './evidence.ts';
import type { Tick } from './input.ts';
import { judgeSequential } from './sequential.ts';
import type { State } from './state.ts';
import { type Asking, trialWindows } from './trial-windows.ts';
import { windowsDue, windowSince } from './windows.ts';

/** What the metric source is to be asked; its answer goes into the tick under the key. */
export type Question = {
  readonly key: string;
  readonly monitor: Monitor;
  /** ISO 8601. */
  readonly window: string;
  /** When the window ends; where absent: now. */
  readonly toMs?: number;
  readonly needsControl: boolean;
};

export type ToLook = {
  readonly flags: readonly string[];
  readonly questions: readonly Question[];
  readonly checks: readonly ChecklistItem[];
};

/** All that the next tick should know. A loop that looks at less gets less: what is not heard is no pass. */
export const toLook = (plan: Plan, state: State, nowMs: number): ToLook => {
  const phase = plan.phases[phaseNow(plan, state)];
  const triggers = actingTriggers(plan, state).flatMap((trigger) =>
    isSequential(trigger)
      ? windowQuestions(plan, state, trigger, nowMs)
      : [questionOf(plan, trigger.id, trigger.monitor, trigger)],
  );
  const gates = (phase?.gates ?? []).map((gate, at) =>
    gate.is === 'metric' && gate.rule.is !== 'regression' && phase
      ? questionOf(plan, gateKey(phase, at), gate.metric, gate)
      : undefined,
  );
  const trial = trialWindows(plan, state, nowMs).flatMap((window) => window.map(trialQuestion));
  const items = phase
    ? phase.gates.flatMap((gate) => (gate.is === 'confirmed' ? [gate.item] : []))
    : plan.checklists.before;
  return {
    flags: plan.flags.map(({ key }) => key),
    questions: [...triggers, ...gates, ...trial].flatMap((question) => question ?? []),
    checks: items.filter(({ confirm }) => confirm === 'check'),
  };
};

/** The triggers that can tell something where the rollout is: somebody has the change, and who has not is there to compare. */
export const actingTriggers = (plan: Plan, state: State): readonly Trigger[] => {
  const phase = plan.phases[phaseNow(plan, state)];
  if (!phase || !reachesAnybody(phase.audience)) return [];
  const control = hasControl(phase.audience);
  return plan.triggers.filter(({ monitor, rule }) => phase.watch.includes(monitor) && (control || !needsControl(rule)));
};

export const gateKey = ({ id }: Phase, at: number): string => `gate:${id}:${at}`;

/** What every acting trigger says now, by its id. */
export type Judged = ReadonlyMap<string, Judgement>;

export const judgeTriggers = (plan: Plan, state: State, tick: Tick): Judged => {
  const acting = actingTriggers(plan, state);
  const sequential = judgeSequential(plan, state, tick, acting);
  return new Map(
    acting.map((trigger) => {
      const found = sequential.get(trigger.id);
      if (found) return [trigger.id, found];
      const measurement = tick.measurements[trigger.id];
      const watch = watchOf(plan, trigger.monitor, trigger);
      return [trigger.id, settled(judgeTrigger(watch, measurement, tick.atMs), measurement, state)];
    }),
  );
};

export const judgeMetricGate = (plan: Plan, state: State, tick: Tick, [gate, key]: [MetricGate, string]): Judgement => {
  const measurement = tick.measurements[key];
  return settled(judgeGate(watchOf(plan, gate.metric, gate), measurement, tick.atMs), measurement, state);
};

type Measurement = Tick['measurements'][string];

/** Good news from before this phase is no news about it. Bad news counts at once. */
const settled = (judgement: Judgement, measurement: Measurement | undefined, { confirmedAtMs }: State): Judgement => {
  if (judgement.verdict !== 'pass' || measurement?.is !== 'measured') return judgement;
  if (confirmedAtMs !== undefined && measurement.fromMs >= confirmedAtMs) return judgement;
  return { verdict: 'inconclusive', why: `${judgement.why}, but the window is not yet all of this phase` };
};

type Asked = Pick<Watch, 'rule' | 'window' | 'minSamples'>;

const watchOf = ({ monitors }: Plan, id: string, { rule, window, minSamples }: Asked): Watch => {
  const { kind, unit, good, baseline } = monitors.find((monitor) => monitor.id === id) ?? UNKNOWN;
  return { rule, window, minSamples, kind, unit, good, baseline };
};

const UNKNOWN = { kind: 'gauge', unit: '', good: 'down', baseline: undefined } as const;

const questionOf = ({ monitors }: Plan, key: string, id: string, { rule, window }: Asked): Question | undefined => {
  const monitor = monitors.find((one) => one.id === id);
  return monitor && { key, monitor, window, needsControl: needsControl(rule) };
};

const trialQuestion = ({ key, monitor, fromMs, toMs: endMs }: Asking): Question => ({
  key,
  monitor,
  window: toIso(endMs - fromMs),
  toMs: endMs,
  needsControl: true,
});

const windowQuestions = (plan: Plan, state: State, trigger: Trigger, nowMs: number): (Question | undefined)[] => {
  const since = windowSince(state, trigger, nowMs);
  return [...windowsDue(state, trigger, nowMs), ...(since ? [since] : [])].map(({ key, fromMs, toMs }) => {
    const question = questionOf(plan, key, trigger.monitor, { ...trigger, window: toIso(toMs - fromMs) });
    return question && { ...question, toMs };
  });
};

import type { Arm, Measurement } from '../../src/core/guards/measurement.ts';
import { widened } from '../../src/core/plan/assemble/widen.ts';
import type { Phase } from '../../src/core/plan/phase.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { decide } from '../../src/core/rollout/decide.ts';
import { toWrite } from '../../src/core/rollout/desired.ts';
import type { FlagState } from '../../src/core/flags/flag-state.ts';
import { fold } from '../../src/core/rollout/evolve.ts';
import type { Input, Tick } from '../../src/core/rollout/input.ts';
import { type Question, toLook } from '../../src/core/rollout/look.ts';
import { initialState, type State } from '../../src/core/rollout/state.ts';
import { MINUTE, toIso, toMs } from '../../src/core/values/duration.ts';
import { aPlan } from '../../test/helpers/samples.ts';
import { type ArmMinute, histogramOf, type Minute, type Stream } from './streams.ts';

export const RAMP = [1, 5, 10, 25, 50, 100];
export const PHASE_MINUTES = 60;

/** The built-in triggers on the common ramp: limits, warnings and guards, as a plan has them. */
export const benchPlan = (perMinute: number): Plan => planOn(RAMP, perMinute);

/** The same, where a phase ends as soon as the evidence lets it, with the holdback that the built-in policy asks for. */
export const paceBenchPlan = (perMinute: number): Plan => {
  const { budget, least, holdback } = DEFAULT_POLICY.pace;
  const plan = planOn([...RAMP.slice(0, -1), 100 - holdback, 100], perMinute);
  return { ...plan, pace: { kind: 'evidence', budget, least: toIso(toMs(least)) } };
};

/** Windows are as long as the traffic makes them, as in a plan that is told of it. */
const planOn = (ramp: readonly number[], perMinute: number): Plan => {
  const plan = bareOn(ramp);
  return { ...plan, triggers: widened({ ...plan, traffic: { perDay: perMinute * 1440 } }) };
};

const bareOn = (ramp: readonly number[]): Plan => {
  const plan = aPlan('high');
  const watch = ['error-rate', 'latency-p99'];
  return {
    ...plan,
    phases: ramp.map((percent, at): Phase => ({
      id: `to-${percent}`,
      name: `${percent} %`,
      audience: { percent, rings: [], allow: [], place: { is: 'everywhere' }, who: `${percent} %` },
      ...(at === ramp.length - 1 ? {} : { soak: `PT${PHASE_MINUTES}M`, deadline: { after: 'PT8H', action: 'pause' } }),
      watch,
      gates: at === ramp.length - 1 ? [] : [{ is: 'triggers-quiet' }],
      rollbackWithin: 'PT5M',
    })),
    monitors: plan.monitors.filter(({ id }) => watch.includes(id)),
    triggers: Object.entries(DEFAULT_POLICY.triggers['default'] ?? {}).flatMap(([id, { metric, ...rest }]) =>
      watch.includes(metric)
        ? [
            {
              id,
              monitor: metric,
              ...rest,
              window: toIso(toMs(rest.window)),
              noData: { ...rest.noData, after: 'PT15M' },
            },
          ]
        : [],
    ),
    approvals: [],
    dependencies: [],
    checklists: { before: [], during: [], after: [] },
    successCriteria: [],
  };
};

export type Run = {
  readonly end: 'completed' | 'rolled-back' | 'stuck';
  readonly minutes: number;
  readonly harm: number;
  /** Why it went back, where the judge says so. */
  readonly why?: string | undefined;
};

const ANNA = { name: 'anna', roles: [] };
const MOST_MINUTES = 900;

/** A whole rollout through the decider, a turn a minute; what it measures comes from the stream. */
export const ours = (plan: Plan, stream: Stream, distinct: boolean): Run => {
  let state = initialState(plan, 'bench');
  let flags: readonly FlagState[] = [];
  const seen: Minute[] = [];
  let harm = 0;
  const take = (input: Input): void => {
    const decided = decide(plan, state, input);
    const next = decided.ok ? fold(state, decided.value) : decided;
    if (!next.ok) throw new Error(JSON.stringify(next.problems));
    state = next.value;
  };
  take({ is: 'start', by: ANNA, reason: 'bench', authors: [], atMs: 0 });
  for (let minute = 0; minute <= MOST_MINUTES; minute += 1) {
    for (let turn = 0; turn < 2; turn += 1) {
      take(tickOf(plan, state, flags, { minute, seen, distinct }));
      for (const flag of toWrite(plan, state, flags))
        flags = [...flags.filter(({ key }) => key !== flag.key), { ...flag }];
    }
    if (state.status === 'rolled-back' || state.status === 'rolling-back')
      return { end: 'rolled-back', minutes: minute, harm, why: state.rollback?.why };
    if (state.status === 'completed') return { end: 'completed', minutes: minute, harm };
    const now = stream(minute, (flags[0]?.enabled ? (flags[0]?.percent ?? 0) : 0) / 100);
    seen.push(now);
    harm += now.harm;
  }
  return { end: 'stuck', minutes: MOST_MINUTES, harm };
};

type Told = { readonly minute: number; readonly seen: readonly Minute[]; readonly distinct: boolean };

const tickOf = (plan: Plan, state: State, flags: readonly FlagState[], told: Told): Tick => {
  const atMs = told.minute * MINUTE;
  return {
    is: 'tick',
    atMs,
    backend: { is: 'read', flags: [...flags] },
    measurements: Object.fromEntries(
      toLook(plan, state, atMs).questions.map((question) => [question.key, answer(question, told)]),
    ),
    checks: {},
    window: { open: true, why: 'open' },
    dependencies: { met: true, why: 'there' },
  };
};

const answer = ({ monitor, window, toMs: endMs }: Question, { minute, seen, distinct }: Told): Measurement => {
  const end = endMs === undefined ? minute : Math.round(endMs / MINUTE);
  const from = Math.max(0, end - Math.round(toMs(window) / MINUTE));
  const minutes = seen.slice(from, end);
  const [treatment, control] = [minutes.map((one) => one.treated), minutes.map((one) => one.control)];
  if (treatment.length === 0) return { is: 'no-data', why: 'nothing yet' };
  const arm = monitor.kind === 'ratio' ? errorsOf(distinct) : latencyOf;
  const groups = treatment[0]?.groups.map((_, at) => ({
    name: `group-${at}`,
    treatment: groupOf(treatment, at, distinct),
    control: groupOf(control, at, distinct),
  }));
  return {
    is: 'measured',
    fromMs: end * MINUTE - toMs(window),
    toMs: end * MINUTE,
    atMs: end * MINUTE,
    treatment: arm(treatment),
    control: arm(control),
    ...(monitor.kind === 'ratio' && groups ? { segments: groups } : {}),
  };
};

const errorsOf =
  (distinct: boolean) =>
  (minutes: readonly ArmMinute[]): Arm =>
    counted(
      total(minutes, (one) => one.requests),
      total(minutes, (one) => one.bad),
      distinct,
    );

const counted = (samples: number, bad: number, distinct: boolean): Arm => ({
  samples,
  count: samples,
  bad,
  ...(distinct ? { usersBad: bad } : {}),
});

const groupOf = (minutes: readonly ArmMinute[], at: number, distinct: boolean): Arm =>
  counted(
    total(minutes, (one) => one.groups[at]?.of ?? 0),
    total(minutes, (one) => one.groups[at]?.bad ?? 0),
    distinct,
  );

const latencyOf = (minutes: readonly ArmMinute[]): Arm => {
  const counts = (minutes[0]?.latency ?? []).map((_, at) => total(minutes, (one) => one.latency[at] ?? 0));
  const samples = total(minutes, (one) => one.requests);
  const histogram = histogramOf(counts);
  return { samples, histogram, value: quantile(histogram.bounds, counts, samples * 0.99) };
};

const quantile = (bounds: readonly number[], counts: readonly number[], below: number): number => {
  let left = below;
  for (const [at, bound] of bounds.entries()) {
    const count = counts[at] ?? 0;
    const from = bounds[at - 1] ?? 0;
    if (left <= count && count > 0) return from + (bound - from) * (left / count);
    left -= count;
  }
  return bounds.at(-1) ?? 0;
};

const total = (minutes: readonly ArmMinute[], of: (one: ArmMinute) => number): number =>
  minutes.reduce((sum, one) => sum + of(one), 0);

import { type Evidence, harmFor, noEvidence, withWindow } from '../guards/evidence.ts';
import type { Judgement } from '../guards/judgement.ts';
import type { Measurement } from '../guards/measurement.ts';
import { LIMIT_BROKEN } from '../guards/limit-test.ts';
import { ESTABLISHED, type Guarded, judgeGuards, judgeLimit } from '../guards/regression.ts';
import { slackOf, staleness } from '../guards/verdict.ts';
import { hasControl, shareOfEveryone } from '../plan/exposure.ts';
import type { Phase } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import type { Trigger } from '../plan/watch.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import { ACTIONS } from '../values/metric.ts';
import { phaseNow } from './desired.ts';
import { isSequential } from './evidence.ts';
import type { Tick } from './input.ts';
import { soakedMs, type State } from './state.ts';
import { countedOf, windowAt, windowSince } from './windows.ts';

/** What every sequential trigger says now, by its id. The tick is a cleaned one: its numbers are numbers. */
export const judgeSequential = (
  plan: Plan,
  state: State,
  tick: Tick,
  acting: readonly Trigger[],
): ReadonlyMap<string, Judgement> => {
  const sequential = plan.triggers.filter(isSequential);
  const looks = new Map(sequential.map((trigger) => [trigger.id, lookAt(plan, state, tick, trigger)]));
  const phase = plan.phases[phaseNow(plan, state)];
  const around = { share: phase && shareAssigned(phase), patient: isPatient(phase, state, tick) };
  const guards = new Map(
    ACTIONS.flatMap((action) => {
      const same = sequential.filter((one) => one.rule.is === 'regression' && one.action === action);
      const guarded = same.map((one) => ({ ...guardedOf(plan, one, looks), acts: acting.includes(one) }));
      return guarded.length > 0 ? [...judgeGuards(guarded, around)] : [];
    }),
  );
  return new Map(
    acting.filter(isSequential).map((trigger): [string, Judgement] => {
      if (state.rollback || state.confirmedAtMs === undefined) return [trigger.id, NOT_YET];
      const guard = guards.get(trigger.id);
      const limit = () => judgeLimit(guardedOf(plan, trigger, looks), looks.get(trigger.id)?.latest);
      const found = guard ?? orAlone(limit(), plan, state, tick);
      return [trigger.id, found];
    }),
  );
};

/** So soon after a last step that was a large one, harm is taken for its doing although nobody is left to compare with. */
const SOON_MS = 15 * MINUTE;
const LARGE_BELOW = 90;

const orAlone = (found: Judgement, { phases }: Plan, { phase, confirmedAtMs }: State, { atMs }: Tick): Judgement => {
  const [now, before] = [phases[phase], phases[phase - 1]];
  if (found.verdict !== 'fail' || !now || hasControl(now.audience)) return found;
  const wasLarge = !before || shareOfEveryone(before.audience) < LARGE_BELOW;
  if (wasLarge && atMs - (confirmedAtMs ?? atMs) <= SOON_MS) return found;
  return { ...found, why: `${found.why}; nobody is without the change to compare with`, alone: true };
};

const NOT_YET: Judgement = { verdict: 'inconclusive', why: 'it is looked at from when the flags were read back' };

type Seen = {
  readonly evidence: Evidence | undefined;
  readonly doubt: Judgement | undefined;
  readonly latest: Evidence['seen'] | undefined;
};

const lookAt = (plan: Plan, state: State, tick: Tick, trigger: Trigger): Seen => {
  const evidence = state.evidence[trigger.id];
  const since = windowSince(state, trigger, tick.atMs);
  if (!evidence || !since) return { evidence, doubt: evidence ? undefined : UNTESTED, latest: undefined };
  const heard = tick.measurements[trigger.id];
  const doubt = doubtOf(state, trigger, heard, tick.atMs);
  if (doubt) return { evidence, doubt, latest: undefined };
  const counted = countedOf(plan, trigger, heard);
  if ('fault' in counted) return { evidence, doubt: { verdict: 'error', why: counted.fault }, latest: undefined };
  // A part of a window gives no value of its own: only whole ones are compared.
  const { values: _, ...rest } = counted;
  return { evidence: withWindow(evidence, rest), doubt: undefined, latest: counted.counts };
};

/** All that a guard has seen, with what has come since the last whole window. */
export const evidenceNow = (plan: Plan, state: State, tick: Tick, trigger: Trigger): Evidence | undefined =>
  lookAt(plan, state, tick, trigger).evidence;

const UNTESTED: Judgement = { verdict: 'error', why: 'the plan has no such monitor' };

/** What is asked for begins where the counted windows end: an answer that begins earlier would count something twice. */
const doubtOf = (
  state: State,
  trigger: Trigger,
  measurement: Measurement | undefined,
  nowMs: number,
): Judgement | undefined => {
  if (!measurement) return { verdict: 'no-data', why: 'nobody was asked, or nobody answered' };
  if (measurement.is !== 'measured') return { verdict: measurement.is, why: measurement.why };
  const next = state.evidence[trigger.id]?.next ?? 0;
  const { fromMs } = windowAt(state, next, trigger);
  if (measurement.fromMs + 1000 < fromMs || Math.abs(measurement.toMs - nowMs) > slackOf(measurement))
    return { verdict: 'error', why: 'the answer is about another window than was asked' };
  return staleness(measurement, toMs(trigger.window), nowMs);
};

const guardedOf = (
  { monitors }: Plan,
  { id, monitor, weight = 1, minSamples }: Trigger,
  looks: ReadonlyMap<string, Seen>,
): Guarded => {
  const { evidence, doubt } = looks.get(id) ?? {};
  const unit = monitors.find((one) => one.id === monitor)?.unit ?? '';
  return { id, weight, minSamples, unit, evidence: evidence ?? NO_EVIDENCE, doubt, acts: true };
};

const NO_EVIDENCE = noEvidence({ kind: 'gauge', good: 'down', tolerated: 1, limit: undefined, phases: 1 });

/** Only where everybody is assigned by chance is there a share to hold arrivals against. */
const shareAssigned = ({ audience: { percent, rings, allow, place } }: Phase): number | undefined =>
  rings.length === 0 && allow.length === 0 && place.is === 'everywhere' ? percent / 100 : undefined;

const isPatient = (phase: Phase | undefined, state: State, { atMs }: Tick): boolean =>
  soakedMs(state, atMs) < 2 * toMs(phase?.soak ?? '');

export type Odds = { readonly trigger: string; readonly odds: number; readonly fires: number };

/** How strong the evidence of each test that acts now is, and at how much it fires: for whoever draws it. */
export const oddsNow = (plan: Plan, state: State, tick: Tick, acting: readonly Trigger[]): readonly Odds[] =>
  acting.filter(isSequential).flatMap((trigger) => {
    const { evidence } = lookAt(plan, state, tick, trigger);
    if (!evidence) return [];
    const isLimit = evidence.setting.limit !== undefined;
    const odds = isLimit ? Math.exp(Math.max(0, ...evidence.limit)) : harmFor(evidence);
    return [{ trigger: trigger.id, odds, fires: isLimit ? Math.exp(LIMIT_BROKEN) : ESTABLISHED }];
  });

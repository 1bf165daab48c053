import { type Left, leftBy } from '../guards/ruled-out.ts';
import { shareOfEveryone } from '../plan/exposure.ts';
import type { Phase } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import { countInWords, monitorOf, numberInWords, percentInWords } from '../plan/report/words.ts';
import type { Trigger } from '../plan/watch.ts';
import { humanDuration, MINUTE, toMs } from '../values/duration.ts';
import type { Tick } from './input.ts';
import { actingTriggers, type Judged } from './look.ts';
import { evidenceNow } from './sequential.ts';
import { soakedMs, type State } from './state.ts';

type Seen = {
  readonly plan: Plan;
  readonly state: State;
  readonly tick: Tick;
  readonly judged: Judged;
  readonly nowMs: number;
};

/** Whether a soak may end before its time, and why; or what it would take. */
type Paced = { readonly mayGo: boolean; readonly why: string };

/** Harm is seen about that soon after a step, where there is much of it. */
const SEEN_AFTER_MS = 3 * MINUTE;
/** Where the arms are told apart fastest. Nobody goes beyond it with more than slight harm left, and so it lasts longest. */
const HALF = 50;

/**
 * What the evidence has to say of the rest of a soak; undefined where the plan, or this phase, goes by the clock. It
 * shortens a soak and nothing else: windows, freezes, agreements and gates are asked for as ever, and whatever is not
 * quiet leaves the soak as long as it is.
 */
export const paceOf = (seen: Seen): Paced | undefined => {
  const { plan, state, nowMs } = seen;
  const [phase, next] = plan.phases.slice(state.phase, state.phase + 2);
  const guards = actingTriggers(plan, state).filter(({ rule }) => rule.is === 'regression');
  if (!plan.pace || plan.experiment || state.phase < 0 || guards.length === 0) return undefined;
  if (!phase || !next || !isShare(phase) || !isShare(next)) return undefined;
  const leastMs = toMs(plan.pace.least);
  if (soakedMs(state, nowMs) < leastMs) return { mayGo: false, why: `at least ${humanDuration(leastMs)} are waited` };
  const loud = actingTriggers(plan, state).find(({ id }) => seen.judged.get(id)?.verdict !== 'pass');
  if (loud) return { mayGo: false, why: `${loud.id} is not quiet` };
  // What remains adds few, and with few left to compare with nothing more would be ruled out for long.
  if (shareOfEveryone(phase.audience) > HALF) return { mayGo: true, why: 'most have it, and everything is quiet' };
  return ruledOut(seen, guards, next);
};

/** Of rings and named users nobody knows how many come by. */
const isShare = ({ audience }: Phase): boolean => audience.percent > 0;

const ruledOut = (seen: Seen, guards: readonly Trigger[], { audience }: Phase): Paced => {
  const percent = shareOfEveryone(audience);
  const found = guards.map((guard) => costOf(seen, guard, percent / 100));
  const blind = found.find(({ left }) => left === undefined);
  if (blind) return { mayGo: false, why: `nothing is ruled out of ${blind.name}` };
  const most = found.reduce((a, b) => (b.cost > a.cost ? b : a));
  const cost = `what is left of ${most.name} would cost some ${countInWords(Math.ceil(most.cost), 'bad request')} at ${percentInWords(percent)}`;
  const budget = seen.plan.pace?.budget ?? 0;
  if (most.cost > budget) return { mayGo: false, why: `${cost}, and ${numberInWords(budget)} may be` };
  const rough = percent > HALF ? found.find(({ left }) => left?.slight !== true) : undefined;
  if (rough) return { mayGo: false, why: `half as much again of ${rough.name} is not ruled out` };
  const ruled = found.map(({ name, left }) => `${name} × ${numberInWords(round(left?.times ?? 1))}`).join(', ');
  return { mayGo: true, why: `${ruled} and more are ruled out: ${cost}` };
};

const round = (times: number): number => Math.round(times * 100) / 100;

type Cost = { readonly name: string; readonly left: Left | undefined; readonly cost: number };

/** What an effect that is not ruled out would spoil at that share, until it is seen. */
const costOf = ({ plan, state, tick, nowMs }: Seen, guard: Trigger, share: number): Cost => {
  const { name } = monitorOf(guard.monitor, plan.monitors);
  const evidence = evidenceNow(plan, state, tick, guard);
  const left = evidence && leftBy(evidence);
  const sinceMs = nowMs - (state.confirmedAtMs ?? nowMs);
  if (!evidence || !left || sinceMs <= 0) return { name, left: undefined, cost: Infinity };
  const requests = ((evidence.samples + evidence.others) * SEEN_AFTER_MS) / sinceMs;
  return { name, left, cost: requests * share * left.spoiled };
};

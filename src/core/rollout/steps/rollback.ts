import { plainLine } from '../../values/quote.ts';
import { reachesMore, sameFlag } from '../../flags/compare.ts';
import { humanDuration, toMs } from '../../values/duration.ts';
import { bottom, desired, phaseNow } from '../desired.ts';
import type { EventOf } from '../events.ts';
import type { RollingBack, State } from '../state.ts';
import { record, type Step, type Turn } from '../turn.ts';
import type { RollbackTo } from '../words.ts';
import { clockIsBackMs } from './holds.ts';

type Wish = { readonly to: RollbackTo | undefined; readonly gradually: boolean };
type Decided = Omit<EventOf<'rollback-decided'>, 'schemaVersion' | 'atMs'>;

/**
 * The rollback that takes something from somebody, or undefined where there is nothing to take: no flag holds the
 * change, or it is already as low. Without a wish it goes where the plan says.
 */
export const rollbackOf = (turn: Turn, { to: wished, gradually }: Wish): Decided | undefined => {
  const { plan, state } = turn;
  if (plan.flags.length === 0) return undefined;
  const to = wished ?? planned(plan.rollback.target.percent);
  const lowest = bottom(plan, state.phase, to);
  const step = gradually ? Math.max(lowest, phaseNow(plan, state) - 1) : lowest;
  const withinMs = toMs(plan.rollback.deadline);
  // Each step down gets its part of the deadline, and so does the last look.
  const stepMs = step > lowest ? Math.floor(withinMs / (step - lowest + 1)) : 0;
  const phaseMs = toMs(plan.phases[state.phase]?.rollbackWithin ?? plan.rollback.deadline);
  const rollback: Decided = {
    type: 'rollback-decided',
    to,
    step: Math.max(-1, step),
    stepMs,
    withinMs: stepMs > 0 ? withinMs : Math.min(withinMs, phaseMs),
    ...afterOf(state, Math.min(withinMs, phaseMs), turn.nowMs),
    why: '',
  };
  return lowers(turn, rollback) ? rollback : undefined;
};

/**
 * Who goes off first, and how long that may take: half of the time for the whole, so that the other half is left for
 * going down itself. Something harmful must not stay on because of what rests on it. A second rollback waits no longer.
 */
const afterOf = ({ rollback, dependants }: State, wholeMs: number, nowMs: number): Pick<Decided, 'after'> => {
  if (rollback)
    return rollback.after
      ? {
          after: {
            dependants: [...rollback.after.dependants],
            withinMs: Math.max(0, Math.min(rollback.after.untilMs - nowMs, Math.floor(wholeMs / 2))),
          },
        }
      : {};
  return dependants.length > 0 ? { after: { dependants: [...dependants], withinMs: Math.floor(wholeMs / 2) } } : {};
};

const planned = (percent: number): RollbackTo => (percent > 0 ? { is: 'percent', percent } : { is: 'off' });

/** A second rollback goes further down or faster, or takes back what somebody else gave; it gives nothing back itself. */
const lowers = ({ plan, state }: Turn, { to, step, stepMs, withinMs, why }: Decided): boolean => {
  const before = state.rollback && { ...state.rollback, after: undefined };
  const now = desired(plan, { ...state, rollback: before });
  const rest = { firstStep: step, decidedAtMs: 0, overdue: false, after: undefined };
  const rollback: RollingBack = { to, step, stepMs, withinMs, why, ...rest };
  const then = desired(plan, { ...state, status: 'rolling-back', rollback });
  const raises = then.some((flag, at) => reachesMore(flag, now[at] ?? flag));
  const same = then.every((flag, at) => sameFlag(flag, now[at] ?? flag));
  return !raises && !(same && state.rollback && !state.drift);
};

/** Goes down step by step where that was asked for, says so when it is there, and says when it takes too long. */
export const followRollback: Step = (before) => {
  const turn = awaitDependants(before);
  const { plan, state, nowMs } = turn;
  const { rollback, status, phase } = state;
  if (status !== 'rolling-back' || !rollback || rollback.after) return turn;
  const lowest = bottom(plan, phase, rollback.to);
  // A clock that cannot tell when the next step is due must not keep anybody up.
  const due = clockIsBackMs(turn) > 0 ? lowest : Math.max(lowest, stepDue(rollback, nowMs));
  const steps = due < rollback.step && rollback.stepMs > 0;
  const stepped = steps ? record(turn, { type: 'rollback-stepped', step: due }) : turn;
  const isThere = stepped.state.confirmedAtMs !== undefined && due <= lowest;
  return isThere ? record(stepped, { type: 'rolled-back' }) : overdue(stepped, rollback);
};

/** What rests on it goes off before it. Whoever cannot be taken down, or not in time, is named and waited for no longer. */
const awaitDependants: Step = (turn) => {
  const { state, tick, nowMs } = turn;
  const { after } = state.rollback ?? {};
  if (state.status !== 'rolling-back' || !after) return turn;
  const { up, lost } = tick.dependants ?? { up: after.dependants, lost: [] };
  const isLate = nowMs >= after.untilMs || clockIsBackMs(turn) > 0;
  if (up.length > 0 && !isLate) return turn;
  const late = [...up, ...lost];
  const why = late.length === 0 ? 'what rests on it is off' : `it does not wait for: ${late.join(', ')}`;
  return record(turn, { type: 'dependants-awaited', late, why: plainLine(why) });
};

/** By the clock and not by what was read back: going further down needs no news from the step before. */
const stepDue = ({ firstStep, stepMs, decidedAtMs }: RollingBack, nowMs: number): number =>
  stepMs > 0 ? firstStep - Math.floor((nowMs - decidedAtMs) / stepMs) : firstStep;

/** There is no giving up on the way back: it is tried at every turn, and late is said once. */
const overdue = (turn: Turn, { decidedAtMs, withinMs, overdue: told }: RollingBack): Turn => {
  const lateMs = turn.nowMs - decidedAtMs - withinMs;
  if (told || lateMs < 0) return turn;
  const { backend, writeFailure } = turn.tick;
  const said =
    backend.is === 'unreachable' ? backend.why : (writeFailure ?? 'the flags still reach more than they should');
  const why = plainLine(`was to take ${humanDuration(withinMs)}: ${said}`);
  return record(turn, { type: 'rollback-overdue', why });
};

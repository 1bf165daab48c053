import { humanDuration, toMs } from '../../values/duration.ts';
import { isClimbing, record, type Step, type Turn } from '../turn.ts';
import type { Fired } from '../state.ts';
import { withHold } from './holds.ts';
import { rollbackOf } from './rollback.ts';

/** Asked after everything else: whoever slept through a deadline and finds all gates open has not missed anything. */
export const noteDeadline: Step = (turn) => {
  const { state, nowMs } = turn;
  const limit = limitOf(turn);
  if (!isClimbing(turn) || !limit || state.deadlinePassed) return turn;
  const lateMs = nowMs - state.limitsFromMs - limit.afterMs;
  if (lateMs < 0) return turn;
  const what = state.phase < 0 ? 'the first phase was to begin' : 'this phase was to end';
  const why = `${what} within ${humanDuration(limit.afterMs)}`;
  const passed = record(turn, { type: 'deadline-passed', phase: state.phase, action: limit.action, why });
  return act(passed, limit.action, why);
};

/** How long the present phase may take, gates and waiting included, and what happens then. */
export const limitOf = ({
  plan,
  state,
}: Pick<Turn, 'plan' | 'state'>): { afterMs: number; action: Fired['action'] } | undefined => {
  if (state.phase < 0) return { afterMs: state.options.startWithinMs, action: 'pause' };
  const deadline = plan.phases[state.phase]?.deadline;
  return deadline && { afterMs: toMs(deadline.after), action: deadline.action };
};

const act = (turn: Turn, action: Fired['action'], why: string): Turn => {
  const { status } = turn.state;
  if (action === 'rollback') {
    const rollback = rollbackOf(turn, { to: undefined, gradually: false });
    return rollback ? record(turn, { ...rollback, why }) : act(turn, 'pause', why);
  }
  if (status === 'paused' || action === 'notify') return turn;
  return action === 'hold'
    ? withHold(turn, { cause: 'deadline', why })
    : record(turn, { type: 'paused', cause: 'deadline', why });
};

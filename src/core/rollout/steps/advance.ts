import { plainLine } from '../../values/quote.ts';
import { planDigest } from '../../plan/plan.ts';
import { checksToGoOn } from '../checks.ts';
import { judgedIn, record, type Step, type Turn } from '../turn.ts';
import { withHold } from './holds.ts';

/** One phase up, or done: when all that has to be so is so. Never more than one phase a turn, however late it is. */
export const advance: Step = (turn) => {
  const { plan, state } = turn;
  if (state.status !== 'running') return turn;
  const checks = checksToGoOn({ ...turn, judged: judgedIn(turn) });
  if (checks.some(({ verdict }) => verdict !== 'pass')) return turn;
  const why = checks.map((check) => plainLine(check.why));
  const next = plan.phases[state.phase + 1];
  if (!next) return record(turn, { type: 'completed', why });
  // The digest costs a millisecond and is asked for at the one moment when another plan could do harm.
  if (planDigest(plan) !== state.planDigest) return anotherPlan(turn);
  return record(turn, { type: 'phase-entered', phase: state.phase + 1, id: next.id, why });
};

const anotherPlan = (turn: Turn): Turn =>
  withHold(turn, { cause: 'plan-changed', why: 'the plan is not the one that was started and approved' });

import type { Answer } from '../../guards/question.ts';
import type { Plan } from '../../plan/plan.ts';
import { monitorOf } from '../../plan/report/words.ts';
import { plainLine, quoted } from '../../values/quote.ts';
import { trialOf } from '../trial.ts';
import { trialAnswer } from '../trial-answer.ts';
import { heardOf, trialWindows } from '../trial-windows.ts';
import { isClimbing, record, type Step, type Turn } from '../turn.ts';
import { rollbackOf } from './rollback.ts';

/** Counts what is complete of the experiment, decides as soon as it can be decided, and does what the plan says of that. */
export const noteTrial: Step = (turn) => {
  if (!isClimbing(turn) || !turn.state.trial || !trialOf(turn.plan)) return turn;
  return acted(trialWindows(turn.plan, turn.state, turn.tick.atMs).reduce(counted, turn));
};

/** Each window is a look: what is decided does not depend on how many of them came in one turn. */
const counted = (turn: Turn, window: ReturnType<typeof trialWindows>[number]): Turn => {
  const [first] = window;
  if (!first || first.nth !== turn.state.trial?.next || isSettled(turn)) return turn;
  const heard = heardOf(turn.plan, turn.tick, window);
  if (!heard) return turn;
  const about = { window: first.nth };
  const noted =
    'why' in heard
      ? record(turn, { type: 'experiment-missed', ...about, why: plainLine(heard.why) })
      : record(turn, { type: 'experiment-counted', ...about, seen: heard.seen });
  const found = trialAnswer(noted.plan, noted.state);
  return found ? decided(noted, found.answer, found.atEnd) : noted;
};

const isSettled = ({ state: { trial } }: Turn): boolean =>
  trial?.decided?.is === 'success' || trial?.decided?.is === 'harm';

const decided = (turn: Turn, answer: Answer, atEnd: boolean): Turn =>
  record(turn, {
    type: 'experiment-decided',
    is: answer.is,
    ...('variant' in answer ? { variant: answer.variant } : {}),
    ...('metric' in answer && answer.metric !== undefined ? { metric: answer.metric } : {}),
    atEnd,
    why: plainLine(inWords(turn.plan, answer)),
  });

const inWords = ({ experiment, monitors }: Plan, answer: Answer): string => {
  const primary = monitorOf(experiment?.primaryMetric ?? '', monitors).name.toLowerCase();
  switch (answer.is) {
    case 'success':
      return `${quoted(answer.variant)} is better than control: ${primary}`;
    case 'harm': {
      const what = answer.metric === undefined ? primary : monitorOf(answer.metric, monitors).name.toLowerCase();
      return `${quoted(answer.variant)} is worse than control: ${what}`;
    }
    case 'futility':
      return `an effect of ${experiment?.minimumDetectableEffect} % on ${primary} is ruled out`;
    case 'undecided':
      return answer.unequal === undefined
        ? `its time is over, and ${primary} tells no arm from control`
        : `its time is over, and users do not come to ${quoted(answer.unequal)} in the share that was assigned`;
  }
};

const acted = (turn: Turn): Turn => {
  const { plan, state } = turn;
  const { decided: found, answered } = state.trial ?? {};
  if (!found || state.phase !== trialOf(plan)?.phase || state.rollback) return turn;
  const why = plainLine(`experiment: ${found.why}`);
  const ends =
    found.is === 'harm'
      ? 'rollback'
      : found.is === 'success' || answered
        ? 'go-on'
        : plan.experiment?.decision?.undecided;
  if (ends === 'rollback') {
    const rollback = rollbackOf(turn, { to: undefined, gradually: false });
    return rollback ? record(turn, { ...rollback, why }) : turn;
  }
  const mayPause = state.status === 'running' || state.status === 'held';
  return ends === 'pause' && mayPause ? record(turn, { type: 'paused', cause: 'experiment', why }) : turn;
};

import { numberInWords, percentInWords } from '../plan/report/words.ts';
import type { Plan } from '../plan/plan.ts';
import type { State } from './state.ts';
import { trialOf } from './trial.ts';
import { daysOf, observedOf } from './trial-answer.ts';

/** Whether the experiment lets the next phase come, and why; undefined where this phase compares nothing. */
export const trialCheck = (plan: Plan, state: State): { readonly mayGo: boolean; readonly why: string } | undefined => {
  const found = trialOf(plan);
  const { trial, phase } = state;
  if (!found || !trial || found.phase !== phase) return undefined;
  const { experiment } = found;
  const { decided, answered } = trial;
  if (!decided) {
    const days = numberInWords(Math.round(daysOf(experiment, trial) * 10) / 10);
    const part = Math.min(100, Math.floor((100 * observedOf(experiment, trial)) / experiment.sampleSize));
    const why = `the experiment is not decided: ${days} of ${experiment.durationDays} d, ${percentInWords(part)} of the planned sample`;
    return { mayGo: false, why };
  }
  if (answered) return { mayGo: true, why: `a person lets it go on although ${decided.why}` };
  const mayGo = decided.is === 'success' || (decided.is !== 'harm' && experiment.decision.undecided === 'go-on');
  return { mayGo, why: `the experiment is decided: ${decided.why}` };
};

import { type Comparison, type Estimate, estimateOf, type Planned } from '../guards/compared.ts';
import { type Answer, answerOf, type ArmSeen, type Question } from '../guards/question.ts';
import { mismatch, UNEQUAL } from '../guards/sample-ratio.ts';
import type { Deciding } from '../plan/experiment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Monitor } from '../plan/watch.ts';
import { DAY, toMs } from '../values/duration.ts';
import type { State } from './state.ts';
import { seenOf, type Trial, trialOf } from './trial.ts';

/** What an experiment comes to with the windows so far. Nothing but what is in the log goes into it. */
export const trialAnswer = (plan: Plan, { trial }: State): Answered | undefined => {
  const found = trialOf(plan);
  if (!found || !trial) return undefined;
  const { experiment } = found;
  // What was given up as hopeless still runs until somebody answers, and harm is looked for as long as it does.
  const open = trial.decided === undefined;
  const question = questionOf(plan, experiment, trial);
  const [, ...arms] = experiment.variants;
  const asked = open ? question : { ...question, mayDecide: false, isEnd: false };
  const answer = answerOf(
    arms.map(({ name }) => armOf(plan, experiment, trial, name)),
    asked,
  );
  return answer && { answer, atEnd: asked.isEnd };
};

/** An answer, and whether it came of the look at the planned end. */
type Answered = { readonly answer: Answer; readonly atEnd: boolean };

const questionOf = (plan: Plan, experiment: Deciding, trial: Trial): Question => {
  const { decision, durationDays, sampleSize, alpha, baselinePercent, minimumDetectableEffect } = experiment;
  const days = daysOf(experiment, trial);
  const isRatio = plan.monitors.find(({ id }) => id === experiment.primaryMetric)?.kind === 'ratio';
  return {
    alpha,
    effect: isRatio ? (baselinePercent / 100) * (minimumDetectableEffect / 100) : undefined,
    effectShare: minimumDetectableEffect / 100,
    mayDecide: days >= decision.earliestDays,
    isEnd: days >= durationDays && (!isRatio || observedOf(experiment, trial) >= sampleSize),
  };
};

/** How long has been looked at, windows that were missed included: a window is a window whatever came of it. */
export const daysOf = ({ decision }: Deciding, { next }: Trial): number => (next * toMs(decision.window)) / DAY;

/** Observations of the primary metric in all arms together. */
export const observedOf = ({ variants, primaryMetric }: Deciding, trial: Trial): number => {
  const [, ...arms] = variants;
  const counts = arms.map(({ name }) => seenOf(trial, name, primaryMetric).counts);
  return counts.reduce((sum, { treated }) => sum + treated.of, counts[0]?.control.of ?? 0);
};

const armOf = (plan: Plan, experiment: Deciding, trial: Trial, variant: string): ArmSeen => {
  const estimated = (metric: string): Estimate | undefined => estimateIn(plan, experiment, trial, [variant, metric]);
  return {
    variant,
    primary: estimated(experiment.primaryMetric),
    guardrails: (experiment.guardrails ?? []).map(({ metric, tolerate }) => ({
      metric,
      tolerate,
      seen: estimated(metric),
    })),
    unequal: arrivalsOf(experiment, trial, variant).odds >= UNEQUAL,
  };
};

export const estimateIn = (
  plan: Plan,
  experiment: Deciding,
  trial: Trial,
  [variant, metric]: readonly [string, string],
): Estimate | undefined => {
  const monitor = plan.monitors.find(({ id }) => id === metric);
  return monitor && estimateOf(seenOf(trial, variant, metric), plannedFor(experiment, monitor, variant));
};

const plannedFor = (experiment: Deciding, { good }: Monitor, variant: string): Planned => {
  const { variants, sampleSize, durationDays, decision } = experiment;
  const users = (name: string | undefined): number =>
    (sampleSize * (variants.find((one) => one.name === name)?.percent ?? 0)) / 100;
  return {
    good,
    treated: users(variant),
    control: users(variants[0]?.name),
    windows: (durationDays * DAY) / Math.max(1, toMs(decision.window)),
  };
};

export type Arrivals = Comparison['newUsers'] & { readonly odds: number };

/** New users of an arm and of control against the shares of the two. Told by whichever metric tells most of them. */
export const arrivalsOf = ({ variants, metrics }: Deciding, trial: Trial, variant: string): Arrivals => {
  const all = metrics.map((metric) => seenOf(trial, variant, metric).newUsers);
  const most = all.reduce((a, b) => (b.treated + b.control > a.treated + a.control ? b : a), {
    treated: 0,
    control: 0,
  });
  const [mine = 0, others = 0] = [variant, variants[0]?.name].map(
    (name) => variants.find((one) => one.name === name)?.percent ?? 0,
  );
  return { ...most, odds: mine + others > 0 ? mismatch(most, mine / (mine + others)) : 1 };
};

import { problem, type Problem } from '../../problem.ts';
import { endAlpha } from '../../guards/interval.ts';
import { sampleSize } from '../../guards/power.ts';
import type { Experiment } from '../experiment.ts';
import type { Variant } from '../flag.ts';
import type { PlanRequest } from '../request.ts';

const HALVES: readonly Variant[] = [
  { name: 'control', percent: 50, description: 'existing behaviour' },
  { name: 'treatment', percent: 50, description: 'with the change' },
];

/**
 * The question, how many users answer it, and how many days they take to come by. A rehearsal has neither the users nor
 * the days: nothing is decided in it.
 */
export const experimentOf = ({ change, choices, policy }: PlanRequest, rehearsal: boolean): Experiment => {
  const rules = policy.experiment;
  const primaryMetric = choices.primaryMetric ?? rules.primaryMetric;
  const variants = choices.variants?.length ? [...choices.variants] : [...HALVES];
  const needed = sampleSize({
    baselinePercent: rules.baselinePercent,
    effectPercent: rules.minimumDetectableEffect,
    alpha: endAlpha(rules.alpha),
    power: rules.power,
    shares: variants.map(({ percent }) => percent),
  });
  const guardrails = rules.guardrails.filter(({ metric }) => metric !== primaryMetric);
  const users = Math.max(needed, rules.minimumSample);
  return {
    hypothesis:
      choices.hypothesis ??
      hypothesisFrom(change.title, policy.metrics[primaryMetric]?.name ?? primaryMetric, rules.minimumDetectableEffect),
    variants,
    primaryMetric,
    metrics: [...new Set([primaryMetric, ...rules.metrics, ...guardrails.map(({ metric }) => metric)])],
    baselinePercent: rules.baselinePercent,
    minimumDetectableEffect: rules.minimumDetectableEffect,
    sampleSize: users,
    ...(choices.usersPerDay === undefined ? {} : { usersPerDay: choices.usersPerDay }),
    durationDays: daysFor(users, choices.usersPerDay, rules.days),
    alpha: rules.alpha,
    power: rules.power,
    ...(guardrails.length > 0 ? { guardrails } : {}),
    ...(rehearsal ? {} : { decision: { window: 'PT1H', earliestDays: rules.days.from, undecided: rules.undecided } }),
  };
};

const hypothesisFrom = (title: string, metric: string, effect: number): string =>
  `With "${title}", ${metric.toLowerCase()} changes by at least ${effect} % of what it is today`;

/** With no traffic known nobody can say how long it takes: the most days the policy allows, and lint says why. */
const daysFor = (users: number, perDay: number | undefined, days: { from: number; to: number }): number =>
  perDay === undefined ? days.to : Math.max(days.from, Math.min(LONGEST_DAYS, Math.ceil(users / perDay)));

const LONGEST_DAYS = 3650;

/** A question that so few users cannot answer in ten years is not worth a plan. */
export const tooLong = (experiment: Experiment | undefined): Problem[] => {
  if (!experiment || experiment.sampleSize <= (experiment.usersPerDay ?? Infinity) * LONGEST_DAYS) return [];
  return [
    problem({
      kind: 'usage',
      code: 'experiment-too-long',
      path: 'usersPerDay',
      message: `${experiment.sampleSize} users are needed, and ${experiment.usersPerDay} come in a day: that takes longer than ten years`,
      hint: 'look for a larger effect (experiment.minimumDetectableEffect in rampart.yaml), or choose another strategy',
    }),
  ];
};

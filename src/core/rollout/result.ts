import type { Estimate } from '../guards/compared.ts';
import { around, duringAlpha, endAlpha, type Interval, widthDuring } from '../guards/interval.ts';
import { intervalOf } from '../guards/question.ts';
import type { Deciding } from '../plan/experiment.ts';
import { planDigest, type Plan } from '../plan/plan.ts';
import type { Monitor } from '../plan/watch.ts';
import { failed, ok, problem, type Result } from '../problem.ts';
import { type Compared, type ExperimentResult, RESULT_VERSION } from './experiment-result.ts';
import type { State } from './state.ts';
import { type Trial, trialOf } from './trial.ts';
import { arrivalsOf, daysOf, estimateIn, observedOf } from './trial-answer.ts';

/**
 * The answer of an experiment, or how far it is. Intervals of one that runs are true at every look at once, so nothing
 * here becomes better by being looked at more often; the one look at the planned end has its own part of the error.
 */
export const resultOf = (plan: Plan, state: State): Result<ExperimentResult> => {
  const found = trialOf(plan);
  const { trial } = state;
  if (!found || !trial) return failed(noExperiment(plan));
  const { experiment } = found;
  const { decided } = trial;
  const began = trial.next > 0 || state.phase >= found.phase;
  return ok({
    schemaVersion: RESULT_VERSION,
    rollout: state.id,
    plan: plan.id,
    planDigest: planDigest(plan),
    feature: plan.feature,
    hypothesis: experiment.hypothesis,
    is: decided?.is ?? (began ? 'running' : 'not-begun'),
    ...(decided?.variant === undefined ? {} : { variant: decided.variant }),
    why: decided?.why ?? (began ? 'nothing is decided yet' : 'the phase that compares has not begun'),
    ...(decided ? { decidedAtMs: decided.atMs } : {}),
    answered: trial.answered,
    days: Math.round(daysOf(experiment, trial) * 100) / 100,
    ofDays: experiment.durationDays,
    observed: observedOf(experiment, trial),
    sampleSize: experiment.sampleSize,
    windows: { counted: trial.next - trial.missed, missed: trial.missed },
    alpha: experiment.alpha,
    compared: treatmentsOf(experiment).flatMap((variant) =>
      experiment.metrics.map((metric) => comparedOf({ plan, experiment, trial }, variant, metric)),
    ),
    arrived: treatmentsOf(experiment).map((variant) => {
      const { treated, control, odds } = arrivalsOf(experiment, trial, variant);
      return { variant, treated, control, odds: Math.min(1e9, odds) };
    }),
    notMeasured: notMeasured({ plan, experiment, trial }),
  });
};

type Known = { readonly plan: Plan; readonly experiment: Deciding; readonly trial: Trial };

const treatmentsOf = ({ variants }: Deciding): readonly string[] => variants.slice(1).map(({ name }) => name);

const comparedOf = ({ plan, experiment, trial }: Known, variant: string, metric: string): Compared => {
  const monitor = plan.monitors.find(({ id }) => id === metric);
  const guardrail = experiment.guardrails?.find((one) => one.metric === metric);
  const role = metric === experiment.primaryMetric ? 'primary' : guardrail ? 'guardrail' : 'beside';
  const about = {
    variant,
    metric,
    name: monitor?.name ?? metric,
    unit: monitor?.unit ?? '',
    good: monitor?.good ?? 'up',
    role,
    ...(guardrail ? { tolerate: guardrail.tolerate } : {}),
  } as const;
  const seen = monitor && estimateIn(plan, experiment, trial, [variant, metric]);
  if (!monitor || !seen) return { ...about, says: 'not measured' };
  const { interval, sure } = boundsOf(seen, experiment, { role, isEnd: trial.decided?.atEnd === true });
  return {
    ...about,
    ...numbersIn(monitor, seen, interval),
    surePercent: Math.round(sure * 1e4) / 100,
    says: saysOf(seen, interval, guardrail?.tolerate),
  };
};

type Role = { readonly role: Compared['role']; readonly isEnd: boolean };

/** What is beside decides nothing, so it is told with the whole error, and not called anything. */
const boundsOf = (seen: Estimate, { alpha, variants, guardrails = [] }: Deciding, { role, isEnd }: Role) => {
  const arms = variants.length - 1;
  if (role === 'primary') {
    const errs = { during: duringAlpha(alpha) / arms, end: endAlpha(alpha) / arms };
    return { interval: intervalOf(seen, errs, isEnd), sure: 1 - (isEnd ? alpha : duringAlpha(alpha)) / arms };
  }
  const error = role === 'guardrail' ? alpha / arms / Math.max(1, guardrails.length) : alpha;
  return { interval: around(seen.better, seen.error * widthDuring(error, seen.known)), sure: 1 - error };
};

/** From "better by" to the metric's own direction and unit. */
const numbersIn = ({ kind, good }: Monitor, { better, treated, control }: Estimate, { low, high }: Interval) => {
  const isShare = kind === 'ratio';
  const scale = isShare ? 100 : 1;
  const sign = good === 'up' ? 1 : -1;
  const value = (share: number): number => (isShare && good === 'up' ? 100 * (1 - share) : scale * share);
  const [a, b] = [sign * low * scale, sign * high * scale];
  const others = value(control);
  const difference = sign * better * scale;
  return {
    treated: round(value(treated)),
    control: round(others),
    difference: round(difference),
    low: round(Math.min(a, b)),
    high: round(Math.max(a, b)),
    ...(others === 0 ? {} : { relativePercent: round((100 * difference) / Math.abs(others)) }),
  };
};

const round = (value: number): number => Number(value.toPrecision(6));

const saysOf = ({ control }: Estimate, { low, high }: Interval, tolerate: number | undefined): Compared['says'] => {
  if (tolerate !== undefined && low > -(tolerate / 100) * Math.abs(control) && low <= 0 && high >= 0)
    return 'within what is tolerated';
  if (low > 0) return 'better';
  if (high < 0) return 'worse';
  return 'cannot tell';
};

const notMeasured = ({ plan, experiment, trial }: Known): string[] => {
  const silent = experiment.metrics.filter((metric) =>
    treatmentsOf(experiment).some((variant) => !estimateIn(plan, experiment, trial, [variant, metric])),
  );
  const arrivals = treatmentsOf(experiment).every((variant) => {
    const { treated, control } = arrivalsOf(experiment, trial, variant);
    return treated + control === 0;
  });
  return [
    ...(silent.length > 0 ? [`too little or nothing was heard of ${silent.join(', ')}`] : []),
    ...(arrivals ? ['whether users came in the shares that were assigned: the source does not count new users'] : []),
    ...(trial.missed > 0 ? [`${trial.missed} of ${trial.next} windows, which could not be heard`] : []),
    'users who come back count again in each window, unless the metric counts each of them once',
    'what lasts longer than the experiment, and whether the novelty wears off',
  ];
};

const noExperiment = ({ id }: Plan) =>
  problem({
    kind: 'usage',
    code: 'no-experiment',
    path: id,
    message: 'this plan has no experiment that is decided by its numbers',
    hint: 'plan one: rampart plan --hypothesis "…" --metric conversion-rate --traffic 5000',
  });

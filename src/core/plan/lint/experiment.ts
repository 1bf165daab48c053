import { endAlpha } from '../../guards/interval.ts';
import { sampleSize } from '../../guards/power.ts';
import { DAY, humanDuration, toMs } from '../../values/duration.ts';
import { didYouMean } from '../../values/nearest.ts';
import { quoted } from '../../values/quote.ts';
import { hasControl } from '../exposure.ts';
import { isRehearsal, type Rule } from './rule.ts';

const questionAndStrategy: Rule = {
  code: 'R059',
  title: 'An A/B plan has an experiment, and no other plan has one',
  why: 'arms without a question are decided by whoever looks first; a question without arms is never answered',
  fix: 'add the experiment with its hypothesis, or change the strategy',
  severity: 'error',
  look: ({ strategy: { kind }, experiment }) => {
    if ((kind === 'ab') === (experiment !== undefined)) return [];
    const message = experiment
      ? `a ${kind} plan compares no arms, and this one has an experiment`
      : 'an ab plan has a hypothesis, arms and a sample size, and this one has none';
    return [{ path: experiment ? 'strategy.kind' : 'experiment', message }];
  },
};

const enoughUsers: Rule = {
  code: 'R060',
  title: 'The sample is large enough for the effect that is looked for',
  why: 'with fewer users the effect is missed more often than the power says, and a winner is most often luck',
  fix: 'raise sampleSize, or look for a larger effect',
  severity: 'error',
  look: ({ experiment }) => {
    if (!experiment) return [];
    const { baselinePercent, minimumDetectableEffect: effectPercent, alpha, power, variants } = experiment;
    const shares = variants.map(({ percent }) => percent);
    // Of one that is decided by its numbers, part of the error is kept for the looks before its end.
    const error = experiment.decision ? endAlpha(alpha) : alpha;
    const needed = sampleSize({ baselinePercent, effectPercent, alpha: error, power, shares });
    if (experiment.sampleSize >= needed) return [];
    const message = `${experiment.sampleSize} users are planned, and it takes ${Number.isFinite(needed) ? needed : 'more than there are'} to see ${effectPercent} % of ${baselinePercent} %`;
    return [{ path: 'experiment.sampleSize', message }];
  },
};

const trafficIsKnown: Rule = {
  code: 'R061',
  title: 'It is known how many users come by',
  why: 'nobody can say how long the sample takes without it: the plan uses the longest time that the policy allows',
  fix: 'say how many users see it in a day',
  severity: 'warning',
  look: ({ experiment }) =>
    experiment && experiment.usersPerDay === undefined
      ? [
          {
            path: 'experiment.usersPerDay',
            message: `${experiment.sampleSize} users are needed, and nobody said how many come in a day`,
          },
        ]
      : [],
};

const enoughDays: Rule = {
  code: 'R062',
  title: 'The sample comes together in the planned days',
  why: 'an experiment that ends before its sample is in answers nothing, and is read as if it did',
  fix: 'lengthen durationDays, bring more users in, or look for a larger effect',
  severity: 'error',
  look: ({ experiment }) => {
    if (experiment?.usersPerDay === undefined) return [];
    const { usersPerDay, durationDays, sampleSize: users } = experiment;
    if (usersPerDay * durationDays >= users) return [];
    const message = `${usersPerDay} users a day are ${usersPerDay * durationDays} in ${durationDays} days, and ${users} are needed`;
    return [{ path: 'experiment.durationDays', message }];
  },
};

const phaseLastsIt: Rule = {
  code: 'R063',
  title: 'The phase that compares lasts as long as the experiment',
  why: 'the next phase gives everybody one arm, whether or not the question is answered',
  fix: 'lengthen the soak to durationDays',
  severity: 'error',
  look: (plan, context) => {
    const { experiment, phases } = plan;
    if (!experiment || isRehearsal(plan, context)) return [];
    const at = phases.findLastIndex(({ audience }) => hasControl(audience));
    const phase = phases[at];
    if (!phase) return [{ path: 'phases', message: 'no phase has a control to compare with' }];
    const soakMs = toMs(phase.soak ?? '');
    if (phase.soak === undefined || soakMs === 0 || soakMs >= experiment.durationDays * DAY) return [];
    const message = `phase ${quoted(phase.id)} lasts ${humanDuration(soakMs)}, and the experiment ${experiment.durationDays} d`;
    return [{ path: `phases[${at}].soak`, message }];
  },
};

const primaryIsCompared: Rule = {
  code: 'R064',
  title: 'The primary metric is one of those that are compared',
  why: 'the sample was planned for it; deciding by another one afterwards is fishing',
  fix: 'add it to experiment.metrics',
  severity: 'error',
  look: ({ experiment }) => {
    if (!experiment || experiment.metrics.includes(experiment.primaryMetric)) return [];
    const { primaryMetric, metrics } = experiment;
    return [
      {
        path: 'experiment.primaryMetric',
        message: `${quoted(primaryMetric)} is not among the metrics that are compared${didYouMean(primaryMetric, metrics)}`,
      },
    ];
  },
};

const primaryIsAShare: Rule = {
  code: 'R065',
  title: 'The primary metric is a share of users',
  why: 'the sample size is computed for shares: for a time or an amount it says nothing',
  fix: 'choose a ratio as primary metric, or size the sample yourself and keep this in mind',
  severity: 'warning',
  look: ({ experiment, monitors }) => {
    const primary = monitors.find(({ id }) => id === experiment?.primaryMetric);
    if (!primary || primary.kind === 'ratio') return [];
    return [
      {
        path: 'experiment.primaryMetric',
        message: `${quoted(primary.id)} is a ${primary.kind}, and the sample was sized for a ratio`,
      },
    ];
  },
};

export const experimentRules: readonly Rule[] = [
  questionAndStrategy,
  enoughUsers,
  trafficIsKnown,
  enoughDays,
  phaseLastsIt,
  primaryIsCompared,
  primaryIsAShare,
];

import { ArmName } from '../../values/metric.ts';
import { didYouMean } from '../../values/nearest.ts';
import { quoted } from '../../values/quote.ts';
import type { Rule } from './rule.ts';

const armsCanBeAskedFor: Rule = {
  code: 'R079',
  title: 'The arms of an experiment can be asked for by name',
  why: 'each arm is measured by its name, and that goes into queries of any language',
  fix: 'name the arms with letters, digits and . _ : -, and say the rest in their description',
  severity: 'error',
  look: ({ experiment }) => {
    // Two arms are asked for as treatment and control, whatever they are called.
    if (!experiment?.decision || experiment.variants.length === 2) return [];
    return experiment.variants.flatMap(({ name }, at) =>
      ArmName.safeParse(name).success
        ? []
        : [{ path: `experiment.variants[${at}].name`, message: `${quoted(name)} cannot stand in a query` }],
    );
  },
};

const guardrailsAreCompared: Rule = {
  code: 'R080',
  title: 'Guardrails are compared, and none of them is the primary metric',
  why: 'what is not compared guards nothing; what decides cannot be tolerated to get worse as well',
  fix: 'add it to experiment.metrics, or take it out of the guardrails',
  severity: 'error',
  look: ({ experiment }) =>
    (experiment?.guardrails ?? []).flatMap(({ metric }, at) => {
      const path = `experiment.guardrails[${at}].metric`;
      if (metric === experiment?.primaryMetric) return [{ path, message: `${quoted(metric)} decides already` }];
      return experiment?.metrics.includes(metric)
        ? []
        : [{ path, message: `${quoted(metric)} is not compared${didYouMean(metric, experiment?.metrics ?? [])}` }];
    }),
};

const endsAfterItMay: Rule = {
  code: 'R081',
  title: 'An experiment may be decided before it ends',
  why: 'where the earliest day is after the last one, nothing but harm is ever found before the end',
  fix: 'lower decision.earliestDays, or lengthen durationDays',
  severity: 'error',
  look: ({ experiment }) =>
    experiment?.decision && experiment.decision.earliestDays > experiment.durationDays
      ? [
          {
            path: 'experiment.decision.earliestDays',
            message: `nobody is called better before day ${experiment.decision.earliestDays}, and it lasts ${experiment.durationDays}`,
          },
        ]
      : [],
};

export const decidingRules: readonly Rule[] = [armsCanBeAskedFor, guardrailsAreCompared, endsAfterItMay];

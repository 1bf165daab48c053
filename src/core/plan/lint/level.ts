import { standing } from '../../assessment/answers.ts';
import { LASTING } from '../../values/area.ts';
import { rank } from '../../values/level.ts';
import { quoted } from '../../values/quote.ts';
import type { Plan } from '../plan.ts';
import type { Rule } from './rule.ts';

const notBelowFloor: Rule = {
  code: 'R047',
  title: 'The level is not below what the change itself shows',
  why: 'the floor is made of facts that bind everybody; going below it takes a person with a name and a reason',
  fix: 'raise the level and plan again, or override it with a name and a reason',
  severity: 'error',
  look: ({ risk }) => {
    const message = risk.override ? undefined : belowFacts(risk);
    return message === undefined ? [] : [{ path: 'risk.level', message }];
  },
};

const belowFacts = ({ level, floor, signals }: Plan['risk']): string | undefined => {
  if (rank(level) < rank(floor)) return `${level} is below the floor, ${floor}`;
  if (rank(level) >= rank('medium')) return undefined;
  const lasting = signals.find(
    (signal) => signal.certainty === 'established' && LASTING.includes(signal.area) && rank(signal.level) > rank('low'),
  );
  return (
    lasting &&
    `${quoted(lasting.id)} touches ${lasting.area}, which nothing brings below medium, and the level is ${level}`
  );
};

const notBelowEstimate: Rule = {
  code: 'R048',
  title: 'A level below the estimate was answered for by somebody',
  why: 'suspicions may be cleared one by one by an adviser the policy trusts, or by a person; they do not go away by themselves',
  fix: 'raise the level and plan again, or override it with a name and a reason',
  severity: 'error',
  look: ({ risk }) => {
    const { level, floor, estimate, cleared = [] } = risk;
    const answered = risk.override || (cleared.length > 0 && rank(level) >= rank(standing(risk)));
    if (answered || rank(level) < rank(floor) || rank(level) >= rank(estimate)) return [];
    return [{ path: 'risk.level', message: `${level} is below the estimate, ${estimate}, and nobody answered for it` }];
  },
};

const overrideIsMeant: Rule = {
  code: 'R049',
  title: 'The plan is made for the level that the override chose',
  why: 'otherwise the plan follows neither what was found nor what a person decided',
  fix: 'plan again with the override, or take it out',
  severity: 'error',
  look: ({ risk: { level, override } }) =>
    override && override.level !== level
      ? [
          {
            path: 'risk.override.level',
            message: `${quoted(override.by)} chose ${override.level}, and the plan is made for ${level}`,
          },
        ]
      : [],
};

const skipMeansSkip: Rule = {
  code: 'R050',
  title: 'A plan that skips the rollout is of low risk and has one phase',
  why: 'skipping asks nobody and watches little: that is for changes in which nothing can go wrong for users',
  fix: 'take risk.skip back and plan again',
  severity: 'error',
  look: ({ risk, phases }) => {
    if (!risk.skip) return [];
    if (risk.level !== 'low') return [{ path: 'risk.skip', message: `the rollout is skipped at ${risk.level} risk` }];
    return phases.length > 1
      ? [{ path: 'phases', message: `the rollout is skipped and has ${phases.length} phases` }]
      : [];
  },
};

export const levelRules: readonly Rule[] = [notBelowFloor, notBelowEstimate, overrideIsMeant, skipMeansSkip];

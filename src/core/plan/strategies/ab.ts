import type { Step } from '../../policy/ladder.ts';
import { toMs } from '../../values/duration.ts';
import { formatPercent } from '../../values/percent.ts';
import type { Experiment } from '../experiment.ts';
import { climbSteps } from './climb.ts';
import type { Strategy } from './strategy.ts';
import { audienceInShort } from './words.ts';

/** Variants side by side until the planned sample is in; only then does anyone decide. */
export const ab: Strategy = {
  kind: 'ab',
  about: 'variants side by side until the question is answered: interface and conversion questions',
  compile: (climb) => {
    const { experiment, ladder } = climb;
    const steps = experiment ? comparing(ladder.steps, experiment) : ladder.steps;
    return climbSteps(
      { ...climb, ladder: { ...ladder, steps } },
      {
        name: audienceInShort,
        who: ({ percent }) =>
          percent === 100 ? 'all users' : `${formatPercent(percent)} % of users see the treatment`,
      },
    );
  },
};

/**
 * The step before the last compares: in the shares of the arms, and no shorter than the experiment takes. A ladder that
 * has only its last step is given one to compare in.
 */
const comparing = (given: readonly Step[], { variants, durationDays }: Experiment): Step[] => {
  const steps = given.length > 1 ? given : [{ name: 'Experiment' }, ...given];
  const treated = Math.round((100 - (variants[0]?.percent ?? 0)) * 1000) / 1000;
  const needed = `${durationDays}d`;
  return steps.map((step, at) => {
    if (at >= steps.length - 1) return step;
    if (at < steps.length - 2) return { ...step, percent: Math.min(step.percent ?? treated, treated) };
    return { ...step, percent: treated, soak: toMs(step.soak ?? '') > toMs(needed) ? step.soak : needed };
  });
};

import { formatPercent } from '../../values/percent.ts';
import { climbSteps } from './climb.ts';
import type { Strategy } from './strategy.ts';
import { audienceInShort } from './words.ts';

/** Variants side by side until the planned sample is in; only then does anyone decide. */
export const ab: Strategy = {
  kind: 'ab',
  about: 'variants side by side until the question is answered: interface and conversion questions',
  compile: (climb) =>
    climbSteps(climb, {
      name: audienceInShort,
      who: ({ percent }) => (percent === 100 ? 'all users' : `${formatPercent(percent)} % of users see the treatment`),
      ...(climb.experiment ? { soak: `${climb.experiment.durationDays}d` } : {}),
    }),
};

import { climbSteps } from './climb.ts';
import type { Strategy } from './strategy.ts';
import { audienceInShort, audienceInWords } from './words.ts';

export const percentage: Strategy = {
  kind: 'percentage',
  about: 'a growing share of users: new features, changed workflows',
  compile: (climb) =>
    climbSteps(climb, { name: audienceInShort, who: (audience) => audienceInWords(audience, climb.policy) }),
};

import { climbSteps } from './climb.ts';
import type { Strategy } from './strategy.ts';
import { audienceInShort, audienceInWords } from './words.ts';

export const immediate: Strategy = {
  kind: 'immediate',
  about: 'everyone at once: bug fixes, visual tweaks, minor improvements',
  compile: (climb) =>
    climbSteps(climb, { name: audienceInShort, who: (audience) => audienceInWords(audience, climb.policy) }),
};

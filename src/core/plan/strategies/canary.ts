import { climbSteps } from './climb.ts';
import type { Strategy } from './strategy.ts';
import { audienceInShort, audienceInWords } from './words.ts';

/** Small first steps and long looks; the ladder may begin on one server or in one region. */
export const canary: Strategy = {
  kind: 'canary',
  about: 'very few first, watched for long: critical paths, migrations, breaking changes',
  compile: (climb) =>
    climbSteps(climb, {
      name: (audience) =>
        audience.place.is === 'everywhere' && audience.percent <= 10
          ? `Canary ${audienceInShort(audience)}`
          : audienceInShort(audience),
      who: (audience) => audienceInWords(audience, climb.policy),
    }),
};

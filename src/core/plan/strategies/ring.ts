import type { Audience } from '../phase.ts';
import { climbSteps } from './climb.ts';
import type { Strategy } from './strategy.ts';
import { audienceInShort, audienceInWords } from './words.ts';

/** Groups of people in order of trust. Earlier rings stay in as later ones join. */
export const ring: Strategy = {
  kind: 'ring',
  about: 'the team, then beta users, then everyone: money, access, data, whole organisations',
  compile: (climb) =>
    climbSteps(climb, { name: newestRing, who: (audience) => audienceInWords(audience, climb.policy) }),
};

const newestRing = (audience: Audience): string => {
  const name = audience.percent === 100 ? 'everyone' : audienceInShort(audience);
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
};

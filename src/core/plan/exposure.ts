import { shareOnPlace } from '../values/audience.ts';
import { HARDLY } from '../values/percent.ts';
import type { Audience } from './phase.ts';

export { HARDLY };

/** Percent of everyone that has it by chance. */
export const shareOfEveryone = ({ percent, place }: Audience): number => shareOnPlace(percent, place);

export const reachesEverybody = (audience: Audience): boolean => shareOfEveryone(audience) > 100 - HARDLY;

export const reachesAnybody = ({ percent, rings, allow }: Audience): boolean =>
  percent > 0 || allow.length > 0 || rings.some((ring) => ring.percent > 0);

/** Some have it and some do not: only then can the ones be compared with the others. */
export const hasControl = (audience: Audience): boolean => reachesAnybody(audience) && !reachesEverybody(audience);

/** Users by their names and nobody else: there are never many of them. */
export const isNamedOnly = ({ percent, rings, allow }: Audience): boolean =>
  percent === 0 && allow.length > 0 && rings.every((ring) => ring.percent === 0);

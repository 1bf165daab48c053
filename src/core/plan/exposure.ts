import type { Audience } from './phase.ts';

/** Shares that differ by less are equal: percents have at most three decimals. */
export const HARDLY = 0.0005;

const shareOfPlace = ({ place }: Audience): number => (place.is === 'everywhere' ? 100 : place.share);

/** Percent of everyone that has it by chance: all users of a server that takes 5 % of the traffic are 5 %. */
export const shareOfEveryone = (audience: Audience): number => (audience.percent * shareOfPlace(audience)) / 100;

export const reachesEverybody = (audience: Audience): boolean => shareOfEveryone(audience) > 100 - HARDLY;

export const reachesAnybody = ({ percent, rings, allow }: Audience): boolean =>
  percent > 0 || allow.length > 0 || rings.some((ring) => ring.percent > 0);

/** Some have it and some do not: only then can the ones be compared with the others. */
export const hasControl = (audience: Audience): boolean => reachesAnybody(audience) && !reachesEverybody(audience);

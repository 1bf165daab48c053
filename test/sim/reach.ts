import type { FlagState } from '../../src/core/flags/flag-state.ts';
import type { Plan } from '../../src/core/plan/plan.ts';

/** Whom a flag reaches, told apart from how the program under test tells it. */
export type Reach = {
  readonly percent: number;
  readonly rings: Readonly<Record<string, number>>;
  readonly allow: readonly string[];
};

export const NOBODY: Reach = { percent: 0, rings: {}, allow: [] };

export const reachOf = (flag: FlagState | undefined): Reach =>
  flag?.enabled
    ? {
        percent: flag.percent,
        rings: Object.fromEntries(flag.rings.map(({ ring, percent }) => [ring, percent])),
        allow: flag.allow,
      }
    : NOBODY;

/** What a phase allows; before the first one nobody. */
export const reachIn = ({ phases }: Plan, phase: number): Reach => {
  const audience = phases[phase]?.audience;
  if (!audience) return NOBODY;
  const rings = Object.fromEntries(audience.rings.map(({ ring, percent }) => [ring, percent]));
  return { percent: audience.percent, rings, allow: audience.allow };
};

export const reachesNobody = ({ percent, rings, allow }: Reach): boolean =>
  percent === 0 && allow.length === 0 && Object.values(rings).every((share) => share === 0);

/** Whether everybody in the first is in the second. */
export const isWithin = (a: Reach, b: Reach): boolean =>
  a.percent <= b.percent &&
  Object.entries(a.rings).every(([ring, share]) => share <= Math.max(b.rings[ring] ?? 0, b.percent)) &&
  (b.percent === 100 || a.allow.every((user) => b.allow.includes(user)));

export const sameReach = (a: Reach, b: Reach): boolean => isWithin(a, b) && isWithin(b, a);

export const inWords = ({ percent, rings, allow }: Reach): string =>
  [`${percent} %`, ...Object.entries(rings).map(([ring, share]) => `${ring} ${share} %`), ...allow].join(' + ');

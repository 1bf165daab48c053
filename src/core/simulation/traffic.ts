import { exposure, type FlagState } from '../flags/flag-state.ts';
import { flagsIn } from '../rollout/desired.ts';
import type { Plan } from '../plan/plan.ts';
import { trafficOf } from '../plan/rings.ts';
import { DAY, MINUTE, toMs } from '../values/duration.ts';
import { shareOnPlace } from '../values/audience.ts';

/** How much of the traffic each ring makes, by name, 0 to 1. */
export type RingShares = ReadonlyMap<string, number>;

const BY_PLACE = [0.01, 0.05, 0.2];

/** Where nobody has said how much of the traffic comes from a ring, they are taken for larger and larger groups. */
export const ringShares = ({ rings }: Plan): RingShares =>
  new Map(rings.map((ring, at) => [ring.name, trafficOf(ring) ?? BY_PLACE[at] ?? 0.2]));

/** What a user on an allow-list asks for in a day. */
const PER_NAMED_USER = 50;

/** The share of the traffic that has the change, 0 to 1: the flag that reaches most decides. */
export const shareOf = (flags: readonly FlagState[], rings: RingShares, requestsPerDay: number): number =>
  Math.max(0, ...flags.map((flag) => shareOfFlag(flag, rings, requestsPerDay)));

const shareOfFlag = (flag: FlagState, rings: RingShares, requestsPerDay: number): number => {
  if (!flag.enabled) return 0;
  if (exposure(flag) >= 100 && flag.rings.length === 0) return 1;
  const apart = [
    shareOnPlace(flag.percent, flag.place) / 100,
    ...flag.rings.map(({ ring, percent }) => (shareOnPlace(percent, flag.place) / 100) * (rings.get(ring) ?? 0)),
    Math.min(1, (flag.allow.length * PER_NAMED_USER) / requestsPerDay),
  ];
  return 1 - apart.reduce((left, share) => left * (1 - share), 1);
};

/** Without a flag, whoever a phase is for has the change as soon as the phase begins. */
export const shareInPhase = (plan: Plan, phase: number, rings: RingShares): number => {
  const percent = plan.phases[phase]?.audience.percent ?? 0;
  return plan.flags.length === 0 ? percent / 100 : shareOf(flagsIn(plan, phase), rings, Infinity);
};

const LEAST_PER_DAY = 1_000_000;

/** Fewer samples than this many times the least are a verdict, and one that chance alone can turn round. */
const AMPLY = 8;

/**
 * Requests a day with which the triggers of every step have amply what they need. Taken where nobody said how many there
 * are: with less, some step would only wait, or be turned round by chance.
 */
export const trafficFor = (plan: Plan, rings: RingShares): number => {
  const perDay = plan.phases.flatMap((phase, at) => {
    const share = shareInPhase(plan, at, rings);
    const acting = plan.triggers.filter(({ monitor }) => share > 0 && phase.watch.includes(monitor));
    return acting.map(({ minSamples, window }) => (minSamples * DAY) / (share * Math.max(MINUTE, toMs(window))));
  });
  return roundUp(Math.max(LEAST_PER_DAY, AMPLY * Math.max(0, ...perDay)));
};

const roundUp = (value: number): number => {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / step) * step;
};

/** Requests expected in a minute: most in the early afternoon, least before dawn. */
export const expectedAt = (atMs: number, requestsPerDay: number): number => {
  const hour = (atMs % DAY) / (DAY / 24);
  return (requestsPerDay / 1440) * (1 + 0.6 * Math.cos(((hour - 14) * Math.PI) / 12));
};

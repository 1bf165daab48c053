import type { Place } from '../values/audience.ts';
import { canonicalJson } from '../values/digest.ts';
import { HARDLY } from '../values/percent.ts';
import { type FlagState, reachesNobody, switchedOff } from './flag-state.ts';

/** Whether two flags serve the same people the same thing. Two that reach nobody do, whatever else they hold. */
export const sameFlag = (a: FlagState, b: FlagState): boolean => {
  if (reachesNobody(a) || reachesNobody(b)) return reachesNobody(a) && reachesNobody(b);
  return Math.abs(a.percent - b.percent) < HARDLY && samePlace(a.place, b.place) && sameRings(a, b) && sameRest(a, b);
};

/** Whether the first may reach somebody whom the second does not: when in doubt, yes. */
export const reachesMore = (a: FlagState, b: FlagState): boolean => {
  if (reachesNobody(a)) return false;
  if (reachesNobody(b) || !sameRules(a, b)) return true;
  return sharesBeyond(a, b) || namesBeyond(a, b);
};

/** The most that both allow: what a write may set when it must not raise anything for anybody. */
export const inBoth = (a: FlagState, b: FlagState): FlagState => {
  if (!reachesMore(a, b)) return a;
  if (!reachesMore(b, a)) return { ...b, key: a.key };
  if (!sameRules(a, b)) return switchedOff(a);
  const place = narrower(a.place, b.place);
  const named = a.allow.filter((user) => coversUser(b, user));
  if (!place) return { ...a, percent: 0, rings: [], allow: named };
  const rings = a.rings.map((ring) => ({
    ...ring,
    percent: Math.min(Math.max(ring.percent, a.percent), ringPercent(b, ring.ring)),
  }));
  return { ...a, percent: Math.min(a.percent, b.percent), rings, place, allow: named };
};

const sharesBeyond = (a: FlagState, b: FlagState): boolean => {
  const shares = a.percent >= HARDLY || a.rings.some(({ percent }) => percent >= HARDLY);
  if (!shares) return false;
  if (!within(a.place, b.place) || a.percent > b.percent + HARDLY) return true;
  return a.rings.some(({ ring, percent }) => percent > ringPercent(b, ring) + HARDLY);
};

const namesBeyond = (a: FlagState, b: FlagState): boolean => {
  if (a.allow.length === 0 || toEverybody(b)) return false;
  const named = new Set(b.allow);
  return a.allow.some((user) => !named.has(user));
};

const toEverybody = ({ percent, place }: FlagState): boolean => percent > 100 - HARDLY && place.is === 'everywhere';

const coversUser = (flag: FlagState, user: string): boolean => toEverybody(flag) || flag.allow.includes(user);

/** Whoever is in a ring is also one of everyone. */
const ringPercent = ({ rings, percent }: FlagState, name: string): number =>
  Math.max(percent, rings.find(({ ring }) => ring === name)?.percent ?? 0);

const samePlace = (a: Place, b: Place): boolean => within(a, b) && within(b, a);

const within = (a: Place, b: Place): boolean =>
  b.is === 'everywhere' || (a.is === b.is && a.count <= b.count && a.share <= b.share + HARDLY);

const narrower = (a: Place, b: Place): Place | undefined => {
  if (within(a, b)) return a;
  return within(b, a) ? b : undefined;
};

const sameRings = (a: FlagState, b: FlagState): boolean => {
  const [mine, others] = [a, b].map(({ rings }) => rings.filter(({ percent }) => percent >= HARDLY));
  if (mine?.length !== others?.length) return false;
  return (mine ?? []).every(({ ring, percent }) =>
    (others ?? []).some((other) => other.ring === ring && Math.abs(other.percent - percent) < HARDLY),
  );
};

const sameRest = (a: FlagState, b: FlagState): boolean =>
  sameNames(a.allow, b.allow) && sameRules(a, b) && known(a.variants, b.variants);

/** Who is meant by a share and a ring: with other rules, the same numbers mean other people. */
const sameRules = (a: FlagState, b: FlagState): boolean =>
  known(a.seed, b.seed) &&
  known(a.bucketBy, b.bucketBy) &&
  known(a.targeting, b.targeting) &&
  a.rings.every(({ ring, match }) => {
    const other = b.rings.find((one) => one.ring === ring);
    return !other || known(other.match, match);
  });

/** Fields that one side does not keep are taken for equal. */
const known = (a: unknown, b: unknown): boolean =>
  a === undefined || b === undefined || a === b || canonicalJson(a) === canonicalJson(b);

const sameNames = (a: readonly string[], b: readonly string[]): boolean => {
  if (a.length !== b.length) return false;
  if (a.every((user, at) => user === b[at])) return true;
  const named = new Set(b);
  return a.every((user) => named.has(user));
};

import type { Histogram } from '../../src/core/guards/measurement.ts';
import { binomial, type Chance, chance, normal, poisson } from '../../src/core/simulation/chance.ts';

/** What goes wrong for those who have the change, or for everybody. */
export type Story = {
  readonly name: string;
  readonly errors: number;
  /** Error rate of the treated, after so many minutes with the change, at that share. */
  readonly treated: (minutes: number, share: number) => number;
  readonly slower: number;
  /** Of a twentieth of the users alone: their error rate. */
  readonly group?: number;
  readonly incidents: 'daily' | 'many' | 'none';
};

const worse = (name: string, errors: number, treated: number): Story => ({
  name,
  errors,
  treated: () => treated,
  slower: 1,
  incidents: 'daily',
});
const slower = (name: string, times: number): Story => ({ ...worse(name, 0.005, 0.005), slower: times });

export const REGRESSIONS: readonly Story[] = [
  worse('errors .1 → .3 %', 0.001, 0.003),
  worse('errors 1 → 2 %', 0.01, 0.02),
  worse('errors 1 → 6 %', 0.01, 0.06),
  worse('errors .5 → 20 %', 0.005, 0.2),
  slower('latency × 1.3', 1.3),
  slower('latency × 2', 2),
  { ...worse('slow leak', 0.005, 0.005), treated: (minutes) => 0.005 + 0.02 * (minutes / 360) },
  { ...worse('one group 1 → 30 %', 0.01, 0.01), group: 0.3 },
  { ...worse('onset at 25 %', 0.005, 0.005), treated: (_, share) => (share >= 0.25 ? 0.02 : 0.005) },
];
export const CLEAN: Story = { ...worse('clean', 0.005, 0.005), incidents: 'none' };
export const INCIDENT: Story = { ...worse('incident', 0.005, 0.005), incidents: 'many' };

export type Service = { readonly perMinute: number; readonly users: number };

/** Log-normal with this spread around 200 ms; what takes longer than 99 of 100 did is spoiled. */
const SIGMA = 0.6;
const MIDDLE = Math.log(200);
const SLOW_MS = Math.exp(MIDDLE + 2.326 * SIGMA);
export const BOUNDS = [50, 80, 110, 140, 170, 200, 240, 290, 350, 420, 520, 650, SLOW_MS, 1100, 1600];

export type ArmMinute = {
  readonly requests: number;
  readonly bad: number;
  readonly latency: readonly number[];
  readonly groups: readonly { readonly of: number; readonly bad: number }[];
};
export type Minute = {
  readonly treated: ArmMinute;
  readonly control: ArmMinute;
  /** Expected: bad requests that the change made. */
  readonly harm: number;
  /** What somebody who knew both rates would learn from this minute, in nats. */
  readonly nats: number;
};

/** The minute of a stream with that share of users treated: the same for whoever asks. */
export type Stream = (minute: number, share: number) => Minute;

/** Each arm is users drawn by chance; how much they differ from the rest shrinks with their number. */
const USER_SPREAD = 1;
const GROUP_SHARE = [0.05, 0.35, 0.25, 0.2, 0.15];

export const streamOf = (story: Story, { perMinute, users }: Service, seed: number): Stream => {
  const draw = chance(seed);
  const drift = driftOf(draw);
  const incident = incidentsOf(story, draw);
  return (minute, share) => {
    const hour = (minute / 60 + 24 * draw(90, 0)) % 24;
    const requests = poisson(perMinute * (1 + 0.35 * Math.sin((hour * Math.PI) / 12)), draw, [0, minute]);
    const mine = binomial(requests, share, draw, [2, minute]);
    const shared = drift(minute) * incident(minute).errors;
    const [cohort, others] = [share, 1 - share].map((part, arm) =>
      Math.exp(
        (USER_SPREAD / Math.sqrt(Math.max(1, users * part))) * normal(draw, 92 + 2 * arm, Math.round(share * 1000)),
      ),
    );
    const rates = {
      treated: Math.min(0.9, story.treated(minute, share) * shared * (cohort ?? 1)),
      control: Math.min(0.9, story.errors * shared * (others ?? 1)),
    };
    const wait = incident(minute).latency;
    const arm = (which: 0 | 1, of: number): ArmMinute => {
      const rate = which === 0 ? rates.treated : rates.control;
      const groupRate = which === 0 && story.group !== undefined ? story.group : rate;
      const groups = GROUP_SHARE.map((part, at) => {
        const count =
          at === GROUP_SHARE.length - 1 ? -1 : binomial(of, part, draw, [100 + 20 * which + 2 * at, minute]);
        return { of: count, bad: 0 };
      });
      const last = Math.max(0, of - groups.reduce((sum, group) => sum + Math.max(0, group.of), 0));
      const counted = groups.map((group, at) => {
        const size = group.of < 0 ? last : group.of;
        const own = at === 0 ? groupRate : rate;
        return { of: size, bad: binomial(size, own, draw, [200 + 20 * which + 2 * at, minute]) };
      });
      const times = wait * (which === 0 ? story.slower : 1);
      return {
        requests: of,
        bad: counted.reduce((sum, group) => sum + group.bad, 0),
        latency: latencyOf(of, times, draw, [300 + 50 * which, minute]),
        groups: counted,
      };
    };
    return {
      treated: arm(0, mine),
      control: arm(1, requests - mine),
      harm: mine * harmRate(story, minute, share),
      nats: mine * natsOf(story, minute, share),
    };
  };
};

const harmRate = (story: Story, minute: number, share: number): number => {
  const errors = story.treated(minute, share) - story.errors;
  const group = story.group === undefined ? 0 : (GROUP_SHARE[0] ?? 0) * (story.group - story.errors);
  return errors + group + (tail(2.326 - Math.log(story.slower) / SIGMA) - tail(2.326));
};

const natsOf = (story: Story, minute: number, share: number): number => {
  const errors = kl(story.treated(minute, share), story.errors);
  const group = story.group === undefined ? 0 : (GROUP_SHARE[0] ?? 0) * kl(story.group, story.errors);
  return errors + group + Math.log(story.slower) ** 2 / (2 * SIGMA ** 2);
};

const kl = (a: number, b: number): number =>
  a === b ? 0 : a * Math.log(a / b) + (1 - a) * Math.log((1 - a) / (1 - b));

/** Of a standard normal, above z; to about four digits. */
const tail = (z: number): number => 1 / (1 + Math.exp(1.5976 * z + 0.07056 * z ** 3));

const latencyOf = (of: number, times: number, draw: Chance, [stream, minute]: readonly [number, number]): number[] => {
  let left = of;
  let above = 1;
  return [...BOUNDS, Infinity].map((bound, at) => {
    const beyond = bound === Infinity ? 0 : tail((Math.log(bound / times) - MIDDLE) / SIGMA);
    const share = above > 0 ? Math.min(1, (above - beyond) / above) : 0;
    const count = at === BOUNDS.length ? left : binomial(left, share, draw, [stream + 2 * at, minute]);
    left -= count;
    above = beyond;
    return count;
  });
};

/** Error rates wander: 15 % to both sides, with half of it gone after half an hour. */
const driftOf = (draw: Chance): ((minute: number) => number) => {
  const keep = 0.977;
  const path: number[] = [];
  return (minute) => {
    for (let at = path.length; at <= minute; at += 1)
      path.push((path[at - 1] ?? 0) * keep + Math.sqrt(1 - keep ** 2) * normal(draw, 4, at));
    return Math.exp(0.15 * (path[minute] ?? 0));
  };
};

type Incident = { readonly errors: number; readonly latency: number };
const CALM: Incident = { errors: 1, latency: 1 };

/** For 10 to 30 minutes errors are 5 to 30 times as many in both arms, and everything takes up to half as long again. */
const incidentsOf = ({ incidents }: Story, draw: Chance): ((minute: number) => Incident) => {
  const every = { none: Infinity, daily: 1440, many: 120 }[incidents];
  return (minute) => {
    if (every === Infinity) return CALM;
    const nth = Math.floor(minute / every);
    const from = nth * every + draw(80, nth) * (every - 30);
    const lasts = 10 + 20 * draw(81, nth);
    if (minute < from || minute >= from + lasts) return CALM;
    return { errors: 5 + 25 * draw(82, nth), latency: 1 + 0.5 * draw(83, nth) };
  };
};

export const histogramOf = (counts: readonly number[]): Histogram => ({ bounds: [...BOUNDS], counts: [...counts] });

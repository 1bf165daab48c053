import { logGamma } from '../../src/core/guards/sample-ratio.ts';
import { type ArmMinute, BOUNDS, type Minute } from './streams.ts';

/** Looks at every minute in turn and says when it would go back. Written from its documents; not the product. */
export type Peer = { readonly name: string; readonly begin: () => (minute: Minute, at: number) => boolean };

const sum = (minutes: readonly ArmMinute[], of: (one: ArmMinute) => number): number =>
  minutes.reduce((all, one) => all + of(one), 0);
const requests = (minutes: readonly ArmMinute[]): number => sum(minutes, (one) => one.requests);
const bad = (minutes: readonly ArmMinute[]): number => sum(minutes, (one) => one.bad);
const rate = (minutes: readonly ArmMinute[]): number => bad(minutes) / Math.max(1, requests(minutes));
/** Slower than 99 of 100 were before. */
const slow = ({ latency }: ArmMinute): number => latency.slice(-3).reduce((all, one) => all + one, 0);

const p99 = (minutes: readonly ArmMinute[]): number => {
  const all = requests(minutes);
  let left = all * 0.99;
  for (let at = 0; at < BOUNDS.length; at += 1) {
    const count = sum(minutes, (one) => one.latency[at] ?? 0);
    if (left <= count && count > 0) {
      const from = BOUNDS[at - 1] ?? 0;
      return from + ((BOUNDS[at] ?? 0) - from) * (left / count);
    }
    left -= count;
  }
  return all > 0 ? (BOUNDS.at(-1) ?? 0) : 0;
};

const meanMs = (one: ArmMinute): number => {
  const ends = [...BOUNDS, 2400];
  const all = ends.reduce((total, end, at) => total + ((ends[at - 1] ?? 30) + end) * 0.5 * (one.latency[at] ?? 0), 0);
  return all / Math.max(1, one.requests);
};

/** The minutes so far. */
const remembering =
  (judge: (treated: readonly ArmMinute[], control: readonly ArmMinute[], at: number) => boolean) => () => {
    const [treated, control]: [ArmMinute[], ArmMinute[]] = [[], []];
    return (minute: Minute, at: number): boolean => {
      treated.push(minute.treated);
      control.push(minute.control);
      return judge(treated, control, at);
    };
  };

const flagger: Peer = {
  name: 'Flagger, its defaults',
  begin: () => {
    let failed = 0;
    return ({ treated }) => {
      if (treated.requests > 0 && (rate([treated]) > 0.01 || p99([treated]) > 500)) failed += 1;
      return failed >= 10;
    };
  },
};

const argo: Peer = {
  name: 'Argo Rollouts, values of its documents',
  begin: () => {
    let failed = 0;
    const last: ArmMinute[] = [];
    return ({ treated }, at) => {
      last.push(treated);
      if (at % 5 !== 4) return false;
      if (1 - rate(last.splice(0)) < 0.95) failed += 1;
      return failed > 3;
    };
  },
};

/** Errors above 5 % over an hour, or twice the usual p99 over five minutes. */
const fixed: Peer = {
  name: 'fixed limits: 5 % errors, p99 × 2',
  begin: () => {
    const usual = 200 * Math.exp(2.326 * 0.6);
    const hour: ArmMinute[] = [];
    return ({ treated }) => {
      hour.push(treated);
      if (hour.length > 60) hour.shift();
      const five = hour.slice(-5);
      return (requests(hour) >= 200 && rate(hour) > 0.05) || (requests(five) >= 200 && p99(five) > 2 * usual);
    };
  },
};

/** Mann–Whitney, hour by hour: the 98 % interval of the shift lies above a quarter of its middle. */
const kayenta: Peer = {
  name: 'Mann–Whitney judging (Kayenta-like)',
  begin: remembering((treated, control, at) => {
    if (at % 60 !== 59) return false;
    const [mine, theirs] = [treated, control].map((arm) => arm.slice(-60).filter((one) => one.requests > 0));
    if (!mine || !theirs || Math.min(mine.length, theirs.length) < 50) return false;
    return [(one: ArmMinute) => rate([one]), meanMs].some((of) => isHigh(mine.map(of), theirs.map(of)));
  }),
};

const isHigh = (mine: readonly number[], theirs: readonly number[]): boolean => {
  const shifts = mine.flatMap((a) => theirs.map((b) => a - b)).toSorted((a, b) => a - b);
  const [n, m] = [mine.length, theirs.length];
  const middle = shifts[Math.floor(shifts.length / 2)] ?? 0;
  const lower = Math.floor((n * m) / 2 - 2.326 * Math.sqrt((n * m * (n + m + 1)) / 12));
  return (shifts[Math.max(0, lower)] ?? 0) > 0.25 * Math.abs(middle) && middle > 0;
};

/** A one-sided z at 5 %, at every minute. */
const repeated: Peer = {
  name: 'z-test, repeated',
  begin: () => {
    const all = counting();
    return (minute) => {
      const [errors, waits] = all(minute);
      return zOf(errors) > 1.645 || zOf(waits) > 1.645;
    };
  },
};

type Two = readonly [n: number, x: number, others: number, y: number];

const counting = () => {
  let [n, x, slowX, m, y, slowY] = [0, 0, 0, 0, 0, 0];
  return ({ treated, control }: Minute): readonly [Two, Two] => {
    n += treated.requests;
    x += treated.bad;
    slowX += slow(treated);
    m += control.requests;
    y += control.bad;
    slowY += slow(control);
    return [
      [n, x, m, y],
      [n, slowX, m, slowY],
    ];
  };
};

const zOf = ([n, x, m, y]: Two): number => {
  if (n < 1 || m < 1) return 0;
  const pooled = (x + y) / (n + m);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return error > 0 ? (x / n - y / m) / error : 0;
};

/** Its one-sided asymptotic confidence sequence, tuned to 5,000, every ten minutes, 5 % for each metric. */
const growthbook: Peer = {
  name: 'confidence sequence (GrowthBook-like)',
  begin: () => {
    const all = counting();
    return (minute, at) => {
      const counts = all(minute);
      return at % 10 === 9 && counts.some((two) => lowerEnd(two) > 0);
    };
  },
};

const lowerEnd = ([n, x, m, y]: Two): number => {
  if (n < 100 || m < 100) return -1;
  const alpha = 0.05;
  const [a, b] = [x / n, y / m];
  const all = n + m;
  const variance = all * ((a * (1 - a)) / n + (b * (1 - b)) / m);
  const tuned = -2 * Math.log(alpha);
  const square = (tuned + Math.log(tuned + 1)) / 5000;
  const width =
    ((2 * (all * square + 1)) / (all * all * square)) * Math.log(1 + Math.sqrt(all * square + 1) / (2 * alpha));
  return a - b - Math.sqrt(variance * width);
};

/** Sequential counts against the split of requests, two metrics with half of 5 % each. */
const lindonMalek: Peer = {
  name: 'sequential counts (Lindon–Malek)',
  begin: () => {
    const sums = [
      { log: 0, x: 0, y: 0 },
      { log: 0, x: 0, y: 0 },
    ];
    return ({ treated, control }, at) => {
      // Another share begins: what was counted under the last one says nothing of the next, and the factors are multiplied.
      if (at % 60 === 0) for (const sumOf of sums) [sumOf.x, sumOf.y] = [0, 0];
      const share = treated.requests / Math.max(1, treated.requests + control.requests);
      const counts = [
        [treated.bad, control.bad],
        [slow(treated), slow(control)],
      ];
      return sums.some((sumOf, metric) => {
        const [x = 0, y = 0] = counts[metric] ?? [];
        const [a, b] = [100 * share + sumOf.x, 100 * (1 - share) + sumOf.y];
        if (share > 0 && share < 1)
          sumOf.log += beta(a + x, b + y) - beta(a, b) - x * Math.log(share) - y * Math.log1p(-share);
        sumOf.x += x;
        sumOf.y += y;
        return sumOf.log > Math.log(40) && sumOf.x > share * (sumOf.x + sumOf.y);
      });
    };
  },
};

const beta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Knows both rates beforehand, and goes back as soon as they have told it enough: no test can be faster on average. */
export const bound: Peer = {
  name: 'bound: both rates known',
  begin: () => {
    let nats = 0;
    return (minute) => {
      nats += minute.nats;
      return nats >= Math.log(20);
    };
  },
};

export const peers: readonly Peer[] = [flagger, argo, fixed, kayenta, repeated, growthbook, lindonMalek];

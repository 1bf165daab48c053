import { normalQuantile } from './power.ts';

/**
 * What an experiment may err, divided before it begins: four fifths for the one look at the planned end, where most is
 * known, and one fifth for all looks before it together. So both may be believed, however often anybody looked.
 */
const AT_THE_END = 0.8;
export const endAlpha = (alpha: number): number => AT_THE_END * alpha;
export const duringAlpha = (alpha: number): number => (1 - AT_THE_END) * alpha;

/**
 * Half of the width of an interval, in standard errors, that is true at every look at once with that error. A normal
 * mixture (Robbins); its scale is set so that it is narrowest when `known` is 1, which is when all that was planned for
 * is there. Exact for normal means of known spread, and for others as nearly as their means are normal.
 */
export const widthDuring = (alpha: number, known: number): number => {
  const scaled = Math.max(1e-12, known) * scaleOf(alpha);
  return Math.sqrt(((2 * (1 + scaled)) / scaled) * (Math.log1p(scaled) / 2 - Math.log(alpha)));
};

const scaleOf = (alpha: number): number => -2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha)) + 1;

/** The same for a single look that was fixed beforehand. */
export const widthAtEnd = (alpha: number): number => normalQuantile(1 - alpha / 2);

export type Interval = { readonly low: number; readonly high: number };

export const around = (middle: number, half: number): Interval => ({ low: middle - half, high: middle + half });

/** Both are true together. Where they do not meet, something is odd, and the wider one is told. */
export const bothOf = (a: Interval, b: Interval): Interval => {
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  return low <= high ? { low, high } : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
};

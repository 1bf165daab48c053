import type { Tally } from './counted.ts';

type Pair = Tally['control'];

/**
 * Somebody who tries again and again is many bad events and one bad experience. Where users were not counted, such
 * bursts make counts jump more than chance would: by how much is learned from control alone, and divides the evidence.
 */
export const unrestOf = (steps: readonly number[]): number =>
  steps.length < LEAST_STEPS ? UNKNOWN : Math.max(1, median(steps) / USUAL_MEDIAN);

/** Until that many steps are known, two: what bursts of two or three come to. */
const LEAST_STEPS = 7;
const UNKNOWN = 2;
/** Of a squared standard normal. The median does not mind an incident or two. */
const USUAL_MEDIAN = 0.455;

/** From one window of control to the next, in squared standard deviations of chance alone. */
export const squaredStep = (before: Pair | undefined, now: Pair): number | undefined => {
  if (!before || before.of <= 0 || now.of <= 0) return undefined;
  const share = (before.bad + now.bad) / (before.of + now.of);
  const variance = share * (1 - share) * (1 / before.of + 1 / now.of);
  return variance > 0 ? (before.bad / before.of - now.bad / now.of) ** 2 / variance : undefined;
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

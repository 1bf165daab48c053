/** Evidence that users do not come by in the shares that were planned. From this on no comparison of arms means anything. */
export const UNEQUAL = 1000;

/** How firmly the planned share is believed, in users. */
const PRIOR = 100;

/**
 * Sample-ratio mismatch, sequentially: new users of each arm against the share that was assigned. What a stake of 1 on
 * "another share" is worth; valid however often it is looked at.
 */
export const mismatch = ({ treated, control }: Arrivals, share: number): number => {
  if (!(share > 0 && share < 1)) return 1;
  const [a, b] = [PRIOR * share, PRIOR * (1 - share)];
  const log =
    logBeta(a + treated, b + control) - logBeta(a, b) - treated * Math.log(share) - control * Math.log1p(-share);
  return Math.exp(Math.min(600, log));
};

type Arrivals = { readonly treated: number; readonly control: number };

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Stirling's series, after moving the argument to where it is good to 12 digits. For positive arguments. */
export const logGamma = (x: number): number => {
  let [at, moved] = [x, 0];
  while (at < 12) {
    moved -= Math.log(at);
    at += 1;
  }
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at;
  return moved + (at - 0.5) * Math.log(at) - at + HALF_LOG_TWO_PI + series;
};

const HALF_LOG_TWO_PI = 0.9189385332046727;

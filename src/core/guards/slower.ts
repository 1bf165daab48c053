/** How far times of requests spread, in logarithms, where nobody measured it. */
export const USUAL_SPREAD = 0.6;

/** Where 99 of 100 lie below, in spreads. */
const SLOWEST = 2.326;

/** Of requests that all take so many spreads longer: the share that takes longer than 99 of 100 did, beyond that hundredth. */
export const slowerBy = (spreads: number): number => Math.max(0, tail(SLOWEST - spreads) - 0.01);

/** How much of a normal distribution lies above z, to about four digits: a logistic curve with a cubic term. */
const tail = (z: number): number => 1 / (1 + Math.exp(1.5976 * z + 0.07056 * z ** 3));

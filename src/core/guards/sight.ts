import { CHANCES, SIGN_WEIGHTS } from './processes.ts';

/**
 * How much a guard has to see. Somebody who knew both rates would need ln 20 nats; a guard that has to find the rate out
 * needs so many times that for nine of ten rollouts. Measured on streams of requests, at effects from 1.5 to 6 times.
 */
const NINE_OF_TEN = 4.5;
const ESTABLISHED = 20;

export type Rate = {
  /** The usual share of bad events, and the share of everybody that has the change; 0 to 1. */
  readonly bad: number;
  readonly treated: number;
  /** Its part of what all guards of its action stake, 0 to 1: a smaller one has to make more of it. Absent: all. */
  readonly part?: number | undefined;
  /** What is bad is common, so what is good is counted: it becomes so many times rarer. */
  readonly turned?: boolean | undefined;
};

/** Observations with the change until a guard sees bad events that are so many times as frequent. */
export const samplesToSee = (times: number, { bad, treated, part = 1, turned = false }: Rate): number => {
  const worse = turned ? bad / times : Math.min(0.999, times * bad);
  const nats = worse * Math.log(worse / bad) + (1 - worse) * Math.log((1 - worse) / (1 - bad));
  // Control is known from its own part of the traffic only: at half and half it is as uncertain as what is compared.
  return (NINE_OF_TEN * levelOf(part)) / (nats * (1 - treated));
};

const levelOf = (part: number): number => Math.log(ESTABLISHED / part);

/** Windows with one number each, until that it is the worse one nearly every time is seen; two of them may be odd. */
export const windowsToSee = (part = 1): number => {
  let windows = 1;
  while (worthOfWorse(windows) * part < ESTABLISHED) windows += 1;
  return windows + 2;
};

const worthOfWorse = (windows: number): number =>
  CHANCES.reduce((sum, chance, at) => sum + (SIGN_WEIGHTS[at] ?? 0) * (2 * chance) ** windows, 0);

/** How uncertain one number for a window is, over √n: the slowest hundredth of n requests is the least certain of them. */
const SPREAD_OF_VALUE = 2.2;

/** The smallest effect that makes a number for a window the worse one nearly every time, with so many observations behind it. */
export const timesByValue = (samples: number, tolerated: number): number =>
  tolerated * Math.exp((2 * SPREAD_OF_VALUE) / Math.sqrt(Math.max(1, samples)));

/** In the words of people: a fifth more, half as many again, twice, three times. */
export const EFFECTS: readonly number[] = [1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3, 4, 5, 7, 10, 20, 50];

/** The smallest of some effects that so many observations show; undefined where they show none of them. */
export const smallestSeen = (samples: number, rate: Rate): number | undefined =>
  EFFECTS.find((times) => (rate.turned || times * rate.bad < 1) && samplesToSee(times, rate) <= samples);

/**
 * What a guard on counts can see. Somebody who knew both rates would need ln 20 nats; a guard that has to find the rate
 * out needs so many times that for nine of ten rollouts. Measured on streams of requests, at effects from 1.5 to 6 times.
 */
const NINE_OF_TEN = 4.5 * Math.log(20);

/** Observations with the change until a guard sees bad events that are so many times as frequent. */
export const samplesToSee = (times: number, { bad, treated }: Rate): number => {
  const worse = Math.min(0.999, times * bad);
  const nats = worse * Math.log(worse / bad) + (1 - worse) * Math.log((1 - worse) / (1 - bad));
  // Control is known from its own part of the traffic only: at half and half it is as uncertain as what is compared.
  return NINE_OF_TEN / (nats * (1 - treated));
};

export type Rate = {
  /** The usual share of bad events, and the share of everybody that has the change; 0 to 1. */
  readonly bad: number;
  readonly treated: number;
};

/** The smallest of some effects that so many observations show; undefined where they show none of them. */
export const smallestSeen = (samples: number, rate: Rate): number | undefined =>
  EFFECTS.find((times) => times * rate.bad < 1 && samplesToSee(times, rate) <= samples);

/** In the words of people: a fifth more, half as many again, twice, three times. */
const EFFECTS = [1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3, 4, 5, 7, 10, 20, 50];

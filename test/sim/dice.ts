/** Chance in the order it is asked for: one seed, one run. */
export type Dice = {
  /** From 0 up to 1. */
  readonly next: () => number;
  /** Whether something happens that happens in that share of all cases. */
  readonly is: (share: number) => boolean;
  /** A whole number from the first to the last, both included. */
  readonly from: (first: number, last: number) => number;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
};

/** Mulberry32: small, quick, good enough to choose troubles by, and for nothing secret. */
export const diceOf = (seed: number): Dice => {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const from = (first: number, last: number): number => first + Math.floor(next() * (last - first + 1));
  return {
    next,
    is: (share) => next() < share,
    from,
    pick: ([first, ...rest]) => [first, ...rest][from(0, rest.length)] ?? first,
  };
};

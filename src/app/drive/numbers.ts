/** How many were at most so long, each counted in all that are longer; the last bound is that of all. */
export type Histogram = {
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sumMs: number;
};

/** What a driver has done since it began, as plain numbers. */
export type DriverNumbers = {
  readonly turns: number;
  /** Of those: something was decided and written. */
  readonly decided: number;
  /** Somebody else was faster, and nothing was written here. */
  readonly overtaken: number;
  readonly failed: number;
  readonly inFlight: number;
  /** Put back because their flag system had no room. */
  readonly putBack: number;
  /** Those that nothing would have woken any more, found by a look at the log. */
  readonly found: number;
  /** Under way when the log was last looked at. */
  readonly live: number;
  /** How long after they were due turns were begun, and how long they took. */
  readonly lateness: Histogram;
  readonly took: Histogram;
};

export type Counting = {
  readonly add: (
    what: 'turns' | 'decided' | 'overtaken' | 'failed' | 'inFlight' | 'putBack' | 'found',
    by: number,
  ) => void;
  readonly live: (count: number) => void;
  readonly late: (ms: number) => void;
  readonly took: (ms: number) => void;
  readonly now: () => DriverNumbers;
};

const BOUNDS_MS = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000];

export const counting = (): Counting => {
  const counts = { turns: 0, decided: 0, overtaken: 0, failed: 0, inFlight: 0, putBack: 0, found: 0, live: 0 };
  const [lateness, took] = [histogram(), histogram()];
  return {
    add: (what, by) => void (counts[what] += by),
    live: (count) => void (counts.live = count),
    late: lateness.add,
    took: took.add,
    now: () => ({ ...counts, lateness: lateness.now(), took: took.now() }),
  };
};

const histogram = (): { readonly add: (ms: number) => void; readonly now: () => Histogram } => {
  const counts = BOUNDS_MS.map(() => 0);
  let [count, sumMs] = [0, 0];
  return {
    add: (ms) => {
      count += 1;
      sumMs += Math.max(0, ms);
      for (const [at, bound] of BOUNDS_MS.entries()) if (ms <= bound) counts[at] = (counts[at] ?? 0) + 1;
    },
    now: () => ({ boundsMs: BOUNDS_MS, counts: [...counts], count, sumMs }),
  };
};

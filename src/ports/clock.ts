/** Time, for those who wait. Core is told the time instead. */
export type Clock = {
  readonly nowMs: () => number;
  /** May return early, when the signal aborts or the wait is very long: whoever waits looks at the clock again. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

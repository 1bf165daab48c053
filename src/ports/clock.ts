/** Time, for those who wait. Core is told the time instead. */
export type Clock = {
  readonly nowMs: () => number;
  /** Returns early when the signal aborts: whoever waits looks at the signal next. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

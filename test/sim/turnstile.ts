import { setImmediate } from 'node:timers/promises';

/**
 * Virtual time. Whatever waits for something waits here, and one thing happens at a time: the earliest. Between two of
 * them everybody who heard of the last goes on until they wait again, so a run depends on nothing but its seed.
 */
export type Turnstile = {
  readonly nowMs: () => number;
  /** What is to happen, after so long; gives what takes it back. */
  readonly after: (ms: number, act: () => void | Promise<void>) => () => void;
  /** The next thing; false where nothing is to come. */
  readonly step: () => Promise<boolean>;
};

type Due = { readonly atMs: number; readonly act: () => void | Promise<void> };

export const turnstile = (startMs: number): Turnstile => {
  const due: Due[] = [];
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    after: (ms, act) => {
      const one: Due = { atMs: nowMs + Math.max(0, ms), act };
      // Of two at the same moment the one that was asked for first comes first.
      const behind = due.findIndex(({ atMs }) => atMs > one.atMs);
      due.splice(behind < 0 ? due.length : behind, 0, one);
      return () => {
        const at = due.indexOf(one);
        if (at >= 0) due.splice(at, 1);
      };
    },
    step: async () => {
      const next = due.shift();
      if (!next) return false;
      nowMs = next.atMs;
      await next.act();
      await setImmediate();
      return true;
    },
  };
};

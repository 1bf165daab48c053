/** Where nobody says otherwise: every program of a team may have the same token. */
const MOST_STREAMS = 1000;
const MOST_OF_ONE = 500;

/** How many streams are open, and whose. */
export type Room = {
  /** Undefined where there is no room; else what gives it back. */
  readonly enter: (name: string) => (() => void) | undefined;
  readonly taken: () => number;
};

export const roomFor = (most = MOST_STREAMS, ofOne = MOST_OF_ONE): Room => {
  const open = new Map<string, number>();
  let all = 0;
  return {
    enter: (name) => {
      const own = open.get(name) ?? 0;
      if (all >= most || own >= ofOne) return undefined;
      all += 1;
      open.set(name, own + 1);
      return () => {
        all -= 1;
        const left = (open.get(name) ?? 1) - 1;
        if (left > 0) open.set(name, left);
        else open.delete(name);
      };
    },
    taken: () => all,
  };
};

/** How many streams are open, and whose. */
export type Room = {
  /** Undefined where there is no room; else what gives it back. */
  readonly enter: (name: string) => (() => void) | undefined;
};

/** So many in all, and so many of one caller. */
export const roomFor = (most: number, ofOne: number): Room => {
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
  };
};

/**
 * A lane is a place where flags are. Whoever waits for one flag system may take most of the turns that go on at once,
 * and never all: those that have nothing to do with it go on.
 */
export type Lanes = {
  readonly isFull: (lane: string) => boolean;
  readonly full: () => readonly string[];
  readonly within: <T>(lane: string, act: () => Promise<T>) => Promise<T>;
};

export const lanesFor = (most: number): Lanes => {
  const each = Math.max(1, Math.floor((most * 3) / 4));
  const inside = new Map<string, number>();
  const isFull = (lane: string): boolean => (inside.get(lane) ?? 0) >= each;
  const enter = (lane: string, by: number): void => {
    const now = (inside.get(lane) ?? 0) + by;
    if (now > 0) inside.set(lane, now);
    else inside.delete(lane);
  };
  return {
    isFull,
    full: () => [...inside.keys()].filter(isFull),
    within: async (lane, act) => {
      enter(lane, 1);
      try {
        return await act();
      } finally {
        enter(lane, -1);
      }
    },
  };
};

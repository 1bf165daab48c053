export type Rate = {
  readonly perSecond: number;
  /** So many at once, after a while without any. */
  readonly burst: number;
  /** How many are told apart. Whoever was longest away is forgotten first, and starts anew. */
  readonly most: number;
};

export type Buckets = {
  /** Takes one: 0 where there was one, else after how many milliseconds there will be. */
  readonly take: (key: string) => number;
};

/** A bucket for each, that fills by itself. A clock that goes back fills nothing. */
export const buckets = (nowMs: () => number, { perSecond, burst, most }: Rate): Buckets => {
  const known = new Map<string, { readonly left: number; readonly atMs: number }>();
  return {
    take: (key) => {
      const now = nowMs();
      const { left, atMs } = known.get(key) ?? { left: burst, atMs: now };
      const filled = Math.min(burst, left + (Math.max(0, now - atMs) / 1000) * perSecond);
      known.delete(key);
      if (known.size >= most) known.delete(known.keys().next().value ?? '');
      known.set(key, { left: filled >= 1 ? filled - 1 : filled, atMs: now });
      return filled >= 1 ? 0 : Math.max(1, Math.round(((1 - filled) / perSecond) * 1000));
    },
  };
};

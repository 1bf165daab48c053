/** How long what was seen outside is told to others who ask for the same. */
const KEPT_MS = 5000;

/** More than there are rollouts that people look at at once. */
const MOST_KEPT = 200;

export type Shared = <T>(key: string, look: () => Promise<T>) => Promise<T>;

/** Flag systems and metric sources are not to be worn out by people who look on: within a few seconds one look is for all. */
export const sharedLooks = (nowMs: () => number): Shared => {
  const kept = new Map<string, { readonly atMs: number; readonly seen: Promise<unknown> }>();
  return <T>(key: string, look: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    const now = nowMs();
    if (known && Math.abs(now - known.atMs) < KEPT_MS) return known.seen as Promise<T>;
    const seen = look();
    kept.delete(key);
    kept.set(key, { atMs: now, seen });
    const oldest = [...kept.keys()][0];
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    // What threw is nothing that others should be told.
    seen.catch(() => kept.delete(key));
    return seen;
  };
};

const LONGEST = 100;

/**
 * The name that was probably meant, for "did you mean": the fewest single mistakes away, at most one in three letters,
 * and the first of several that are equally near.
 */
export const nearest = (name: string, names: readonly string[]): string | undefined => {
  if (name.length > LONGEST) return undefined;
  const most = Math.max(1, Math.floor(name.length / 3));
  let best: { readonly name: string; readonly away: number } | undefined;
  for (const candidate of names) {
    const away = distance(name.toLowerCase(), candidate.slice(0, LONGEST).toLowerCase());
    if (away <= most && away < (best?.away ?? Infinity)) best = { name: candidate, away };
  }
  return best?.name;
};

/** Letters to add, drop, change or swap with their neighbour. */
const distance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/** ` (did you mean "x"?)`, or nothing: for the end of a message. */
export const didYouMean = (name: string, names: readonly string[]): string => {
  const near = nearest(name, names);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
};

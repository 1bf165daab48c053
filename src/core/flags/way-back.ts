/** The flags on a way from this one back to itself, shortest first; each flag is looked at once. */
export const wayBackTo = (
  start: string,
  needs: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined => {
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    for (const next of needs.get(way.at(-1) ?? start) ?? []) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
};

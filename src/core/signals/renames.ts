import type { Reading, Run } from './reading.ts';

const TOKEN = /[A-Za-z_]\w*|\d+|\S/g;
const NAME = /^[A-Za-z_]\w*$/;

/** Words that are no names: swapping one for another changes what happens. */
const NO_NAMES = new Set(
  `true false nil null None True False undefined and or not if unless else return public private protected async await int
  float double string bool boolean any all in is min max gt lt gte lte eq ne asc desc allow deny`.split(/\s+/),
);

const MOST_PAIRS = 20_000;
const MOST_LINES = 40;
const OFTEN = 3;

export type Pair = readonly [string, string];

export type Renames = {
  /** Remembers the pairs of a run that does nothing but use other names; none when it does more. */
  readonly see: (reading: Reading) => ReadonlyMap<Run, readonly Pair[]>;
  /** Whether each of these names was replaced by the same other name wherever it stood, and often. */
  readonly mechanical: (pairs: readonly Pair[]) => boolean;
};

export const createRenames = (): Renames => {
  const known = new Map<string, Map<string, number>>();
  let size = 0;
  const remember = ([from, to]: Pair): void => {
    const targets = known.get(from) ?? new Map<string, number>();
    if (!targets.has(to)) size += 1;
    targets.set(to, (targets.get(to) ?? 0) + 1);
    if (size < MOST_PAIRS) known.set(from, targets);
  };
  return {
    see: (reading) => {
      const found = new Map<Run, readonly Pair[]>();
      for (const run of reading.runs) {
        const pairs = pairsOf(run);
        if (pairs === undefined) continue;
        for (const pair of pairs) remember(pair);
        found.set(run, pairs);
      }
      return found;
    },
    mechanical: (pairs) =>
      pairs.length > 0 &&
      pairs.every(([from, to]) => {
        const targets = known.get(from);
        return targets?.size === 1 && (targets.get(to) ?? 0) >= OFTEN;
      }),
  };
};

const pairsOf = (run: Run): readonly Pair[] | undefined => {
  if (run.removed.length !== run.added.length || run.added.length === 0 || run.added.length > MOST_LINES)
    return undefined;
  const pairs: Pair[] = [];
  for (const [at, line] of run.removed.entries()) {
    const other = run.added[at];
    const found = other === undefined ? undefined : namesSwapped(line.text, other.text);
    if (found === undefined) return undefined;
    pairs.push(...found);
  }
  return pairs;
};

const namesSwapped = (before: string, after: string): readonly Pair[] | undefined => {
  if (before.length > 500 || after.length > 500) return undefined;
  const a = before.match(TOKEN) ?? [];
  const b = after.match(TOKEN) ?? [];
  if (a.length !== b.length) return undefined;
  const pairs: Pair[] = [];
  for (const [at, token] of a.entries()) {
    const other = b[at] ?? '';
    if (token === other) continue;
    if (!NAME.test(token) || !NAME.test(other) || NO_NAMES.has(token) || NO_NAMES.has(other)) return undefined;
    pairs.push([token, other]);
  }
  return pairs;
};

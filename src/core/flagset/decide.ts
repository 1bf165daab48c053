import { wayBackTo } from '../flags/way-back.ts';
import { failed, ok, type Problem, type Result } from '../problem.ts';
import type { Actor } from '../rollout/words.ts';
import { digestOf } from '../values/digest.ts';
import type { FlagSetEvent, StoredFlag } from './events.ts';
import { type FlagSet, type KeptFlag, MOST_FLAGS } from './flag-set.ts';
import { flagSetProblems } from './problems.ts';

/** What is to become of one flag: this, or nothing any more. */
export type Change = { readonly key: string; readonly flag: StoredFlag | undefined };

export type Said = { readonly by: Actor; readonly reason: string; readonly atMs: number };

/**
 * The events that make it so, all of them or none: what changes nothing leaves no trace. The set as a whole has to hold
 * together afterwards: what is needed is there, and nothing needs itself.
 */
export const decideChanges = (
  set: FlagSet,
  changes: readonly Change[],
  said: Said,
): Result<readonly FlagSetEvent[]> => {
  const news = changes.filter(({ key, flag }) => isNews(set.flags.get(key), flag));
  const next = new Map<string, readonly string[]>(
    [...set.flags].map(([key, { stored }]) => [key, stored.prerequisites]),
  );
  for (const { key, flag } of news) {
    if (flag) next.set(key, flag.prerequisites);
    else next.delete(key);
  }
  const problems = [
    ...(next.size > MOST_FLAGS && next.size > set.flags.size ? [flagSetProblems.tooMany(MOST_FLAGS)] : []),
    ...news.flatMap(({ key, flag }) => (flag ? needsProblems(key, flag, next) : neededProblems(key, next))),
  ];
  if (problems.length > 0) return failed(...problems);
  return ok(news.map((change) => eventOf(change, said)));
};

const isNews = (kept: KeptFlag | undefined, flag: StoredFlag | undefined): boolean =>
  flag === undefined ? kept !== undefined : kept === undefined || digestOf(kept.stored) !== digestOf(flag);

type Needs = ReadonlyMap<string, readonly string[]>;

const needsProblems = (key: string, { prerequisites }: StoredFlag, next: Needs): readonly Problem[] => {
  const unknown = prerequisites.filter((needed) => !next.has(needed));
  const circle = wayBackTo(key, next);
  return [
    ...unknown.map((needed) => flagSetProblems.needsUnknown(key, needed)),
    ...(circle ? [flagSetProblems.circle(key, circle)] : []),
  ];
};

const neededProblems = (key: string, next: Needs): readonly Problem[] => {
  const by = [...next].flatMap(([other, needs]) => (needs.includes(key) ? [other] : []));
  return by.length > 0 ? [flagSetProblems.needed(key, by)] : [];
};

const eventOf = ({ key, flag }: Change, { by, reason, atMs }: Said): FlagSetEvent => {
  const about = { schemaVersion: 1 as const, atMs, by, reason, key };
  return flag ? { ...about, type: 'flag-defined', flag } : { ...about, type: 'flag-removed' };
};

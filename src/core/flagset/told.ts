import { OWN_CAPABILITIES } from '../flags/own.ts';
import type { FlagState } from '../flags/flag-state.ts';
import { whyNotHeld } from '../flags/held.ts';
import { failed, type Result } from '../problem.ts';
import { stored } from './change.ts';
import { decideChanges, type Said } from './decide.ts';
import type { FlagSetEvent } from './events.ts';
import type { FlagSet, KeptFlag } from './flag-set.ts';
import { flagSetProblems } from './problems.ts';

/** What a flag should be, as a flag system is told it, and the revision that it was decided at. */
export type Told = { readonly flag: FlagState; readonly expected: string | undefined; readonly said: Said };

/**
 * What is so already is left alone, whatever the revision; what was made for an older one is refused. Prerequisites are
 * added to those that are there: a plan that does not know of one must not take it out.
 */
export const told = (set: FlagSet, { flag, expected, said }: Told): Result<readonly FlagSetEvent[]> => {
  const why = whyNotHeld(flag, OWN_CAPABILITIES);
  if (why !== undefined) return failed(flagSetProblems.notHeld(flag.key, why));
  const there = set.flags.get(flag.key);
  const prerequisites = [...new Set([...(there?.stored.prerequisites ?? []), ...(flag.prerequisites ?? [])])];
  const next = stored(flag, there, { prerequisites });
  if (!next.ok) return next;
  const events = decideChanges(set, [{ key: flag.key, flag: next.value }], said);
  if (!events.ok || events.value.length === 0) return events;
  return revisionOf(there) === expected ? events : failed(flagSetProblems.moved(flag.key, there?.revision));
};

const revisionOf = (kept: KeptFlag | undefined): string | undefined => kept && String(kept.revision);

/** Whoever tells a flag system what a flag should be has written down who asked for it, and why. */
export const TOLD_WHY = 'told by a rollout, or by a command for flags: the log of that one says who asked and why';

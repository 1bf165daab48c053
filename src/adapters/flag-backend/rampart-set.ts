import type { Capabilities } from '../../core/flags/capabilities.ts';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { whyNotHeld } from '../../core/flags/held.ts';
import { stored } from '../../core/flagset/change.ts';
import { decideChanges } from '../../core/flagset/decide.ts';
import type { FlagSetEvent } from '../../core/flagset/events.ts';
import { type FlagSet, type KeptFlag, meaningIn } from '../../core/flagset/flag-set.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Listed, Page } from '../../ports/flag-backend.ts';
import { listedFlag, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';

export const readIn = ({ flags }: FlagSet, keys: readonly string[]): Result<readonly FlagState[]> => {
  const found = keys.flatMap((key) => flags.get(key) ?? []).map(meaningIn);
  const doubts = found.flatMap(({ flag, doubt }) =>
    doubt === undefined ? [] : [flagProblems.edited(flag.key, doubt)],
  );
  return ok(
    found.map(({ flag }) => flag),
    doubts,
  );
};

export const listedIn = ({ flags }: FlagSet, page: Page): Result<Listed> => {
  const { names, next } = pageOf(flags.keys(), page);
  return ok({ flags: names.flatMap((name) => flags.get(name) ?? []).map(listed), unread: [], next });
};

const listed = (kept: KeptFlag) => {
  const { createdAtMs, changedAtMs } = kept;
  return listedFlag({ ...meaningIn(kept), createdAtMs, changedAtMs });
};

type Writing = {
  readonly flag: FlagState;
  readonly expected: string | undefined;
  readonly capabilities: Capabilities;
  readonly atMs: number;
};

/** What is so already is left alone, whatever the revision; what was made for an older one is refused. */
export const writtenIn = (
  set: FlagSet,
  { flag, expected, capabilities, atMs }: Writing,
): Result<readonly FlagSetEvent[]> => {
  const why = whyNotHeld(flag, capabilities);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  const there = set.flags.get(flag.key);
  const prerequisites = [...new Set([...(there?.stored.prerequisites ?? []), ...(flag.prerequisites ?? [])])];
  const next = stored(flag, there, { prerequisites });
  if (!next.ok) return next;
  const events = decideChanges(set, [{ key: flag.key, flag: next.value }], { ...TOLD, atMs });
  if (!events.ok || events.value.length === 0) return events;
  return revisionOf(there) === expected ? events : failed(flagProblems.moved(flag.key, there !== undefined));
};

const revisionOf = (kept: KeptFlag | undefined): string | undefined => kept && String(kept.revision);

/** Whoever tells a flag system what a flag should be has written down who asked for it, and why. */
const TOLD = {
  by: { name: 'rampart', roles: [] },
  reason: 'told by a rollout, or by a command for flags: the log of that one says who asked and why',
};

import { type FlagSetEvent, readFlagSetEvent } from '../core/flagset/events.ts';
import { type FlagSet, type KeptFlag, withEvents } from '../core/flagset/flag-set.ts';
import { ok, type Result } from '../core/problem.ts';
import { chainStart, linked, readChain } from '../core/rollout/chain.ts';
import { digestOf } from '../core/values/digest.ts';
import type { Entry, EventLog, Snapshot } from './event-log.ts';

/** The flag system that Rampart is itself, by the name that plans call it. */
export const OWN_FLAGS = 'rampart';

/** Its flags in the log that the rollout itself is in, wherever that is: found again after a move to another place. */
export const ownPlace = (environment: string): string => `log?environment=${environment}`;

export const isOwnPlace = (place: string): boolean => place.startsWith('log?');

/** The log of the flags of one environment. No id of a rollout has a colon, so it is never taken for one. */
const PREFIX = 'flagset:';

const flagSetLogId = (environment: string): string => `${PREFIX}${environment}`;

/** The flags of an environment as its log tells them, its chain verified; from what is known already, only what is new. */
export const readFlagSet = async (log: EventLog, environment: string, known?: FlagSet): Promise<Result<FlagSet>> => {
  const from = known ?? (await beginningOf(log, environment));
  const entries = await log.read(flagSetLogId(environment), from.version + 1);
  return entries.ok ? continued(from, entries.value) : entries;
};

export type Changed = { readonly before: FlagSet; readonly after: FlagSet; readonly events: readonly FlagSetEvent[] };

/**
 * Reads, decides and appends at the version it was decided at: all of it or nothing. Where somebody else wrote
 * meanwhile it is decided anew on what they left, so whoever expects a revision says so in `decide`.
 */
export const changeFlagSet = async (
  log: EventLog,
  environment: string,
  decide: (now: FlagSet) => Result<readonly FlagSetEvent[]>,
  known?: FlagSet,
): Promise<Result<Changed>> => {
  let from = known;
  for (let tries = 1; ; tries += 1) {
    const before = await readFlagSet(log, environment, from);
    if (!before.ok) return before;
    const events = decide(before.value);
    if (!events.ok) return events;
    const after = await appended(log, before.value, events.value);
    if (after.ok) return ok({ before: before.value, after: after.value, events: events.value }, events.warnings);
    if (tries >= MOST_TRIES || !after.problems.some(({ code }) => code === 'log-moved-on')) return after;
    from = undefined;
  }
};

const MOST_TRIES = 8;

const appended = async (log: EventLog, set: FlagSet, events: readonly FlagSetEvent[]): Promise<Result<FlagSet>> => {
  if (events.length === 0) return ok(set);
  const id = flagSetLogId(set.environment);
  const links = linked(set.hash, events);
  const card = { dueAtMs: undefined, summary: { flagSet: set.environment } };
  const head = await log.append(id, set.version, links, card);
  if (!head.ok) return head;
  const after = withEvents(set, links);
  if (crosses(set.version, after.version)) await log.keepSnapshot(id, snapshotOf(after));
  return ok(after);
};

const continued = (from: FlagSet, entries: readonly Entry[]): Result<FlagSet> => {
  const read = readChain(flagSetLogId(from.environment), from.hash, entries, readFlagSetEvent);
  return read.ok ? ok(withEvents(from, read.value.links)) : read;
};

const EVERY = 50;

const crosses = (before: number, after: number): boolean => Math.floor(before / EVERY) < Math.floor(after / EVERY);

/** Of what a snapshot keeps: a set of another layout is folded anew from its events. */
const LAYOUT = 1;

type Kept = { readonly layout: number; readonly flags: readonly KeptFlag[] };

const snapshotOf = ({ version, hash, flags }: FlagSet): Snapshot => {
  const state: Kept = { layout: LAYOUT, flags: [...flags.values()] };
  return { version, hash, state, digest: digestOf({ hash, state }) };
};

const beginningOf = async (log: EventLog, environment: string): Promise<FlagSet> => {
  const id = flagSetLogId(environment);
  const snapshot = await log.latestSnapshot(id);
  const kept = snapshot.ok && snapshot.value ? restored(snapshot.value) : undefined;
  return kept
    ? { environment, ...kept }
    : { environment, version: 0, hash: chainStart(id), flags: new Map<string, KeptFlag>() };
};

/** One that was edited, or that another version of the program made, is as good as none: the events tell it all again. */
const restored = ({ version, hash, state, digest }: Snapshot): Omit<FlagSet, 'environment'> | undefined => {
  if (digestOf({ hash, state }) !== digest) return undefined;
  const { layout, flags } = state as Kept;
  if (layout !== LAYOUT) return undefined;
  return { version, hash, flags: new Map(flags.map((flag) => [flag.key, flag])) };
};

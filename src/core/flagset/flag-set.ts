import type { FlagState } from '../flags/flag-state.ts';
import { stateOf } from '../flags/flagd-flag.ts';
import type { Meaning } from '../flags/flagd-reading.ts';
import type { Linked } from '../rollout/chain.ts';
import type { Sha256 } from '../values/digest.ts';
import type { FlagSetEvent, StoredFlag } from './events.ts';

/** A flag that is there. Its revision is the version of the log at which it became so. */
export type KeptFlag = {
  readonly key: string;
  readonly stored: StoredFlag;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
};

/** The flags of one environment of our own service, as its log tells them up to a version. */
export type FlagSet = {
  readonly environment: string;
  readonly version: number;
  readonly hash: Sha256;
  readonly flags: ReadonlyMap<string, KeptFlag>;
};

/** Most flags of one environment: every change of one is read by the evaluator with all the others. */
export const MOST_FLAGS = 5000;

/** The set with that behind it. The chain was verified by whoever read it. */
export const withEvents = (set: FlagSet, links: readonly Linked<FlagSetEvent>[]): FlagSet => {
  const last = links.at(-1);
  if (!last) return set;
  const flags = new Map(set.flags);
  for (const [at, { event }] of links.entries()) happened(flags, event, set.version + at + 1);
  return { ...set, version: set.version + links.length, hash: last.hash, flags };
};

const happened = (flags: Map<string, KeptFlag>, event: FlagSetEvent, revision: number): void => {
  const { key, atMs } = event;
  if (event.type === 'flag-removed') {
    flags.delete(key);
    return;
  }
  const createdAtMs = flags.get(key)?.createdAtMs ?? atMs;
  flags.set(key, { key, stored: event.flag, revision, createdAtMs, changedAtMs: atMs });
};

/** What a flag is, in the words that every flag system is spoken to. */
export const meaningIn = ({ key, stored, revision }: KeptFlag): Meaning => {
  const { flag, doubt } = stateOf(key, stored.definition);
  const needs = stored.prerequisites.length > 0 ? { prerequisites: [...stored.prerequisites] } : {};
  return { flag: { ...flag, ...needs, revision: String(revision) }, doubt };
};

export const flagIn = (kept: KeptFlag): FlagState => meaningIn(kept).flag;

import { ok, type Result } from '../../core/problem.ts';
import { chainStart, linked, readChain } from '../../core/rollout/chain.ts';
import { type FlagEvent, readFlagEvent } from '../../core/rollout/flag-events.ts';
import type { Sha256 } from '../../core/values/digest.ts';
import type { EventLog } from '../../ports/event-log.ts';

/** No id of a rollout has a colon, so no flag is ever taken for one. */
const PREFIX = 'flags:';

const flagLogId = (key: string): string => `${PREFIX}${key}`;

/** The flags that somebody has ever set by hand. */
export const flagsWithLog = async (log: EventLog): Promise<Result<readonly string[]>> => {
  const ids = await log.ids(PREFIX);
  return ids.ok ? ok(ids.value.map((id) => id.slice(PREFIX.length))) : ids;
};

/** What was ever done to one flag by hand, its chain verified. */
export type FlagLog = {
  readonly key: string;
  readonly version: number;
  readonly hash: Sha256;
  readonly events: readonly FlagEvent[];
};

export const loadFlagLog = async (log: EventLog, key: string): Promise<Result<FlagLog>> => {
  const id = flagLogId(key);
  const entries = await log.read(id, 1);
  if (!entries.ok) return entries;
  const read = readChain(id, chainStart(id), entries.value, readFlagEvent);
  if (!read.ok) return read;
  const { links, hash } = read.value;
  return ok({ key, version: links.length, hash, events: links.map(({ event }) => event) });
};

/** Written down behind what is known; refused as `log-moved-on` where somebody else was faster. */
export const note = async (log: EventLog, known: FlagLog, events: readonly FlagEvent[]): Promise<Result<FlagLog>> => {
  const links = linked(known.hash, events);
  const card = { dueAtMs: undefined, summary: { flag: known.key } };
  const head = await log.append(flagLogId(known.key), known.version, links, card);
  if (!head.ok) return head;
  const { version, hash } = head.value;
  return ok({ ...known, version, hash: hash as Sha256, events: [...known.events, ...events] });
};

import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { chainStart, type Linked, verifyChain } from '../../core/rollout/chain.ts';
import type { Sha256 } from '../../core/values/digest.ts';
import type { Entry, EventLog, Head, Listed } from '../../ports/event-log.ts';

/** How many logs there are, and how many events were brought over. */
export type Brought = { readonly logs: number; readonly events: number };

/** So many events are written at once; a log that is cut between two pieces is gone on with from there. */
const PIECE = 500;

/**
 * Brings over what the old place has and the new one has not: each log from where the new one ends, its chain verified
 * before it is written and again as it is read back. Logs do not wait for each other: nobody looks at the new place
 * before all of them are there. Safe to repeat.
 */
export const bring = async (from: EventLog, to: EventLog, tell: Tell): Promise<Result<Brought>> => {
  const [here, there] = [await from.list(), await to.list()];
  if (!here.ok) return here;
  if (!there.ok) return there;
  const known = new Map(there.value.map((listed) => [listed.id, listed]));
  const ids = new Set(here.value.map(({ id }) => id));
  const strangers = there.value.filter(({ id }) => !ids.has(id));
  if (strangers.length > 0) return failed(...strangers.map(({ id }) => otherwise(id)));
  const wanted = here.value.filter((listed) => !isSame(listed, known.get(listed.id)));
  let events = 0;
  for (const [nth, listed] of wanted.entries()) {
    tell(nth, wanted.length);
    const brought = await bringOne(from, to, listed, known.get(listed.id) ?? NOTHING);
    if (!brought.ok) return brought;
    events += brought.value;
  }
  return ok({ logs: here.value.length, events });
};

export type Tell = (done: number, of: number) => void;

/** Why the two places do not hold the same; nothing where they do, in every log, card and hash. */
export const differences = async (from: EventLog, to: EventLog): Promise<Result<readonly Problem[]>> => {
  const [here, there] = [await from.list(), await to.list()];
  if (!here.ok) return here;
  if (!there.ok) return there;
  const [old, now] = [here.value, there.value].map((all) => new Map(all.map((one) => [one.id, JSON.stringify(one)])));
  const ids = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return ok([...ids].filter((id) => old?.get(id) !== now?.get(id)).map(otherwise));
};

const NOTHING: Head = { version: 0, hash: '' };

const isSame = (listed: Head, other: Head | undefined): boolean =>
  listed.version === other?.version && listed.hash === other.hash;

/** The old place may go on being written: what comes behind where it was listed is for the next time. */
const bringOne = async (from: EventLog, to: EventLog, listed: Listed, known: Head): Promise<Result<number>> => {
  const { id, version, hash } = listed;
  if (known.version > version) return failed(otherwise(id));
  const read = await from.read(id, Math.max(1, known.version));
  if (!read.ok) return read;
  const upTo = read.value.filter((entry) => entry.version <= version);
  const rest = known.version === 0 ? upTo : upTo.slice(1);
  if (known.version > 0 && upTo[0]?.hash !== known.hash) return failed(otherwise(id));
  const whole = chained(id, known, rest);
  if (!whole.ok) return whole;
  if (whole.value !== hash) return failed(otherwise(id));
  for (let at = 0; at < rest.length; at += PIECE) {
    const { dueAtMs, summary } = listed;
    const written = await to.append(id, known.version + at, rest.slice(at, at + PIECE), { dueAtMs, summary });
    if (!written.ok) return written;
  }
  const again = await to.read(id, known.version + 1);
  const kept = again.ok ? chained(id, known, again.value) : again;
  if (!kept.ok) return kept;
  if (kept.value !== hash) return failed(otherwise(id));
  const snapshot = await snapshotToo(from, to, id);
  return snapshot.ok ? ok(rest.length) : snapshot;
};

/** The last hash of what follows there, if it does. */
const chained = (id: string, { hash }: Head, entries: readonly Entry[]): Result<Sha256> => {
  const chain = verifyChain((hash || chainStart(id)) as Sha256, entries as readonly Linked<unknown>[]);
  return chain.ok ? chain : failed(...chain.problems.map((found) => ({ ...found, path: `${id}: ${found.path}` })));
};

/** Not needed, and missing after a try that broke off here: then the next turns read their whole log. */
const snapshotToo = async (from: EventLog, to: EventLog, id: string): Promise<Result<void>> => {
  const snapshot = await from.latestSnapshot(id);
  if (!snapshot.ok) return snapshot;
  return snapshot.value ? to.keepSnapshot(id, snapshot.value) : ok(undefined);
};

const otherwise = (id: string): Problem =>
  problem({
    kind: 'refused',
    code: 'migrate-differs',
    path: id,
    message: 'the two places tell different stories of this',
    hint: 'nothing was opened; find out who wrote to the new place, and move to an empty database',
  });

import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { canonicalJson, type Sha256, sha256Hex } from '../values/digest.ts';
import type { Event } from './events.ts';

/** An event as a log keeps it: with the hash of itself and everything before it. */
export type Linked<E = Event> = { readonly event: E; readonly hash: Sha256 };

/** Where the chain of a rollout begins: no two rollouts share one, so no event can be moved from one to another. */
export const chainStart = (rolloutId: string): Sha256 => sha256Hex(`rampart ${rolloutId}`);

const link = (previousHash: Sha256, event: unknown): Sha256 => sha256Hex(`${previousHash} ${canonicalJson(event)}`);

/** The events with their hashes, to be appended behind `previousHash`. */
export const linked = <E>(previousHash: Sha256, events: readonly E[]): readonly Linked<E>[] => {
  const links: Linked<E>[] = [];
  let hash = previousHash;
  for (const event of events) {
    hash = link(hash, event);
    links.push({ event, hash });
  }
  return links;
};

/**
 * The last hash of an unbroken chain, or the first place where it breaks. A log that was cut at its end looks whole to
 * itself: that is only seen by whoever kept the last hash elsewhere.
 */
export const verifyChain = (start: Sha256, log: Iterable<Linked<unknown>>): Result<Sha256> => {
  let previous = start;
  let at = 0;
  for (const { event, hash } of log) {
    if (link(previous, event) !== hash) return failed(broken(at));
    previous = hash;
    at += 1;
  }
  return ok(previous);
};

/** The events of a log, read as what they are today, and their chain verified over what was written. */
export const readChain = <E>(
  id: string,
  start: Sha256,
  entries: readonly Linked<unknown>[],
  read: (event: unknown) => Result<E>,
): Result<{ readonly links: readonly Linked<E>[]; readonly hash: Sha256 }> => {
  const links: Linked<E>[] = [];
  for (const { event, hash } of entries) {
    const found = read(event);
    if (!found.ok) return inLog(id, found.problems);
    links.push({ event: found.value, hash });
  }
  const hash = verifyChain(start, entries);
  return hash.ok ? ok({ links, hash: hash.value }) : inLog(id, hash.problems);
};

const inLog = (id: string, problems: readonly Problem[]): Result<never> =>
  failed(...problems.map((found) => ({ ...found, path: `${id}: ${found.path}` })));

const broken = (at: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'log-broken',
    path: `events[${at}]`,
    message: `the chain of the log breaks at event ${at + 1}: it, or one before it, was changed or is missing`,
    hint: 'take the log from a backup; until then look at the flags by hand',
  });

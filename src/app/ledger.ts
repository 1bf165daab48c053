import { ok, type Result } from '../core/problem.ts';
import { chainStart, linked, readChain } from '../core/rollout/chain.ts';
import type { Sha256 } from '../core/values/digest.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, EventLog } from '../ports/event-log.ts';

/** What a log of the service is about: how its events are read, and what they add up to. */
export type Kind<E, S> = {
  readonly id: string;
  readonly read: (event: unknown) => Result<E>;
  readonly begin: S;
  readonly fold: (state: S, events: readonly E[]) => S;
};

/** What a log says, its chain verified. */
export type Known<S> = { readonly version: number; readonly hash: Sha256; readonly state: S };

export type Ledger<E, S> = {
  /** As it was at most a second ago: asked for with every request, and read anew no more often than that. */
  readonly known: () => Promise<Result<Known<S>>>;
  /** As it is now. */
  readonly now: () => Promise<Result<Known<S>>>;
  /** Written behind whatever stands there; decided anew where somebody else was faster. No events: nothing to write. */
  readonly add: (decide: (known: Known<S>) => Result<readonly E[]>) => Promise<Result<Known<S>>>;
};

/** How old what is known may be: so long does a token work in this process after it was revoked in another. */
const FRESH_MS = 1000;
const MOST_TRIES = 20;

/**
 * A log of the service's own, read on from where it was. One that cannot be read, or whose chain is broken, is a
 * problem to whoever asks: nobody is let in on what was known before.
 */
export const ledgerOf = <E, S>(kind: Kind<E, S>, log: EventLog, clock: Pick<Clock, 'nowMs'>): Ledger<E, S> => {
  let last: Known<S> = { version: 0, hash: chainStart(kind.id), state: kind.begin };
  let readAtMs: number | undefined;
  let reading: Promise<unknown> = Promise.resolve();
  let asked: Promise<Result<Known<S>>> | undefined;

  const read = async (): Promise<Result<Known<S>>> => {
    const startedAtMs = clock.nowMs();
    const entries = await log.read(kind.id, last.version + 1);
    const next = entries.ok ? continued(kind, last, entries.value) : entries;
    if (!next.ok) return next;
    last = next.value;
    readAtMs = startedAtMs;
    return next;
  };

  /** One after the other: each goes on from where the one before it ended, also where that one broke off. */
  const now = (): Promise<Result<Known<S>>> => {
    const next = reading.then(read);
    reading = next.catch(() => undefined);
    return next;
  };

  const known = (): Promise<Result<Known<S>>> => {
    if (readAtMs !== undefined && Math.abs(clock.nowMs() - readAtMs) < FRESH_MS) return Promise.resolve(ok(last));
    asked ??= now().finally(() => (asked = undefined));
    return asked;
  };

  const add: Ledger<E, S>['add'] = async (decide) => {
    for (let tries = 1; ; tries += 1) {
      const found = await now();
      const events = found.ok ? decide(found.value) : found;
      if (!found.ok || !events.ok) return found.ok ? (events as Result<never>) : found;
      if (events.value.length === 0) return found;
      const { version, hash } = found.value;
      const card = { dueAtMs: undefined, summary: { log: kind.id } };
      const written = await log.append(kind.id, version, linked(hash, events.value), card);
      if (written.ok) return now();
      if (tries >= MOST_TRIES || written.problems[0]?.code !== 'log-moved-on') return written;
    }
  };

  return { known, now, add };
};

/** The same for what lives as long as this process does, and is written nowhere. */
export const memoryLedger = <E, S>(begin: S, fold: Kind<E, S>['fold']): Ledger<E, S> => {
  let last: Known<S> = { version: 0, hash: '', state: begin };
  const now = async (): Promise<Result<Known<S>>> => ok(last);
  return {
    known: now,
    now,
    add: async (decide) => {
      const events = decide(last);
      if (!events.ok) return events;
      last = { ...last, version: last.version + events.value.length, state: fold(last.state, events.value) };
      return ok(last);
    },
  };
};

const continued = <E, S>(kind: Kind<E, S>, from: Known<S>, entries: readonly Entry[]): Result<Known<S>> => {
  if (entries.length === 0) return ok(from);
  const read = readChain(kind.id, from.hash, entries, kind.read);
  if (!read.ok) return read;
  const { links, hash } = read.value;
  const state = kind.fold(
    from.state,
    links.map(({ event }) => event),
  );
  return ok({ version: from.version + entries.length, hash, state });
};

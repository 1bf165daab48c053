import type { Result } from '../core/problem.ts';
import type { Sha256 } from '../core/values/digest.ts';

/** The secret that opens a log on a server; nobody writes it into an address that others see. */
export const LOG_PASSWORD = 'RAMPART_DB_PASSWORD';

/** What happened, as the log keeps it: JSON that the log does not look into, and its link of the hash chain. */
export type NewEntry = { readonly event: unknown; readonly hash: Sha256 };

/** Versions count from 1, without a gap. */
export type Entry = NewEntry & { readonly version: number };

/** Where a rollout's log ends. A rollout nobody ever wrote of is at version 0, and its hash is empty. */
export type Head = { readonly version: number; readonly hash: Sha256 | '' };

/** What a list shows of a rollout, written together with the events that made it so. For finding, never for deciding. */
export type Card = { readonly dueAtMs: number | undefined; readonly summary: unknown };

/** Where another log stood when something was decided that rests on it. */
export type Basis = { readonly id: string; readonly version: number };

export type Listed = Head & Card & { readonly id: string };

/** What a list tells without what it shows. */
export type Brief = Pick<Listed, 'id' | 'version' | 'dueAtMs'>;

/** So many of a long list, and which. */
export type Piece = {
  /** All by id, or those that are due at some time, longest overdue first. */
  readonly of: 'all' | 'due';
  /** The last one of the piece before; absent for the first. */
  readonly after?: Brief | undefined;
  readonly most: number;
};

/** Opens the log that somebody is in, for as long as a piece of work takes. */
export type OpenLog = () => Promise<Result<EventLog>>;

/** A state folded up to a version, so that a turn costs the same however long the log is. It can be thrown away. */
export type Snapshot = {
  readonly version: number;
  /** The hash of the event at that version: the chain goes on from here. */
  readonly hash: Sha256;
  readonly state: unknown;
  /** Of hash and state together, by whoever made it: an edited snapshot is found out as an edited event is. */
  readonly digest: Sha256;
};

/**
 * The memory of the executor, and the fence between two of them. Hashes are computed and checked by the caller; the log
 * finds gaps, a missing end and broken JSON by itself. Nothing throws: whatever storage does comes back as a problem.
 */
export type EventLog = {
  /**
   * All entries or none, on the disk when it returns. Refused as `log-moved-on` when the log is not at that version, or
   * one of those that have to be unmoved is not where it was: nobody writes to any of them in between.
   * After any other failure the log may hold them or not: read before you go on.
   */
  readonly append: (
    id: string,
    expectedVersion: number,
    entries: readonly NewEntry[],
    card: Card & { readonly unmoved?: readonly Basis[] },
  ) => Promise<Result<Head>>;
  /** From that version on, the one with that version included; nothing where there is none. */
  readonly read: (id: string, fromVersion: number) => Promise<Result<readonly Entry[]>>;
  /** Every rollout by id; or only what is due by then, longest overdue first, at a cost that others do not add to. */
  readonly list: (dueByMs?: number) => Promise<Result<readonly Listed[]>>;
  /**
   * Where logs end, a piece at a time, however many there are; fewer than were asked for are the last of them. Whoever
   * is written of between two pieces may come twice, or in neither.
   */
  readonly brief: (piece: Piece) => Promise<Result<readonly Brief[]>>;
  /** The row of one in the list. */
  readonly card: (id: string) => Promise<Result<Listed | undefined>>;
  /** The ids that begin so, in order, at a cost that all others do not add to. */
  readonly ids: (beginning: string) => Promise<Result<readonly string[]>>;
  /** Keeps it in place of an older one; a newer one stays. */
  readonly keepSnapshot: (id: string, snapshot: Snapshot) => Promise<Result<void>>;
  readonly latestSnapshot: (id: string) => Promise<Result<Snapshot | undefined>>;
  readonly close: () => Promise<void>;
};

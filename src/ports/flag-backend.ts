import type { Capabilities } from '../core/flags/capabilities.ts';
import type { FlagState } from '../core/flags/flag-state.ts';
import type { ListedFlag, Unread } from '../core/flags/inventory.ts';
import type { Result } from '../core/problem.ts';

/** A flag system. It is told what a flag should be, and answers what it is; it is never told to change something by some amount. */
export type FlagBackend = {
  readonly capabilities: Capabilities;
  /**
   * The flags of those keys that are there, in that order, each with its revision where the backend has any. A flag
   * that somebody shaped by hand comes with a warning `flag-edited` whose path is its key, and reaches at least whom
   * it really reaches: what cannot be understood counts as everyone.
   */
  readonly read: (keys: readonly string[]) => Promise<Result<readonly FlagState[]>>;
  /**
   * Makes the flag so. Safe to repeat: a flag that is so already is left alone, whatever its revision. Otherwise it
   * must be at the expected revision, undefined for "not there yet", or the write is refused as `flag-moved`. A state
   * that could not be read back as it was told is refused as `flag-not-held`. Nothing else in the backend changes.
   */
  readonly write: (flag: FlagState, expectedRevision: string | undefined) => Promise<Result<void>>;
  /**
   * Which flags there are, a page at a time, each once. Absent where `capabilities.listed` does not say that it can.
   * A flag that is not understood is named among the unread; it is never left out.
   */
  readonly list?: (page: Page) => Promise<Result<Listed>>;
  /** Who answers there, and what we may do, where that can be asked without doing anything. What we need and may not do is a problem. */
  readonly greet?: () => Promise<Result<string>>;
};

/** At most so many, behind the place where the page before it ended. */
export type Page = { readonly after: string | undefined; readonly most: number };

export type Listed = {
  readonly flags: readonly ListedFlag[];
  readonly unread: readonly Unread[];
  /** Where this page ends; undefined for the last. */
  readonly next: string | undefined;
  /** Names that differ in capitals or dashes only are one name there. */
  readonly folded?: true;
};

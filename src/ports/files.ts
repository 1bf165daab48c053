import type { Result } from '../core/problem.ts';

/** Files of the user. Every way to fail is a problem with a hint; nothing throws and nothing is left half-written. */
export type Files = {
  /** The text of a file of at most that many bytes; a larger one, a directory or bytes that are no UTF-8 are problems. */
  readonly read: (path: string, maxBytes: number) => Promise<Result<string>>;
  /** The bytes of a file, as they come, however many. */
  readonly stream: (path: string) => Promise<Result<AsyncIterable<Uint8Array>>>;
  /** Writes the whole text or nothing: to a file beside the target, then renames. Refuses to replace unless told. */
  readonly write: (path: string, text: string, options: { readonly replace: boolean }) => Promise<Result<string>>;
  readonly exists: (path: string) => Promise<boolean>;
};

/** What somebody pipes in. `typed` is true when nobody does: a person sits there, and waiting for them would look like hanging. */
export type Input = {
  readonly typed: boolean;
  readonly stream: () => AsyncIterable<Uint8Array>;
  /** Whether somebody pipes something in: its first byte is there, or comes within a moment. */
  readonly piped: () => Promise<boolean>;
};

/** The documents that come with the program: templates, published schemas, the demo's change. */
export type Bundle = { readonly read: (name: string) => Promise<string> };

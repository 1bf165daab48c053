import type { Problem, Result } from '../core/problem.ts';
import type { History } from '../core/signals/history.ts';
import type { Files } from './files.ts';

/** What to compare. Nothing said: the branch with the branch it grew from, and if that is nothing, what is not committed yet. */
export type DiffRequest = {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** What is staged and not committed; with a base, on top of what was committed since. */
  readonly staged?: boolean | undefined;
  /** The files as they lie there, staged or not. */
  readonly workingTree?: boolean | undefined;
};

export type DiffSource = {
  /** The diff as git prints it. Throws a `DiffBroken` when it cannot be read to its end. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly words: DiffWords;
  /** What was compared with what, for people: chosen by us where nothing was said, so it has to be told. */
  readonly compared: string;
};

/** What the repository says of the change. Claims. */
export type DiffWords = {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly author: string | undefined;
  /** Everybody who wrote a commit of it, each once; undefined where that is not known of every commit. */
  readonly authors?: readonly string[] | undefined;
  /** The commit the diff begins at: where both sides parted. Undefined where there is none: a first commit. */
  readonly base: string | undefined;
  /** The commit the diff leads to. Undefined where that is no commit yet. */
  readonly head: string | undefined;
};

/** A place that knows what was changed. Nothing in it is run, whatever it is set up to run. */
export type Repository = {
  readonly read: (request: DiffRequest) => Promise<Result<DiffSource>>;
  /** What came before a commit, that commit included. The same commit gives the same history, or a problem: never half of it. */
  readonly history: (request: HistoryRequest) => Promise<Result<History>>;
  /** Lines of the files that are kept here and hold one of those words as they are written, as they lie there now. */
  readonly search: (request: SearchRequest) => Promise<Result<SearchFound>>;
  /** The files as they stand where the change goes into, at the tip of that branch: nothing of the change is in them. */
  readonly before: (request: DiffRequest) => Promise<Result<Snapshot>>;
};

/** The files of one commit. Paths begin at the top of the repository, with a slash. */
export type Snapshot = {
  /** Undefined where nothing was there before. */
  readonly commit: string | undefined;
  /** Where the folder that is asked from stands in it. */
  readonly folder: string;
  readonly files: Pick<Files, 'read' | 'exists'>;
  /** The names of the files in a folder; a folder that is not there has none. */
  readonly list: (folder: string) => Promise<readonly string[]>;
};

export type SearchRequest = {
  readonly words: readonly string[];
  /** When to give up. */
  readonly timeMs: number;
};

/** A line of a file that holds a word; its text is cut where it is long, and is untrusted. */
export type SearchHit = { readonly path: string; readonly line: number; readonly text: string };

/** `whole` is false where there was more than anybody would read: then what is not here may still stand somewhere. */
export type SearchFound = { readonly hits: readonly SearchHit[]; readonly whole: boolean };

/** How far back: so many commits, and so many days before the commit's own date. */
export type HistoryRequest = {
  /** The full id of a commit. */
  readonly before: string;
  readonly commits: number;
  readonly days: number;
  /** When to give up. */
  readonly timeMs: number;
};

/** A diff that broke off. What was read of it until then is not the change. */
export class DiffBroken extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'DiffBroken';
    this.problem = problem;
  }
}

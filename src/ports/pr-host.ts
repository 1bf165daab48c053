import type { Result } from '../core/problem.ts';
import type { CheckRun } from '../core/review/check.ts';

export type PullRequest = {
  readonly number: number;
  /** Claims of whoever opened it. */
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly base: string;
  readonly head: string;
  /** Whether its branch stands in somebody else's repository. */
  readonly fork: boolean;
  readonly open: boolean;
};

/** A comment as it stands. Anybody may have written it, and anything may be in it. */
export type PrComment = { readonly id: string; readonly author: string; readonly body: string };

/** A place where changes are reviewed. What it answers is untrusted, but for who wrote what. */
export type PrHost = {
  /** The longest comment it takes, in characters. */
  readonly maxLength: number;
  /** Where a line of a file at a commit can be looked at. */
  readonly linkTo: (commit: string, path: string, line: number) => string;
  readonly pull: (number: number) => Promise<Result<PullRequest>>;
  /** By the name that its own comments bear. */
  readonly me: () => Promise<Result<string>>;
  /** All of them, oldest first. */
  readonly comments: (number: number) => Promise<Result<readonly PrComment[]>>;
  /** Writes a comment, or in place of the one with that id. */
  readonly put: (number: number, id: string | undefined, body: string) => Promise<Result<void>>;
  /** The verdict as the host shows it beside a commit; one of the same name replaces it. */
  readonly check: (run: CheckRun) => Promise<Result<void>>;
};

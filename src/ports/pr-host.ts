import type { Result } from '../core/problem.ts';
import type { CheckRun } from '../core/review/check.ts';
import type { Person } from '../core/review/people.ts';
import type { Context, Secret } from './adapter.ts';

export const HOSTS = ['github', 'gitlab'] as const;
export type HostName = (typeof HOSTS)[number];

export type PullRequest = {
  readonly number: number;
  /** Claims of whoever opened it. */
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly base: string;
  readonly head: string;
  /** The branch it goes into, by its short name. */
  readonly into: string;
  /** Whether its branch stands in somebody else's repository. */
  readonly fork: boolean;
  readonly open: boolean;
  readonly merged: boolean;
};

/** A comment as it stands. Anybody may have written it, and anything may be in it. */
export type PrComment = {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  /** Whether anybody has changed it since it was written, or nobody knows that nobody has. */
  readonly edited: boolean;
  /** Written by a program, in its own name or in somebody else's. */
  readonly bot: boolean;
};

/** What a host tells a pipeline of: its payload, read. */
export type PrEvent =
  | {
      readonly is: 'comment';
      readonly how: 'created' | 'edited' | 'deleted';
      readonly repository: string;
      readonly number: number;
      /** On a pull request, and not on something else that can be talked of. */
      readonly onPull: boolean;
      readonly id: string;
      readonly author: string;
      readonly body: string;
      /** Whoever did this to it. */
      readonly by: string;
    }
  | {
      readonly is: 'pull';
      readonly how: string;
      readonly repository: string;
      readonly number: number;
      readonly merged: boolean;
      /** Whoever opened, pushed, closed or merged. */
      readonly by: string;
      readonly head: string;
    }
  | { readonly is: 'other'; readonly repository: string };

export type Reaction = 'done' | 'refused' | 'unclear';

/** What it takes to follow commands in comments: who somebody is, and a sign that they were heard. */
export type PrCommands = {
  /** An event from a file of the pipeline. */
  readonly event: (payload: unknown) => Result<PrEvent>;
  /** What they may do here now, and in which of those teams they are. Who is not there may do nothing. */
  readonly person: (name: string, teams: readonly string[]) => Promise<Result<Person>>;
  /** Whoever opened it and whoever wrote a commit of it, as far as the host knows them; a problem where there are too many to know. */
  readonly authors: (number: number) => Promise<Result<readonly string[]>>;
  readonly react: (number: number, comment: string, reaction: Reaction) => Promise<Result<void>>;
};

/** A place where changes are reviewed. What it answers is untrusted, but for who wrote what. */
export type PrHost = {
  /** The longest comment it takes, in characters. */
  readonly maxLength: number;
  /** Where a line of a file at a commit can be looked at. */
  readonly linkTo: (commit: string, path: string, line: number) => string;
  readonly pull: (number: number) => Promise<Result<PullRequest>>;
  /** Those that end at a commit, the latest first: whoever rolls a commit out need not know its number. */
  readonly endingAt: (commit: string) => Promise<Result<readonly number[]>>;
  /** By the name that its own comments bear. */
  readonly me: () => Promise<Result<string>>;
  /** What the token may do, as far as the host tells it to whoever only asks. */
  readonly greet?: () => Promise<Result<string>>;
  /** All of them, oldest first. */
  readonly comments: (number: number) => Promise<Result<readonly PrComment[]>>;
  /** Writes a comment, or in place of the one with that id. */
  readonly put: (number: number, id: string | undefined, body: string) => Promise<Result<void>>;
  /** Takes a comment of our own away, for good. */
  readonly remove: (number: number, id: string) => Promise<Result<void>>;
  /** The verdict as the host shows it beside a commit; one of the same name replaces it. */
  readonly check: (run: CheckRun) => Promise<Result<void>>;
  /** A place there where files outlive the run that wrote them. */
  readonly shelf: (where: ShelfName) => Shelf;
  readonly commands: PrCommands;
  /** The change as the host has it, for where the commits are not at hand, or must not be. */
  readonly diff: (number: number) => Promise<Result<HostDiff>>;
};

/** A branch that holds nothing else, or the files beside a release of that tag. */
export type ShelfName = { readonly on: 'branch' | 'release'; readonly name: string };

/** Files by name. There is no way to write over one: what lies there was put there to stay. */
export type Shelf = {
  /** Undefined where there is none of that name. */
  readonly read: (name: string) => Promise<Result<string | undefined>>;
  /** Makes the branch or the release as well, where it is not there yet. `taken`: the host refused, most likely because there is one. */
  readonly add: (name: string, text: string) => Promise<Result<'added' | 'taken'>>;
};

export type HostDiff = {
  /** As git prints it. A file that the host keeps back has its header and no lines. */
  readonly text: string;
  /** What is not in it at all, in words. */
  readonly left: readonly string[];
};

/** What can be known of a host before it is opened. */
export type PrHostAdapter = {
  readonly name: HostName;
  /** What we show to be let in. */
  readonly token: Secret;
  /** The environment variable that says where its interface is, for servers of one's own; else it is the public one. */
  readonly address: string;
  readonly open: (asked: PrHostAsked, context: Context) => Promise<Result<PrHost>>;
};

export type PrHostAsked = {
  /** As the host writes it: `acme/shop`, on GitLab also with groups in between. */
  readonly repository: string;
  /** Never from the repository that is looked at: whoever could name one would be given the token. */
  readonly address: string | undefined;
};

/** Where this process runs, as far as the pipeline around it says. Whatever it does not say is undefined. */
export type Pipeline = {
  readonly host?: HostName | undefined;
  readonly repository?: string | undefined;
  readonly pull?: number | undefined;
  /** The commits that are compared, where the pipeline knows them. */
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** A file whose Markdown is shown beside the run. */
  readonly summary?: string | undefined;
};

import type { PrHost } from '../../src/ports/pr-host.ts';

export type WorldAsked = {
  fork?: boolean;
  state?: string;
  merged?: boolean;
  me?: string | undefined;
  head?: string;
  scopes?: string;
  pauses?: boolean;
  /** The address of the interface of a server of one's own. */
  api?: string;
  /** The token lets nobody write. */
  readOnly?: boolean;
  /** What the change is made of; a file without hunks is too large to be shown. */
  files?: readonly WorldFile[];
};

export type WorldFile = { readonly path: string; readonly hunks: string | undefined };

export const wholeDiff = (files: readonly WorldFile[]): string =>
  files.map(({ path, hunks }) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunks}\n`).join('');

/** What is kept, by place and name. A test may put something there by hand. */
export type Shelves = Record<'branch' | 'release', Record<string, Record<string, string>>>;

/** What every fake host can be asked and made to do, whatever it calls its parts. */
export type HostWorld = {
  readonly host: PrHost;
  readonly repository: string;
  /** The name that our comments bear. */
  readonly bot: string;
  /** Method and path of every request, in order. */
  readonly calls: string[];
  /** For how long somebody waited before asking again. */
  readonly waits: readonly number[];
  /** What is answered in place of the truth: that often, or until it is taken away. */
  readonly trouble: {
    status: number | undefined;
    headers?: Record<string, string>;
    times?: number;
    /** Only where the path holds this. */
    on?: string;
  };
  readonly shelves: Shelves;
  /** Somebody says something. */
  readonly write: (author: string, body: string) => void;
  /** The conversation as people see it, oldest first. */
  readonly said: () => { readonly author: string; readonly body: string }[];
  /** What somebody may do there, by name, in our words. Who is not in it is nobody there. */
  readonly roles: Record<string, string>;
  /** Somebody writes a comment; what a pipeline is told of it. */
  readonly says: (author: string, body: string) => object;
  /** It is merged; what a pipeline is told of it. */
  readonly merges: (by: string) => object;
  /** Signs under comments: which comment, and what they mean. */
  readonly signs: () => string[];
  /** Verdicts, one for each request that wrote one. */
  readonly checks: () => {
    readonly head: string;
    readonly name: string;
    readonly holds: boolean;
    readonly title: string;
    readonly annotations: number;
  }[];
};

import type { Sha256 } from '../values/digest.ts';

/** What the reader of a file needs to know before judging it. Only `shipped` counts towards risk by itself. */
export const FILE_CLASSES = [
  'shipped',
  'test',
  'fixture',
  'snapshot',
  'docs',
  'tooling',
  'ci',
  'generated',
  'vendored',
  'lockfile',
  'translation',
] as const;
export type FileClass = (typeof FILE_CLASSES)[number];

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'mode';

export type DiffLine = {
  readonly kind: 'added' | 'removed' | 'context';
  /** Without the diff's marker and without the line ending. Untrusted. */
  readonly text: string;
  /** Line number in the new file for added and context lines, in the old file for removed ones. */
  readonly line: number;
};

export type Hunk = {
  readonly oldStart: number;
  readonly newStart: number;
  /** What git prints behind the second `@@`: the enclosing function, as a hint. */
  readonly section: string;
  readonly lines: readonly DiffLine[];
};

/** One file's part of a diff, with its lines. Alive only while it is looked at: a change of any size fits in memory. */
export type FileDiff = ChangedFile & {
  readonly hunks: readonly Hunk[];
  /** As git writes them: 100755 may be run, 120000 is a link, 160000 a submodule. Absent when the diff does not say. */
  readonly oldMode?: string | undefined;
  readonly newMode?: string | undefined;
  /** For renames and copies, in percent: 100 is a pure move. */
  readonly similarity?: number | undefined;
};

/** What remains of a file once it was looked at. */
export type ChangedFile = {
  readonly path: string;
  readonly oldPath: string | undefined;
  readonly status: FileStatus;
  readonly class: FileClass;
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  /** Why this file's content could not be read in whole; undefined when it was. */
  readonly unread: string | undefined;
};

/** What is being shipped. The title and the description are claims; the diff is evidence; all of it is untrusted text. */
export type Change = {
  readonly title: string;
  readonly description: string;
  readonly author: string | undefined;
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly diffSha256: Sha256;
  readonly files: readonly ChangedFile[];
  readonly added: number;
  readonly removed: number;
  /** Parts of the diff that belong to no file that could be named: a cut end, a line that is no diff. */
  readonly unread: readonly string[];
};

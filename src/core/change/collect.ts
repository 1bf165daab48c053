import type { Sha256 } from '../values/digest.ts';
import type { Change, ChangedFile, FileDiff } from './change.ts';
import { createDiffReader, type DiffEnd } from './reader.ts';

/** What is known of a change beside its diff; what is missing is taken from the diff's own headers. */
export type ChangeWords = {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly author?: string | undefined;
  /** Everybody who wrote a commit of it; left out where that is not known of all. */
  readonly authors?: readonly string[] | undefined;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** What whoever gave the diff has left out of it, in words. */
  readonly left?: readonly string[] | undefined;
};

/** Bytes of a diff become a change: each file is shown to `see` as it is read, and only its summary is kept. */
export const collectChange = (words: ChangeWords, see: (file: FileDiff) => void) => {
  const reader = createDiffReader();
  const files: ChangedFile[] = [];
  const take = (file: FileDiff): void => {
    see(file);
    files.push(summary(file));
  };
  return {
    push: (chunk: Uint8Array): void => reader.push(chunk).forEach(take),
    end: (diffSha256: Sha256): Change => {
      const end = reader.end();
      end.files.forEach(take);
      return changeOf(files, end, words, diffSha256);
    },
  };
};

const summary = ({ path, oldPath, status, class: kind, added, removed, binary, unread }: FileDiff): ChangedFile => ({
  path,
  oldPath,
  status,
  class: kind,
  added,
  removed,
  binary,
  unread,
});

const changeOf = (
  files: ChangedFile[],
  { header, unread }: DiffEnd,
  words: ChangeWords,
  diffSha256: Sha256,
): Change => ({
  title: words.title ?? header.title,
  description: words.description ?? header.description,
  author: words.author ?? header.author,
  base: words.base,
  head: words.head ?? header.commit,
  diffSha256,
  files,
  added: files.reduce((sum, file) => sum + file.added, 0),
  removed: files.reduce((sum, file) => sum + file.removed, 0),
  unread: [...(words.left ?? []), ...unread],
});

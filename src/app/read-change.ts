import type { Change, ChangedFile, FileDiff } from '../core/change/change.ts';
import { createDiffReader, type DiffEnd } from '../core/change/reader.ts';
import type { Sha256 } from '../core/values/digest.ts';

/** Hashes bytes as they pass. Given by main: the machine's own is several times faster than one in JavaScript. */
export type Hash = { readonly update: (bytes: Uint8Array) => void; readonly hex: () => Sha256 };

/** What is known of a change beside its diff; what is missing is taken from the diff's own headers. */
export type ChangeWords = {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly author?: string | undefined;
  /** Everybody who wrote a commit of it; left out where that is not known of all. */
  readonly authors?: readonly string[] | undefined;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
};

type Looking = { readonly words: ChangeWords; readonly hash: Hash; readonly see: (file: FileDiff) => void };

/** One pass over the bytes: hashed, parsed, each file shown to `see` and forgotten but for its summary. */
export const readChange = async (bytes: AsyncIterable<Uint8Array>, { words, hash, see }: Looking): Promise<Change> => {
  const reader = createDiffReader();
  const files: ChangedFile[] = [];
  const take = (file: FileDiff): void => {
    see(file);
    files.push(summary(file));
  };
  for await (const chunk of bytes) {
    hash.update(chunk);
    reader.push(chunk).forEach(take);
  }
  const end = reader.end();
  end.files.forEach(take);
  return changeOf(files, end, words, hash.hex());
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
  unread,
});

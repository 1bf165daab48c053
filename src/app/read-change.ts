import type { Change, FileDiff } from '../core/change/change.ts';
import { type ChangeWords, collectChange } from '../core/change/collect.ts';
import type { Sha256 } from '../core/values/digest.ts';

/** Hashes bytes as they pass. Given by main: the machine's own is several times faster than one in JavaScript. */
export type Hash = { readonly update: (bytes: Uint8Array) => void; readonly hex: () => Sha256 };

type Looking = {
  readonly words: ChangeWords;
  readonly hash: Hash;
  readonly see: (file: FileDiff) => void;
  /** Between two pieces. */
  readonly between?: () => Promise<void>;
};

/** One pass over the bytes: hashed, parsed, each file shown to `see` and forgotten but for its summary. */
export const readChange = async (
  bytes: AsyncIterable<Uint8Array>,
  { words, hash, see, between }: Looking,
): Promise<Change> => {
  const change = collectChange(words, see);
  for await (const chunk of bytes) {
    hash.update(chunk);
    change.push(chunk);
    await between?.();
  }
  return change.end(hash.hex());
};

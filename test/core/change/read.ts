import type { FileDiff } from '../../../src/core/change/change.ts';
import { createDiffReader, type DiffLimits, DIFF_LIMITS } from '../../../src/core/change/reader.ts';

const bytesOf = (diff: string | Uint8Array): Uint8Array =>
  typeof diff === 'string' ? new TextEncoder().encode(diff) : diff;

/** Everything the reader makes of these bytes, cut into pieces of the given sizes; the last size repeats. */
export const readAll = (
  diff: string | Uint8Array,
  sizes: readonly number[] = [65_536],
  limits: Partial<DiffLimits> = {},
) => {
  const bytes = bytesOf(diff);
  const reader = createDiffReader({ ...DIFF_LIMITS, ...limits });
  const files: FileDiff[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[Math.min(turn, sizes.length - 1)] ?? 1);
    files.push(...reader.push(bytes.subarray(at, at + size)));
    at += size;
  }
  const end = reader.end();
  return { ...end, files: [...files, ...end.files] };
};

/** `+3:text` for each line, hunks one behind the other. */
export const linesOf = (file: FileDiff | undefined): string[] =>
  (file?.hunks ?? []).flatMap((hunk) =>
    hunk.lines.map(({ kind, line, text }) => `${{ added: '+', removed: '-', context: ' ' }[kind]}${line}:${text}`),
  );

export const SIMPLE = `diff --git a/src/pay.ts b/src/pay.ts
index 4cb29ea..a623a0b 100644
--- a/src/pay.ts
+++ b/src/pay.ts
@@ -10,4 +10,5 @@ export const pay = () => {
 one
-two
+zwei
+deux
 three
 four
`;

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiffLine } from '../../../src/core/change/change.ts';
import { readAll, SIMPLE } from './read.ts';

const NAMES = ['src/pay.ts', 'a b/c d.rb', 'x', 'docs/größe.md', 'b/b/b', 'Makefile'];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', '-- a/x', '++ b/x', '@ -1 +1 @@', 'iff --git a/x b/x', ' ', '\\ No newline', 'é\u202e', '🛡'),
);
const line = fc.record({
  kind: fc.constantFrom('added', 'removed', 'context'),
  text: text.map((one) => one.replaceAll(/[\r\n]/g, '')),
});
const file = fc.record({
  name: fc.constantFrom(...NAMES),
  start: fc.integer({ min: 1, max: 9999 }),
  lines: fc.array(line, { minLength: 1, maxLength: 12 }),
});
type Made = { name: string; start: number; lines: { kind: string; text: string }[] };

const MARKS: Record<string, string> = { added: '+', removed: '-', context: ' ' };
const count = (made: Made, without: string) => made.lines.filter((one) => one.kind !== without).length;
const write = (made: Made): string =>
  `diff --git a/${made.name} b/${made.name}\nindex 1234567..7654321 100644\n--- a/${made.name}\n+++ b/${made.name}\n` +
  `@@ -${made.start},${count(made, 'added')} +${made.start},${count(made, 'removed')} @@\n` +
  made.lines.map((one) => `${MARKS[one.kind]}${one.text}\n`).join('');
const diff = fc.array(file, { minLength: 1, maxLength: 5 });

const kept = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => ({ kind, text }));
const FORMS = [
  SIMPLE,
  `commit ${'a'.repeat(40)}\nAuthor: A <a@b.c>\n\n    Title\n\n${SIMPLE}`,
  'diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,2 -1,2 +1,2 @@@\n  a\n- b\n -c\n++d\n',
  'diff --git "a/\\303\\244" "b/\\303\\244"\nold mode 100644\nnew mode 100755\n',
  'diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n',
  'diff --git a/i b/i\nindex 1..2\nGIT binary patch\nliteral 4\nLc${NkU|;|M00aO5\n\n',
  'Submodule lib 1111111..2222222:\n  > Fix\n',
  '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n',
];
const bytes = (from: string) => new TextEncoder().encode(from);
const anyForm = fc
  .array(fc.constantFrom(...FORMS), { minLength: 1, maxLength: 6 })
  .map((parts) => bytes(parts.join('')));

type Edit = { at: number; remove: number; insert: Uint8Array };
const edit = fc.record({
  at: fc.nat(4000),
  remove: fc.nat(40),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom('\n', '+++ b/y\n', '@@ -1,999999999999 +1 @@\n', '\r', '--- ', '\0', 'diff --git ').map(bytes),
  ),
});
const apply = (from: Uint8Array, { at, remove, insert }: Edit): Uint8Array => {
  const start = at % (from.length + 1);
  return Uint8Array.from([...from.subarray(0, start), ...insert, ...from.subarray(start + remove)]);
};
const damaged = fc
  .tuple(anyForm, fc.array(edit, { minLength: 1, maxLength: 5 }))
  .map(([from, edits]) => edits.reduce(apply, from));

describe('the reader, whatever it is given', () => {
  it('reads every line of a well-formed diff, and no other', () => {
    fc.assert(
      fc.property(diff, (made) => {
        const { files, unread } = readAll(made.map(write).join(''));
        expect(unread).toEqual([]);
        expect(files.map((one) => one.path)).toEqual(made.map((one) => one.name));
        expect(files.map((one) => kept(one.hunks[0]?.lines ?? []))).toEqual(made.map((one) => one.lines));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same whatever way the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyForm, damaged),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }),
        (from, sizes) => {
          const limits = { lineChars: 24, fileLines: 9, fileChars: 200, files: 4 };
          expect(readAll(from, sizes, limits)).toEqual(readAll(from, [1_000_000], limits));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives the same for random bytes, whatever the split', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 9 }), (from, size) => {
        expect(readAll(from, [size])).toEqual(readAll(from));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on a damaged diff, and counts what it kept', () => {
    fc.assert(
      fc.property(damaged, (from) => {
        for (const one of readAll(from).files) {
          const lines = one.hunks.flatMap((hunk) => hunk.lines);
          expect(lines.filter((line) => line.kind === 'added')).toHaveLength(one.added);
          expect(lines.filter((line) => line.kind === 'removed')).toHaveLength(one.removed);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('says so wherever a diff is cut short', () => {
    const whole = SIMPLE.length;
    const lastLine = SIMPLE.lastIndexOf('\n', whole - 2) + 1;
    for (let end = 1; end <= lastLine; end += 1) {
      const { files, unread } = readAll(SIMPLE.slice(0, end));
      expect({ end, said: [...unread, ...files.map((one) => one.unread)].some(Boolean) }).toEqual({ end, said: true });
    }
  });

  it('is done in time with what is made to take long', () => {
    const before = performance.now();
    const hostile = [
      'a '.repeat(4000),
      `"${'\\303'.repeat(3000)}`,
      '@'.repeat(9000),
      `${'-1,1 '.repeat(2000)}`,
      '='.repeat(9000),
    ];
    for (const one of hostile) {
      readAll(
        `diff --git ${one}\nrename from ${one}\n@@@ ${one}\n=?utf-8?q?${one}\nSubmodule ${one}\nBinary files ${one} differ\n`.repeat(
          50,
        ),
      );
    }
    expect(performance.now() - before).toBeLessThan(3000);
  });
});

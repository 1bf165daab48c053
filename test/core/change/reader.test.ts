import { describe, expect, it } from 'vitest';
import { linesOf, readAll, SIMPLE } from './read.ts';

const only = (diff: string | Uint8Array) => {
  const { files, unread } = readAll(diff);
  expect(files).toHaveLength(1);
  expect(unread).toEqual([]);
  const [file] = files;
  if (!file) throw new Error('no file was read');
  return file;
};

const moved = (how: string) =>
  `diff --git a/a b c.txt b/d b e.txt\nsimilarity index 87%\n${how} from a b c.txt\n${how} to d b e.txt\n`;

describe('a diff by git', () => {
  it('is read line by line, each with its place', () => {
    const file = only(SIMPLE);
    expect(file).toMatchObject({ path: 'src/pay.ts', oldPath: undefined, status: 'modified', class: 'shipped' });
    expect(file).toMatchObject({ added: 2, removed: 1, binary: false, unread: undefined, newMode: '100644' });
    expect(file.hunks[0]).toMatchObject({ oldStart: 10, newStart: 10, section: 'export const pay = () => {' });
    expect(linesOf(file)).toEqual([' 10:one', '-11:two', '+11:zwei', '+12:deux', ' 13:three', ' 14:four']);
  });

  it('may have several hunks and several files', () => {
    const two = `${SIMPLE}@@ -30 +31 @@\n-x\n+y\n${SIMPLE.replaceAll('pay', 'tax')}`;
    const { files, unread } = readAll(two);
    expect(files.map((file) => [file.path, file.hunks.length, file.unread])).toEqual([
      ['src/pay.ts', 2, undefined],
      ['src/tax.ts', 1, undefined],
    ]);
    expect(unread).toEqual([]);
  });

  it('tells renames, copies and modes', () => {
    expect(only(moved('rename'))).toMatchObject({
      path: 'd b e.txt',
      oldPath: 'a b c.txt',
      status: 'renamed',
      similarity: 87,
    });
    expect(only(moved('copy'))).toMatchObject({ status: 'copied', unread: undefined });
    const mode = only('diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n');
    expect(mode).toMatchObject({ status: 'mode', oldMode: '100644', newMode: '100755', unread: undefined });
  });

  it('tells files that come and go, empty ones too', () => {
    const empty = 'diff --git a/no b/no\nnew file mode 100644\nindex 0000000..e69de29\n';
    expect(only(empty)).toMatchObject({ path: 'no', status: 'added', unread: undefined });
    const gone = `diff --git a/x b/x\ndeleted file mode 100644\nindex 257cc56..0000000\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-foo\n`;
    expect(only(gone)).toMatchObject({ path: 'x', status: 'deleted', removed: 1, unread: undefined });
    const fresh = `diff --git a/x b/x\nnew file mode 100644\nindex 0000000..257cc56\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+foo\n`;
    expect(linesOf(only(fresh))).toEqual(['+1:foo']);
  });

  it('says that a binary file was not read, and reads on behind it', () => {
    const told = 'diff --git a/i.png b/i.png\nindex 1..2 100644\nBinary files a/i.png and b/i.png differ\n';
    const data =
      'diff --git a/j.png b/j.png\nindex 1..2 100644\nGIT binary patch\nliteral 4\nLc${NkU|;|M00aO5\n\ndelta 3\nKcmZQzU|;|M00aO5\n\n';
    const { files, unread } = readAll(told + data + SIMPLE);
    expect(files.map((file) => [file.path, file.binary])).toEqual([
      ['i.png', true],
      ['j.png', true],
      ['src/pay.ts', false],
    ]);
    expect(files[1]?.unread).toContain('binary');
    expect(unread).toEqual([]);
  });

  it('reads submodules in both forms', () => {
    const short = `diff --git a/lib b/lib\nindex 1111111..2222222 160000\n--- a/lib\n+++ b/lib\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n`;
    expect(only(short)).toMatchObject({ newMode: '160000', added: 1 });
    const log = `Submodule lib 1111111..2222222:\n  > Fix it\n  < Break it\nSubmodule new 0000000...3333333 (new submodule)\n`;
    const { files, unread } = readAll(log);
    expect(files.map((file) => [file.path, file.status])).toEqual([
      ['lib', 'modified'],
      ['new', 'added'],
    ]);
    expect(files[0]?.unread).toContain('submodule');
    expect(unread).toEqual([]);
  });

  it('reads the diff of a merge against all its parents', () => {
    const merge = `diff --cc src/a.ts
index 1111111,2222222..3333333
--- a/src/a.ts
+++ b/src/a.ts
@@@ -5,3 -7,3 +7,4 @@@ section
  both
- ours
 -theirs
++neither
 +one side
  end
`;
    const file = only(merge);
    expect(file).toMatchObject({ path: 'src/a.ts', added: 2, removed: 2, unread: undefined });
    expect(linesOf(file)).toEqual([' 7:both', '-6:ours', '-8:theirs', '+8:neither', '+9:one side', ' 10:end']);
  });

  it('needs no newline at the end, neither of a file nor of the diff', () => {
    const file = only(
      'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file',
    );
    expect(file.unread).toBeUndefined();
    expect(linesOf(file)).toEqual([' 1:a', '-2:b', '+2:c']);
  });

  it('reads a diff whose lines end the way Windows ends them', () => {
    expect(only(SIMPLE.replaceAll('\n', '\r\n'))).toEqual(only(SIMPLE));
  });

  it('reads an empty context line whose space an editor took', () => {
    expect(only(SIMPLE.replace(' one\n', '\n')).unread).toBeUndefined();
  });
});

describe('a diff by others', () => {
  it('needs no git header', () => {
    const plain =
      '--- a/x.ts\t2026-01-01 10:00:00.000000000 +0000\n+++ b/x.ts\t2026-01-02 10:00:00.000000000 +0000\n@@ -1 +1 @@\n-a\n+b\n';
    const { files, unread } = readAll(plain + plain.replaceAll('x.ts', 'y.ts'));
    expect(files.map((file) => [file.path, file.status, file.unread])).toEqual([
      ['x.ts', 'modified', undefined],
      ['y.ts', 'modified', undefined],
    ]);
    expect(unread).toEqual([]);
  });

  it('may come from diff -r, new files and binary ones with it', () => {
    const diff =
      'diff -ruN old/a new/a\n--- old/a\t1970-01-01 00:00:00.000000000 +0000\n+++ new/a\t2026-01-02\n@@ -0,0 +1 @@\n+b\nBinary files old/i.png and new/i.png differ\n';
    const { files, unread } = readAll(diff);
    expect(files.map((file) => [file.path, file.status, file.binary])).toEqual([
      ['a', 'added', false],
      ['i.png', 'modified', true],
    ]);
    expect(unread).toEqual([]);
  });

  it('is read without numbers, and that is said', () => {
    const file = only('--- a/x.ts\n+++ b/x.ts\n@@\n one\n-two\n+zwei\n');
    expect(file).toMatchObject({ added: 1, removed: 1, unread: '1 hunk has no line numbers' });
  });

  it('is read past a miscount, and that is said', () => {
    const short = only(SIMPLE.replace('-10,4 +10,5', '-10,2 +10,2'));
    expect(short).toMatchObject({ added: 2, removed: 1, unread: '3 lines more than their hunks promise' });
    const long = readAll(SIMPLE.replace('-10,4 +10,5', '-10,9 +10,9') + SIMPLE.replaceAll('pay', 'tax'));
    expect(long.files.map((file) => [file.path, file.unread])).toEqual([
      ['src/pay.ts', '5 lines that hunks promise are missing'],
      ['src/tax.ts', undefined],
    ]);
  });

  it('gives the names of the next file back when a hunk promised too much', () => {
    const first = '--- a/docs.md\n+++ b/docs.md\n@@ -1,9 +1,9 @@\n-a\n+b\n';
    const { files } = readAll(`${first}--- a/src/auth.ts\n+++ b/src/auth.ts\n@@ -1 +1 @@\n-x\n+y\n`);
    expect(files.map((file) => [file.path, file.added, file.removed, file.unread])).toEqual([
      ['docs.md', 1, 1, '8 lines that hunks promise are missing'],
      ['src/auth.ts', 1, 1, undefined],
    ]);
  });
});

describe('what cannot be read is said', () => {
  it.each([
    ['a header and nothing behind it', 'diff --git a/x b/x\nindex 1..2 100644\n', 'no line of it follows'],
    ['a bare header', 'diff --git a/x b/x\n', 'no line of it follows'],
    ['names and nothing behind them', '--- a/x\n+++ b/x\n', 'no line of it follows'],
    ['a cut end', SIMPLE.slice(0, -12), 'promise'],
    ['NUL bytes', SIMPLE.replace('zwei', 'z\0wei'), 'invisible control'],
    ['escapes', SIMPLE.replace('zwei', '\u001b[2K'), 'invisible control'],
    ['text that runs backwards', SIMPLE.replace('zwei', '\u202e'), 'invisible control'],
    [
      'two names for one file',
      SIMPLE.replace('diff --git a/src/pay.ts b/src/pay.ts', 'diff --git a/README.md b/README.md'),
      'different files',
    ],
    ['a conflict', '* Unmerged path src/a.ts\n', 'unmerged'],
  ])('%s', (_name, diff, why) => expect(only(diff).unread).toContain(why));

  it.each([
    ['words', 'Here is my diff:\n', 'no part of a diff'],
    ['a hunk without a file', '@@ -1 +1 @@\n-a\n+b\n', 'no part of a diff'],
    ['colours', SIMPLE.replaceAll(/^/gm, '\u001b[1m'), '--no-color'],
    ['a merge without its changes', `commit ${'a'.repeat(40)}\nMerge: 1 2\nAuthor: A <a@b.c>\n\n    Merge\n`, 'merge'],
    ['a file without a name', 'diff -u\n@@ -1 +1 @@\n-a\n+b\n', 'without a name'],
  ])('%s', (_name, diff, why) => expect(readAll(diff).unread.join()).toContain(why));

  it('takes nothing for nothing', () => {
    expect(readAll('')).toMatchObject({ files: [], unread: [] });
    expect(readAll('\n\n')).toMatchObject({ files: [], unread: [] });
  });
});

describe('what is over a limit is counted, not kept', () => {
  it('lines that are too long', () => {
    const { files } = readAll(SIMPLE.replace('zwei', 'é'.repeat(50)), [7], { lineChars: 20 });
    expect(linesOf(files[0])[2]).toBe(`+11:${'é'.repeat(19)}`);
    expect(files[0]?.unread).toContain('1 line is too long');
  });

  it('lines of a file, and characters of them', () => {
    const byLines = readAll(SIMPLE, [64], { fileLines: 3 }).files[0];
    expect(byLines).toMatchObject({ added: 2, removed: 1, unread: '4 lines are over the limit and were not kept' });
    expect(linesOf(byLines)).toHaveLength(2);
    expect(readAll(SIMPLE, [64], { fileChars: 30 }).files[0]?.unread).toContain('over the limit');
  });

  it('hunks without lines too', () => {
    const { files } = readAll(SIMPLE + '@@ -1,0 +1,0 @@\n'.repeat(5000), [1024], { fileLines: 100 });
    expect(files[0]?.hunks.length).toBeLessThan(100);
  });

  it('files', () => {
    const many = Array.from({ length: 12 }, (_, at) => SIMPLE.replaceAll('pay', `f${at}`)).join('');
    const { files, unread } = readAll(many, [100], { files: 5 });
    expect(files).toHaveLength(5);
    expect(unread.join()).toContain('7 times');
  });
});

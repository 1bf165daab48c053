import { describe, expect, it } from 'vitest';
import { asDiff, type ListedFile } from '../../../src/adapters/pr-host/as-diff.ts';
import { readAll } from '../../core/change/read.ts';

const HUNK = '@@ -1,2 +1,2 @@\n one\n-two\n+three';
const read = (...files: Partial<ListedFile>[]) =>
  readAll(Buffer.from(asDiff(files.map((file) => ({ path: 'a.ts', status: 'modified', hunks: HUNK, ...file })))));

describe('a diff out of a list of files', () => {
  it.each<[string, Partial<ListedFile>, object]>([
    ['a change', {}, { path: 'a.ts', status: 'modified', added: 1, removed: 1, unread: undefined }],
    ['a new file', { status: 'added', hunks: '@@ -0,0 +1 @@\n+one' }, { status: 'added', added: 1, unread: undefined }],
    ['one that goes', { status: 'deleted', hunks: '@@ -1 +0,0 @@\n-one' }, { status: 'deleted', removed: 1 }],
    [
      'a move',
      { status: 'renamed', oldPath: 'b.ts', hunks: '' },
      { status: 'renamed', oldPath: 'b.ts', unread: undefined },
    ],
    ['a move with changes', { status: 'renamed', oldPath: 'b.ts' }, { status: 'renamed', oldPath: 'b.ts', added: 1 }],
    ['another mode', { hunks: '', oldMode: '100644', newMode: '100755' }, { status: 'mode', unread: undefined }],
  ])('holds %s', (_, file, seen) => expect(read(file).files).toMatchObject([seen]));

  it.each(['modified', 'added', 'deleted'] as const)('holds a file that is kept back as unread: %s', (status) => {
    const { files } = read({ status, hunks: undefined }, { path: 'b.ts' });
    expect(files.map(({ path, unread }) => [path, unread])).toEqual([
      ['a.ts', 'its header announces a change and no line of it follows'],
      ['b.ts', undefined],
    ]);
  });

  it.each(['src/a b.ts', 'ü/"q".ts', 'a\\b.ts', 'a\n+++ b/evil.ts', 'x\tb/y.ts', '-a'])('holds the name %j', (path) => {
    expect(read({ path }).files.map((file) => [file.path, file.unread])).toEqual([[path, undefined]]);
    expect(read({ path, oldPath: 'o"ld', status: 'renamed', hunks: '' }).files).toMatchObject([
      { path, oldPath: 'o"ld' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { detach, readMarkedName, readName, splitNames, stripPrefixes } from '../../../src/core/change/names.ts';
import { readAll } from './read.ts';

const pathOf = (header: string) => readAll(`${header}\nold mode 100644\nnew mode 100755\n`).files[0]?.path;

describe('names in a diff', () => {
  it.each([
    ['diff --git a/x.ts b/x.ts', 'x.ts'],
    ['diff --git a/with space b/with space', 'with space'],
    ['diff --git a/x b/x b/x b/x', 'x b/x'],
    ['diff --git "a/t\\tab \\"q\\" \\\\ \\303\\244" "b/t\\tab \\"q\\" \\\\ \\303\\244"', 't\tab "q" \\ ä'],
    ['diff --git "a/\\377.txt" "b/\\377.txt"', '\\377.txt'],
    ['diff --git x.ts x.ts', 'x.ts'],
    ['diff --git a/x.ts a/x.ts', 'a/x.ts'],
    ['diff --git old/x.ts new/x.ts', 'x.ts'],
    ['diff --git i/src/x.ts w/src/x.ts', 'src/x.ts'],
    ['diff --git very-old/x.ts new/x.ts', 'x.ts'],
  ])('%s', (header, path) => expect(pathOf(header)).toBe(path));

  it('keeps two names apart that are no UTF-8', () => {
    expect(readName('"a/\\376"')).not.toBe(readName('"a/\\377"'));
  });

  it('takes a broken quote as it stands', () => {
    expect(readName('"open')).toBe('"open');
    expect(readName('"bad \\q"')).toBe('bad \\q');
    expect(splitNames('"a/x')).toBeUndefined();
  });

  it('knows where a marked name ends', () => {
    expect(readMarkedName('a/with space\t')).toBe('a/with space');
    expect(readMarkedName('"a/x\\ty"')).toBe('a/x\ty');
  });

  it('leaves names alone that have no prefix', () => {
    expect(stripPrefixes({ old: 'x.orig', new: 'x' })).toEqual({ old: 'x.orig', new: 'x' });
    expect(stripPrefixes({ old: 'a/x', new: 'b/y' })).toEqual({ old: 'x', new: 'y' });
  });

  it('copies without loss', () => expect(detach('größe 🛡 \0')).toBe('größe 🛡 \0'));
});

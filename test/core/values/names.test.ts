import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCalled, namesIn, namesOf, plainName } from '../../../src/core/values/names.ts';

describe('what somebody is called', () => {
  it.each<[string, readonly string[]]>([
    ['Zoe <zoe@example.com>', ['zoe <zoe@example.com>', 'zoe', 'zoe@example.com']],
    ['zoe@example.com', ['zoe@example.com']],
    ['<zoe@example.com>', ['<zoe@example.com>', 'zoe@example.com']],
    ['Zoe <', ['zoe <']],
    ['', []],
  ])('by "%s" is known', (written, names) => expect(namesIn(written)).toEqual(names));

  it.each([
    ['case', 'ZOE@Example.com', 'zoe@example.com'],
    ['blanks', '  Zoe \t Miller ', 'zoe miller'],
    ['wide letters', 'Ｚｏｅ', 'zoe'],
    ['how an accent is put together', 'Zoe\u0301', 'zo\u00e9'],
    ['what nobody sees', 'z\u200boe\u00ad', 'zoe'],
  ])('%s makes nobody somebody else', (_, one, other) => expect(plainName(one)).toBe(plainName(other)));

  it('is one of all their names', () => {
    const zoe = namesOf({ name: 'zm', knownAs: ['Zoe <zoe@example.com>'] });
    expect(['ZM', 'zoe', 'Zoe Other <zoe@example.com>'].map((one) => isCalled(zoe, one))).toEqual([true, true, true]);
    expect(['zo', 'zoe@example.org', ''].map((one) => isCalled(zoe, one))).toEqual([false, false, false]);
  });

  it('is said again the same way, and found in itself', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(plainName(plainName(name))).toBe(plainName(name));
        for (const one of namesIn(name)) expect(isCalled(namesOf({ name }), one)).toBe(true);
      }),
    ));
});

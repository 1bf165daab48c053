import { describe, expect, it } from 'vitest';
import { hasAddress, strangersAmong } from '../../../src/core/access/strangers.ts';

const ZOE = { name: 'zm', knownAs: ['zoe@home.example'] };

describe('authors whom nobody is known as', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['none', [], []],
    ['known by address', ['Zoe Miller <ZOE@home.example>'], []],
    ['known by name', ['ZM'], []],
    ['told in three ways, of which one is known', ['Zoe M <zoe@home.example>', 'Zoe M', 'zoe@home.example'], []],
    ['told in three ways, of which none is', ['Mia <mia@x.example>', 'Mia', 'mia@x.example'], ['Mia <mia@x.example>']],
    ['one of two', ['zm', 'Mia'], ['Mia']],
  ])('%s', (_, authors, strangers) => expect(strangersAmong(authors, [ZOE])).toEqual(strangers));

  it('are all of them where nobody is known', () => expect(strangersAmong(['zm'], [])).toEqual(['zm']));
});

it('an address is one of the names that tells people apart', () => {
  expect([ZOE, { name: 'Mia <mia@x.example>' }, { name: 'mia' }, { name: '@mia' }].map(hasAddress)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

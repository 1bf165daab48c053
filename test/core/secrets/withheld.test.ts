import { describe, expect, it } from 'vitest';
import { readIgnore, withheldBy } from '../../../src/core/secrets/withheld.ts';

const withheld = (text: string, patterns: readonly string[] = []) => {
  const rules = readIgnore(text, '.rampartignore');
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  return withheldBy(patterns, rules.value);
};

describe('.rampartignore', () => {
  it.each([
    ['*.pem', 'a/b/key.pem', true],
    ['*.pem', 'key.pem', true],
    ['*.pem', 'key.pem.txt', false],
    ['secrets/', 'deploy/secrets/a.yaml', true],
    ['secrets/', 'secrets/a/b.yaml', true],
    ['secrets/', 'secrets', false],
    ['/config', 'config/prod.yaml', true],
    ['/config', 'app/config/prod.yaml', false],
    ['config/prod.yaml', 'config/prod.yaml', true],
    ['config/prod.yaml', 'x/config/prod.yaml', false],
    ['**/prod.yaml', 'x/y/prod.yaml', true],
    ['legal', 'docs/legal/contract.md', true],
    ['# legal', 'legal', false],
    ['\\#legal', '#legal', true],
    ['legal\\ texts', 'legal texts/a', true],
    ['legal   ', 'legal/a', true],
    ['', 'a', false],
    ['*.pem\n!public.pem', 'a/public.pem', false],
    ['!public.pem\n*.pem', 'a/public.pem', true],
    ['*.pem\r\n*.key\r\n', 'a.key', true],
    ['a?.txt', 'ab.txt', true],
    ['a?.txt', 'a/.txt', false],
  ])('%j says of %s: %s', (text, path, expected) => expect(withheld(text)(path)).toBe(expected));

  it('cannot take back what the policy withholds', () => {
    expect(withheld('!.env', ['.env'])('app/.env')).toBe(true);
    expect(withheld('', ['.env', 'certs/'])('x/certs/a')).toBe(true);
    expect(withheld('', ['.env'])('src/env.ts')).toBe(false);
  });

  it.each(['[a-z].pem', 'a\\b', '!', '/', '//', 'x'.repeat(501)])('refuses %j, all of them at once', (line) => {
    const read = readIgnore(`fine\n${line}\n${line}`, '.rampartignore');
    expect(read.ok ? [] : read.problems.map(({ code, path }) => [code, path])).toEqual([
      ['ignore-pattern', '.rampartignore:2'],
      ['ignore-pattern', '.rampartignore:3'],
    ]);
  });

  it('has a bound', () => {
    const read = readIgnore(Array.from({ length: 2001 }, (_, at) => `f${at}`).join('\n'), '.rampartignore');
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(['ignore-too-many']);
  });
});

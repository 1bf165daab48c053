import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { secretsIn } from '../../../src/core/secrets/find.ts';
import { SHAPES } from '../../../src/core/secrets/shapes.ts';

const FOLDERS = ['src/core/signals', 'src/core/secrets', 'src/core/assessment'];
const LITERAL =
  /(?<=[=(,:[?&|!{]\s*|return |^\s*)\/(?![/*])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/gm;

const literals = FOLDERS.flatMap((folder) =>
  readdirSync(folder).flatMap((name) =>
    [
      ...readFileSync(`${folder}/${name}`, 'utf8')
        .replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
        .matchAll(LITERAL),
    ].map((match) => ({
      at: `${name} /${match[1]}/`,
      pattern: new RegExp(match[1] ?? '', (match[2] ?? '').replace('y', '')),
    })),
  ),
);

const patterns = [...literals, ...SHAPES.map(({ kind, pattern }) => ({ at: kind, pattern }))];

/** No line and no path that a pattern meets is longer: whoever looks cuts it first. */
const LENGTH = 600;
const PIECES = 'a A _ 0 . - / : , ; = < > ( ) [ ] { } | & # @ + * % $ ! ?'.split(' ');
const SEEDS = [' ', '\t', '"', "'", '`', '\\', ...PIECES];
const PAIRS = [
  'a,',
  'a.',
  'a ',
  ' a',
  'a:',
  'a-',
  'a/',
  '::',
  '="',
  '"a',
  "'a",
  '${',
  '#{',
  'if ',
  'a=',
  '(a',
  ' (',
  '[a',
  'a_',
  '.a(',
  'public ',
  'export const ',
  'ALTER TABLE ',
  'drop ',
  'where(',
  'a, ',
  'A_',
  'execute("',
  '- ',
];
const STARTS = [
  '',
  'ALTER TABLE ',
  'export const a = ',
  'where(',
  'execute("',
  'public ',
  'FROM ',
  '"',
  'variable "',
  'title="',
  '>',
  'if ',
];

const baits = STARTS.flatMap((start) =>
  [...SEEDS, ...PAIRS].map((piece) => `${start}${piece.repeat(LENGTH)}`.slice(0, LENGTH) + '\u0001'),
);

/** What is cut off a line when a diff is read. */
const LONGEST = 10_000;

/** Far above what a linear pattern needs for such a line, far below what one that goes back and forth takes. */
const MOST_MS = 40;

/** Asked three times: a busy machine stops once, a bad pattern always. */
const isSlow = (pattern: Pattern, bait: string, times = 1): boolean =>
  [1, 2, 3].every(() => msOf(pattern, bait) > MOST_MS * times);

type Pattern = Pick<RegExp, 'test' | 'lastIndex'>;

const msOf = (pattern: Pattern, bait: string): number => {
  const started = performance.now();
  pattern.lastIndex = 0;
  pattern.test(bait);
  return performance.now() - started;
};

describe('patterns', () => {
  it('are found in the sources', () => expect(patterns.length).toBeGreaterThan(80));

  it('cannot be made slow by a line', () => {
    const slow: string[] = [];
    for (const { at, pattern } of patterns)
      for (const bait of baits) if (isSlow(pattern, bait)) slow.push(`${at} on ${bait.slice(0, 20)}`);
    expect(slow).toEqual([]);
  });

  it('cannot be made slow together, by the longest line that is read', () => {
    const said =
      'eyJ ://a: password=" token: curl login -u SK gh api_key="\\" -----BEGIN-PRIVATE-KEY----- <token>'.split(' ');
    const whole = { test: (bait: string) => secretsIn(bait).length > 0, lastIndex: 0 };
    const slow = [...said, ...SEEDS, ...PAIRS].filter((piece) =>
      isSlow(whole, piece.repeat(LONGEST).slice(0, LONGEST), 10),
    );
    expect(slow).toEqual([]);
  });

  it('would see one that can', () => expect(isSlow(/^(?:a+)+$/, `${'a'.repeat(24)}\u0001`)).toBe(true));
});

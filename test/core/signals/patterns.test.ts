import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDERS = ['src/core/signals', 'src/core/assessment'];
const LITERAL =
  /(?<=[=(,:[?&|!{]\s*|return |^\s*)\/(?![/*])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/gm;

const patterns = FOLDERS.flatMap((folder) =>
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

/** Far above what a linear pattern needs for such a line, far below what one that goes back and forth takes. */
const MOST_MS = 40;

/** Asked three times: a busy machine stops once, a bad pattern always. */
const isSlow = (pattern: RegExp, bait: string): boolean => [1, 2, 3].every(() => msOf(pattern, bait) > MOST_MS);

const msOf = (pattern: RegExp, bait: string): number => {
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

  it('would see one that can', () => expect(isSlow(/^(?:a+)+$/, `${'a'.repeat(24)}\u0001`)).toBe(true));
});

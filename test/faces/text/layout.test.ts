import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { painted, plain } from '../../../src/faces/text/colour.ts';
import { terminal } from '../../../src/faces/text/escape.ts';
import { entry, facts } from '../../../src/faces/text/layout.ts';
import { table } from '../../../src/faces/text/table.ts';
import { cut, padEnd, padStart, widthOf, wrap } from '../../../src/faces/text/width.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map(terminal);

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['漢字', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['❤️', 2],
    ['→ ×', 3],
    ['\u001b[1mabc\u001b[22m', 3],
  ])('%j takes %i columns', (some, columns) => expect(widthOf(some)).toBe(columns));

  it('are filled, cut and wrapped to', () => {
    expect(padEnd('漢', 4)).toBe('漢  ');
    expect(padStart('漢', 4)).toBe('  漢');
    expect(cut('漢字漢字', 5)).toBe('漢字…');
    expect(cut('abc', 3)).toBe('abc');
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('a verylongword', 6)).toEqual(['a', 'verylo', 'ngword']);
    expect(wrap('', 6)).toEqual(['']);
    expect(wrap(`a${'\u0903'.repeat(9)}`, 4).map(widthOf)).toEqual([4, 4, 2]);
  });

  it('keep a number with what it counts', () => {
    expect(wrap('above 5 % over 10 min', 8)).toEqual(['above', '5 % over', '10 min']);
    expect(wrap('P99 above 3 × control', 14)).toEqual(['P99 above', '3 × control']);
  });

  it('are never exceeded, and nothing is lost', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (some, columns) => {
        const lines = wrap(some, columns);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(/[ \u00a0]/g, '')).toBe(some.replaceAll(/[ \u00a0]/g, ''));
        expect(widthOf(cut(some, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a table', () => {
  const rows = [
    ['1', 'one', 'a first and rather long thing', '10 %'],
    ['12', 'three', 'b', '5 %'],
  ];
  const made = (columns: string, width: number) => table(rows, { columns, width, indent: 0, paint: plain }).split('\n');

  it('stands in columns', () => {
    expect(made('> < < >', 80)).toEqual([
      ' 1  one    a first and rather long thing  10 %',
      '12  three  b                               5 %',
    ]);
  });

  it('wraps, cuts or leaves out where it is narrow', () => {
    expect(made('> < <~ >', 32)).toEqual([
      ' 1  one    a first and      10 %',
      '           rather long',
      '           thing',
      '12  three  b                 5 %',
    ]);
    expect(made('> < <. >', 32)[0]).toBe(' 1  one    a first and ra…  10 %');
    expect(made('> <? <. >', 24)[0]).toBe(' 1  a first and r…  10 %');
    expect(made('> <8 < >', 80)[0]).toBe(' 1  one       a first and rather long thing  10 %');
  });

  it('is as wide with colour as without', () => {
    const cells = [[{ text: 'x\u001b', tone: 'bad' as const }, 'y']];
    const look = { columns: '> <', width: 20, indent: 2 };
    expect(table(cells, { ...look, paint: painted })).toBe('  \u001b[31mx\\x1b\u001b[39m  y');
  });

  it('shows at least that there is something where there is no room', () => {
    const wide = [['漢字', '漢字', '漢字', '漢字']];
    expect(table(wide, { columns: '<~ <~ <~ <~', width: 10, indent: 0, paint: plain })).toBe('…  …  …  …\n…  …  …  …');
  });

  it('never exceeds the terminal, whatever is in it', () => {
    const cells = fc.array(fc.array(text, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        cells,
        fc.constantFrom('< <~ <. >', '> < < <', '<~ <~ <~ <~', '< <? <? <?'),
        fc.integer({ min: 20, max: 90 }),
        (some, columns, width) => {
          for (const line of table(some, { columns, width, indent: 2, paint: plain }).split('\n'))
            expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('labels and facts', () => {
  const place = { width: 40, paint: plain };

  it('hang what does not fit', () => {
    expect(facts(['high', 'user-facing', 'canary 1 → 5 → 100 %', '9 days'], 'level', place)).toBe(
      'HIGH   user-facing\n       canary 1 → 5 → 100 %   9 days',
    );
    const look = { ...place, width: 60, columns: 10, stacked: false };
    expect(entry('Next', ['a b', 'c d'], look)).toBe('Next      a b · c d');
    expect(entry('Next', ['a b', 'c d'], { ...look, stacked: true })).toBe('Next      a b\n          c d');
    expect(entry('Next', 'a b', { ...look, width: 30 })).toBe('Next\n  a b');
  });
});

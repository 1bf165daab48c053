import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../../src/faces/text/width.ts';
import { aField, MOST_TYPED, typed } from '../../../src/faces/tui/field/state.ts';
import { fieldSaid } from '../../../src/faces/tui/field/view.ts';
import { pasted, pressed } from '../../../src/faces/tui/key.ts';
import { fit } from '../../../src/faces/tui/line.ts';
import { key, textOf, widest } from '../../helpers/tui.ts';

const after = (text: string, ...keys: readonly string[]) => keys.map(key).reduce(typed, aField(text));

describe('a field', () => {
  it.each([
    ['types at the end', ['!'], 'abc!'],
    ['types where the cursor is', ['left', 'left', 'x'], 'axbc'],
    ['takes back', ['backspace'], 'ab'],
    ['takes away what follows', ['home', 'delete'], 'bc'],
    ['takes nothing from nothing', ['home', 'backspace'], 'abc'],
    ['forgets what stands before the cursor', ['left', 'ctrl-u'], 'c'],
    ['leaves keys alone that are not for it', ['tab', 'up', 'ctrl-x'], 'abc'],
  ])('%s', (_, keys, text) => expect(after('abc', ...keys).text).toBe(text));

  it('takes a family for one character', () => {
    expect(after('a👨‍👩‍👧b', 'left', 'backspace').text).toBe('ab');
  });

  it('holds no more than a reason may be long', () => {
    const full = pasted('x'.repeat(2 * MOST_TYPED)).reduce(typed, aField());
    expect(full.text).toHaveLength(MOST_TYPED);
  });

  it('shows where somebody types, and is never wider than its place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.nat(60),
        fc.integer({ min: 4, max: 80 }),
        (text, at, columns) => {
          const field = { text, at: Math.min(at, piecesOf(text).length) };
          const line = fit(fieldSaid(field, columns), columns);
          expect(widest([line])).toBeLessThanOrEqual(columns);
          expect(textOf([line])).toContain('▏');
        },
      ),
    );
  });
});

describe('keys', () => {
  it('come one by one, also where several were read at once, and enter among them is enter', () => {
    expect(pressed('ab\ry', {}).map(({ name }) => name)).toEqual(['a', 'b', 'enter', 'y']);
    expect(pressed('a\tb\x7f\x15', {}).map(({ name }) => name)).toEqual(['a', 'tab', 'b', 'backspace', 'ctrl-u']);
  });

  it('are text where they were pasted, and press nothing', () => {
    expect(
      pasted('r\ny\u001b[2J')
        .map(({ text }) => text)
        .join(''),
    ).toBe('r y [2J');
    expect(new Set(pasted('ry\n').map(({ name }) => name))).toEqual(new Set(['pasted']));
  });

  it.each([
    [{ upArrow: true }, '', 'up'],
    [{ return: true }, '\r', 'enter'],
    [{ ctrl: true }, 'c', 'ctrl-c'],
    [{ tab: true, shift: true }, '', 'shift-tab'],
  ])('%j is %s%s', (flags, input, name) => expect(pressed(input, flags)).toEqual([{ name, text: '' }]));
});

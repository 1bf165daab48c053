import type { Key } from 'ink';
import { piecesOf } from '../text/width.ts';

/** A key by one name, `a`, `A`, `up`, `enter`, `ctrl-c`, and what it puts into a field. */
export type Pressed = { readonly name: string; readonly text: string };

const NAMES = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

/**
 * What came in, key by key: a terminal that is slow, or fast hands, bring several at once, and enter, tab
 * and the like among them are what they are alone.
 */
export const pressed = (input: string, key: Partial<Key>): readonly Pressed[] => {
  if (key.tab) return [{ name: key.shift ? 'shift-tab' : 'tab', text: '' }];
  const named = NAMES.find(([flag]) => key[flag]);
  if (named) return [{ name: named[1], text: '' }];
  if (key.ctrl) return [{ name: `ctrl-${input}`, text: '' }];
  if (key.meta) return [{ name: `alt-${input}`, text: '' }];
  return piecesOf(input).map(typedKey);
};

const typedKey = (one: string): Pressed => {
  if (/^[\r\n]/.test(one)) return { name: 'enter', text: '' };
  if (one === '\t') return { name: 'tab', text: '' };
  if (one === '\b' || one === '\u007f') return { name: 'backspace', text: '' };
  const code = one.charCodeAt(0);
  if (code > 0 && code < 27) return { name: `ctrl-${String.fromCharCode(code + 96)}`, text: '' };
  return { name: one, text: one.replace(UNTYPED, ' ') };
};

/** What is pasted is text, whatever is in it. */
export const pasted = (text: string): readonly Pressed[] =>
  piecesOf(text.replace(UNTYPED, ' ')).map((piece) => ({ name: 'pasted', text: piece }));

/** Line breaks and the like are blanks in a field of one line. */
const UNTYPED = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** One key of a pane, as `?` lists it and the last line hints at it. */
export type Hint = { readonly key: string; readonly does: string };

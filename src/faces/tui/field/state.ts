import { piecesOf } from '../../text/width.ts';
import type { Pressed } from '../key.ts';

/** A line of text that somebody types. Positions count characters as people see them, never halves of one. */
export type Field = { readonly text: string; readonly at: number };

export const MOST_TYPED = 300;

export const aField = (text = ''): Field => ({ text, at: piecesOf(text).length });

/** What a key makes of it. Keys that mean nothing to a field leave it as it is. */
export const typed = (field: Field, { name, text }: Pressed): Field => {
  const pieces = piecesOf(field.text);
  const [before, after] = [pieces.slice(0, field.at), pieces.slice(field.at)];
  switch (name) {
    case 'left':
      return { ...field, at: Math.max(0, field.at - 1) };
    case 'right':
      return { ...field, at: Math.min(pieces.length, field.at + 1) };
    case 'home':
    case 'ctrl-a':
      return { ...field, at: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...field, at: pieces.length };
    case 'ctrl-u':
      return { text: after.join(''), at: 0 };
    case 'backspace':
      return joined(before.slice(0, -1), after);
    case 'delete':
      return joined(before, after.slice(1));
    default:
      return text === '' ? field : inserted(before, after, text);
  }
};

const joined = (before: readonly string[], after: readonly string[]): Field => ({
  text: [...before, ...after].join(''),
  at: before.length,
});

const inserted = (before: readonly string[], after: readonly string[], text: string): Field => {
  const room = Math.max(0, MOST_TYPED - before.length - after.length);
  const head = [...before, ...piecesOf(text).slice(0, room)].join('');
  return { text: head + after.join(''), at: piecesOf(head).length };
};

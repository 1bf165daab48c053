import { piecesOf, widthOf } from '../../text/width.ts';
import { terminal } from '../../text/escape.ts';
import type { Said } from '../line.ts';
import type { Field } from './state.ts';

/** The part of a field around where somebody types, with a mark there: `rates are wr▏`. */
export const fieldSaid = ({ text, at }: Field, columns: number): readonly Said[] => {
  const pieces = piecesOf(text).map(terminal);
  let from = at;
  let used = 1;
  while (from > 0 && used + widthOf(pieces[from - 1] ?? '') <= columns) {
    from -= 1;
    used += widthOf(pieces[from] ?? '');
  }
  return [pieces.slice(from, at).join(''), { text: CURSOR, tone: 'strong' }, pieces.slice(at).join('')];
};

const CURSOR = '▏';

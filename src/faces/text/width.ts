import stringWidth from 'string-width';

/** Lengths here are columns of a terminal, not characters: `漢` takes two, a combining accent none. Text is already escaped. */

/** Signs of one column each that join with nothing beside them: Latin letters, the usual marks, arrows, lines and blocks. */
export const SINGLE =
  /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2199\u2500-\u25fc\u2713\u2717]*$/;

export const widthOf = (text: string): number => (SINGLE.test(text) ? text.length : stringWidth(text));

/** Made when the first text needs it: the tables behind it take a while to come. */
let made: Intl.Segmenter | undefined;
const graphemes = (): Intl.Segmenter => (made ??= new Intl.Segmenter('en', { granularity: 'grapheme' }));

/** A text in the characters that people see. */
export const piecesOf = (text: string): readonly string[] =>
  [...graphemes().segment(text)].map(({ segment }) => segment);

/** The longest start of a text that fits, in whole graphemes, and what is left of it. */
const splitAt = (text: string, columns: number): [string, string] => {
  if (SINGLE.test(text)) return [text.slice(0, columns), text.slice(columns)];
  let used = 0;
  for (const { segment, index } of graphemes().segment(text)) {
    used += widthOf(segment);
    if (used > columns) return [text.slice(0, index), text.slice(index)];
  }
  return [text, ''];
};

/** At most so many columns; the last of them is an ellipsis where something was cut. */
export const cut = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `${splitAt(text, columns - 1)[0].trimEnd()}…`;
};

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - widthOf(text)));

export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text;

/** Holds what it stands between on one line; a space again in the lines that `wrap` gives. */
export const HOLD = '\u00a0';

/** Lines of at most so many columns, broken between words; a word that is longer than a line is broken too. */
export const wrap = (text: string, columns: number): string[] => {
  const most = Math.max(1, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= most) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = broken(word, most);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
};

/** A number stays with what it counts, an arrow with where it leads: `5 %`, `12 items`, `→ hold`. */
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(TOGETHER, HOLD)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(HOLD, ' '));

const TOGETHER = /(?<=\d) (?=[%×/A-Za-z])|(?<=[×→]) (?=\S)/g;

const broken = (word: string, columns: number): string[] => {
  const pieces: string[] = [];
  let rest = word;
  while (widthOf(rest) > columns) {
    const [head, tail] = splitAt(rest, columns);
    const piece = head === '' ? firstOf(rest, columns) : head;
    pieces.push(piece);
    rest = head === '' ? rest.slice(piece.length) : tail;
  }
  return [...pieces, rest];
};

/** Of a grapheme that is wider than a line what fits, at least one character, so that every text comes to an end. */
const firstOf = (text: string, columns: number): string => {
  const [first = '', ...others] = text;
  let taken = first;
  for (const character of others) {
    if (widthOf(taken + character) > columns) break;
    taken += character;
  }
  return taken;
};

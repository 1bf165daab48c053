import { isTone, painted, plain, TONES, type Paint } from './colour.ts';
import { html, terminal, terminalLines } from './escape.ts';
import { code, codeCell, fence, markdown, markdownCell, markdownLines } from './escape-markdown.ts';
import { table, type Cell } from './table.ts';
import { padEnd, widthOf, wrap } from './width.ts';

/** What kind of document a template makes; it is in the name of its file: `show.txt.hbs`, `comment.md.hbs`. */
export const PROFILES = ['txt', 'md', 'html'] as const;
export type Profile = (typeof PROFILES)[number];

/** How wide the reader's terminal is, and whether it shows colour. Other documents have neither. */
export type Screen = { readonly width: number; readonly colour: boolean };
export const PLAIN_SCREEN: Screen = { width: 80, colour: false };

type Hash = Readonly<Record<string, unknown>>;
/** Gets raw values, gives text that is safe where it stands. There is no other way for a value into a document. */
export type Escaper = (values: readonly unknown[], hash: Hash) => string;

export const escapersOf = (profile: Profile, screen: Screen): Readonly<Record<string, Escaper>> =>
  ({ txt: () => forTerminal(screen), md: () => FOR_MARKDOWN, html: () => FOR_HTML })[profile]();

const one =
  (escape: (text: string) => string): Escaper =>
  ([value]) =>
    escape(textOf(value));

const FOR_MARKDOWN: Record<string, Escaper> = {
  md: one(markdown),
  mdCell: one(markdownCell),
  mdLines: one(markdownLines),
  code: one(code),
  codeCell: one(codeCell),
  fence: ([text, language = '']) => fence(textOf(text), textOf(language)),
};

const FOR_HTML: Record<string, Escaper> = { html: one(html) };

const forTerminal = ({ width, colour }: Screen): Record<string, Escaper> => {
  const paint = colour ? painted : plain;
  return {
    term: one(terminal),
    lines: one(terminalLines),
    ...Object.fromEntries(TONES.map((tone) => [tone, one((text) => paint(terminal(text), tone))])),
    level: one((text) => paint(terminal(text).toUpperCase(), isTone(text) ? text : 'strong')),
    wrap: ([text], hash) => hanging(terminal(textOf(text)), number(hash['indent'], 0), width),
    items: ([items], hash) => hanging(unbroken(items), number(hash['indent'], 0), width),
    entry: ([label, value], hash) =>
      entry(terminal(textOf(label)), unbroken(value), { width, paint, label: number(hash['label'], 16) }),
    table: ([rows], hash) =>
      table(rowsOf(rows), { columns: textOf(hash['columns']), indent: number(hash['indent'], 0), width, paint }),
  };
};

const hanging = (text: string, indent: number, width: number): string =>
  wrap(text, width - indent)
    .map((line) => ' '.repeat(indent) + line.replaceAll(HOLD, ' '))
    .join('\n');

/** Stands for the spaces within an item, so that lines break between items; a space again before anybody reads it. */
const HOLD = '\u00a0';

const unbroken = (value: unknown): string =>
  Array.isArray(value)
    ? value.map((item) => terminal(textOf(item)).replaceAll(' ', HOLD)).join(' · ')
    : terminal(textOf(value));

type Entry = { readonly width: number; readonly paint: Paint; readonly label: number };

/** A label and what belongs to it, beside each other, or under each other where the terminal is narrow. */
const entry = (label: string, text: string, { width, paint, label: columns }: Entry): string => {
  const narrow = width < columns * 3.5;
  const indent = narrow ? 2 : columns;
  const body = hanging(roomFor(text, width - indent), indent, width);
  if (narrow) return `${paint(label, 'strong')}\n${body}`;
  return paint(label, 'strong') + padEnd('', columns - widthOf(label)) + body.slice(indent);
};

/** An item that fits on no line is broken after all. */
const roomFor = (text: string, columns: number): string =>
  text
    .split(' ')
    .map((item) => (widthOf(item) > columns ? item.replaceAll(HOLD, ' ') : item))
    .join(' ');

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new TypeError(`a template gave ${typeof value} where text is due`);
};

const isCell = (cell: unknown): cell is Cell =>
  typeof cell === 'string' ||
  (typeof cell === 'object' &&
    cell !== null &&
    'text' in cell &&
    typeof cell.text === 'string' &&
    (!('tone' in cell) || isTone(cell.tone)));

const rowsOf = (rows: unknown): Cell[][] => {
  if (Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every(isCell))) return rows;
  throw new TypeError('a template gave something else where rows of cells are due');
};

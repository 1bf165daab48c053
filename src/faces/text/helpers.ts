import { calendar, calendarRowsOf } from './calendar.ts';
import { isTone, painted, plain, TONES } from './colour.ts';
import { html, terminal, terminalLines } from './escape.ts';
import { code, codeCell, fence, labelled, link, markdown, markdownCell, markdownLines } from './escape-markdown.ts';
import { entry, facts, paragraph } from './layout.ts';
import { table, type Cell } from './table.ts';

/** What kind of document a template makes; it is in the name of its file: `show.txt.hbs`, `comment.md.hbs`. */
export const PROFILES = ['txt', 'md', 'html', 'plain'] as const;
export type Profile = (typeof PROFILES)[number];

/** How wide the reader's terminal is, and whether it shows colour. Other documents have neither. */
export type Screen = { readonly width: number; readonly colour: boolean };
export const PLAIN_SCREEN: Screen = { width: 80, colour: false };

type Hash = Readonly<Record<string, unknown>>;
/** Gets raw values, gives text that is safe where it stands. There is no other way for a value into a document. */
export type Escaper = (values: readonly unknown[], hash: Hash) => string;

export const escapersOf = (profile: Profile, screen: Screen): Readonly<Record<string, Escaper>> =>
  ({ txt: () => forTerminal(screen), md: () => FOR_MARKDOWN, html: () => FOR_HTML, plain: () => FOR_LINES })[profile]();

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
  link: one(link),
  labelled: ([text, address]) => labelled(textOf(text), textOf(address)),
  fence: ([text, language = '']) => fence(textOf(text), textOf(language)),
};

/** What Markdown is written with, where nobody reads marks: a line stays one line, and holds what its value says. */
const FOR_LINES: Record<string, Escaper> = { md: one(terminal), code: one(terminal), link: one(terminal) };

const FOR_HTML: Record<string, Escaper> = { html: one(html) };

const forTerminal = ({ width, colour }: Screen): Record<string, Escaper> => {
  const paint = colour ? painted : plain;
  const place = { width, paint };
  return {
    term: one(terminal),
    lines: one(terminalLines),
    ...Object.fromEntries(TONES.map((tone) => [tone, one((text) => paint(terminal(text), tone))])),
    level: one((text) => paint(terminal(text).toUpperCase(), isTone(text) ? text : 'strong')),
    wrap: ([value], hash) => paragraph(textsOf(value), number(hash['indent'], 0), place),
    facts: (values, { tone }) =>
      facts(values.flatMap(textsOf), isTone(tone) || tone === 'level' ? tone : undefined, place),
    entry: ([label, value], hash) =>
      entry(textOf(label), textsOf(value), {
        ...place,
        columns: number(hash['columns'], 15),
        stacked: hash['stacked'] === true,
      }),
    calendar: ([rows], hash) => calendar(calendarRowsOf(rows), { indent: number(hash['indent'], 0), ...place }),
    table: ([rows], hash) =>
      table(rowsOf(rows), { columns: textOf(hash['columns']), indent: number(hash['indent'], 0), ...place }),
  };
};

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new TypeError(`a template gave ${typeof value} where text is due`);
};

const textsOf = (value: unknown): string | string[] => (Array.isArray(value) ? value.map(textOf) : textOf(value));

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

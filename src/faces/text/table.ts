import type { Paint, Tone } from './colour.ts';
import { terminal } from './escape.ts';
import { cut, padEnd, padStart, widthOf, wrap } from './width.ts';

export type Cell = string | { readonly text: string; readonly tone?: Tone; readonly oneLine?: boolean };

/**
 * How a column behaves: `<` or `>` is where its text stands; then `~` if it may wrap, `.` if it may be cut, `?` if it
 * may be left out where the terminal is narrow, and a number if it is to be at least so wide.
 */
type Column = {
  readonly right: boolean;
  readonly gives: '' | '~' | '.';
  readonly optional: boolean;
  readonly least: number;
};

const GAP = 2;
const LEAST = 12;

const columnOf = (spec: string): Column => ({
  right: spec.startsWith('>'),
  gives: spec.includes('~') ? '~' : spec.includes('.') ? '.' : '',
  optional: spec.includes('?'),
  least: Number(/\d+/.exec(spec)?.[0] ?? 0),
});

type Settings = { readonly columns: string; readonly width: number; readonly indent: number; readonly paint: Paint };

/** Rows under each other, no wider than the terminal; escaped here, so cells are given raw. */
export const table = (rows: readonly (readonly Cell[])[], { columns, width, indent, paint }: Settings): string => {
  const all = columns.split(' ').map(columnOf);
  const texts = rows.map((row) => all.map((_, at) => terminal(textOf(row[at]))));
  const kept = fitted(all, naturalWidths(texts, all.length, width - indent), width - indent);
  return rows
    .flatMap((row, y) => linesOf(row, texts[y] ?? [], kept, paint))
    .map((line) => `${' '.repeat(indent)}${line}`.trimEnd())
    .join('\n');
};

type Kept = Column & { readonly at: number; width: number };

const textOf = (cell: Cell | undefined): string => (typeof cell === 'object' ? cell.text : (cell ?? ''));

const naturalWidths = (texts: readonly (readonly string[])[], count: number, most: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.min(most, Math.max(0, ...texts.map((row) => widthOf(row[at] ?? '')))));

/** Leaves optional columns out from the right until what cannot give fits, then lets the others give, the widest first. */
const fitted = (columns: readonly Column[], natural: readonly number[], width: number): Kept[] => {
  let kept = columns
    .map((column, at) => Object.assign({ at, width: natural[at] ?? 0 }, column))
    .filter((column) => column.width > 0)
    .map((column) => Object.assign(column, { width: Math.max(column.width, column.least) }));
  const least = () => sum(kept.map((column) => (column.gives ? Math.min(column.width, LEAST) : column.width)));
  while (least() + gaps(kept) > width && kept.some(({ optional }) => optional)) {
    const last = kept.findLast(({ optional }) => optional);
    kept = kept.filter((column) => column !== last);
  }
  const over = sum(kept.map((column) => column.width)) + gaps(kept) - width;
  for (let left = Math.min(over, sum(kept.map((column) => column.width))); left > 0; left -= 1) {
    const givers = kept.filter(({ gives, width }) => gives && width > 2);
    const [widest] = (givers.length > 0 ? givers : kept).toSorted((a, b) => b.width - a.width);
    if (widest) widest.width -= 1;
  }
  return kept;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const gaps = (columns: readonly unknown[]): number => GAP * Math.max(0, columns.length - 1);

/** One row is as many lines as its tallest cell. */
const linesOf = (row: readonly Cell[], texts: readonly string[], kept: readonly Kept[], paint: Paint): string[] => {
  const cells = kept.map(({ at, width, gives }) =>
    gives === '~' && !isOneLine(row[at])
      ? bounded(wrap(texts[at] ?? '', width), width).map((line) => cut(line, width))
      : [cut(texts[at] ?? '', width)],
  );
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) =>
    kept.map((column, x) => placed(cells[x]?.[y] ?? '', column, toneOf(row[column.at]), paint)).join(' '.repeat(GAP)),
  );
};

/** A cell never fills a screen: what is longer than any plan may be ends in an ellipsis. */
const bounded = (lines: string[], width: number): string[] => {
  const [last = '', ...more] = lines.slice(MOST_LINES - 1);
  return more.length === 0 ? lines : [...lines.slice(0, MOST_LINES - 1), cut(`${last} ${more[0]}`, width)];
};

const MOST_LINES = 20;

const toneOf = (cell: Cell | undefined): Tone | undefined => (typeof cell === 'object' ? cell.tone : undefined);

const isOneLine = (cell: Cell | undefined): boolean => typeof cell === 'object' && cell.oneLine === true;

const placed = (text: string, { right, width }: Kept, tone: Tone | undefined, paint: Paint): string => {
  const filled = right ? padStart(text, width) : padEnd(text, width);
  if (tone === undefined || text === '') return filled;
  const at = right ? filled.length - text.length : 0;
  return filled.slice(0, at) + paint(text, tone) + filled.slice(at + text.length);
};

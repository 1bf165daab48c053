import { isTone, type Paint, type Tone } from './colour.ts';
import { terminal } from './escape.ts';
import { HOLD, padEnd, widthOf, wrap } from './width.ts';

/** All of these take raw text and escape it; what they give back is no wider than the terminal. */
type Place = { readonly width: number; readonly paint: Paint };

/** An item breaks only where it would not fit on a line of its own. */
const whole = (item: string, columns: number): string => {
  const shown = terminal(item);
  return widthOf(shown) > columns ? shown : shown.replaceAll(' ', HOLD);
};

const linesOf = (text: string, columns: number): string[] => wrap(text, columns).map((line) => line.trimEnd());

/** A paragraph, or items that stay whole where they fit. */
const fill = (value: string | readonly string[], columns: number, between = ' · '): string[] =>
  typeof value === 'string'
    ? linesOf(terminal(value), columns)
    : linesOf(value.map((item) => whole(item, columns)).join(between), columns);

export const paragraph = (value: string | readonly string[], indent: number, { width }: Place): string =>
  fill(value, width - indent)
    .map((line) => ' '.repeat(indent) + line)
    .join('\n');

/** Short facts beside each other. Where they take several lines, those hang below the second fact. */
export const facts = (values: readonly string[], tone: Tone | 'level' | undefined, { width, paint }: Place): string => {
  const [first = '', ...others] = values.filter((text) => text !== '');
  const indent = tone === 'level' ? widthOf(terminal(first)) + FACT_GAP.length : 0;
  const given = tone === 'level' ? others : [first, ...others];
  const lines = fill(given, width - indent, `${HOLD}${HOLD} `);
  if (tone !== 'level') return lines.map((line) => (tone ? paint(line, tone) : line)).join('\n');
  const level = paint(terminal(first).toUpperCase(), isTone(first) ? first : 'strong');
  return lines.map((line, at) => (at === 0 ? level + FACT_GAP : ' '.repeat(indent)) + line).join('\n');
};

const FACT_GAP = '   ';

type Labelled = Place & { readonly columns: number; readonly stacked: boolean };

/** A label and what belongs to it, beside each other, or under each other where the terminal is narrow. */
export const entry = (label: string, value: string | readonly string[], place: Labelled): string => {
  const { width, paint, columns, stacked } = place;
  const narrow = width < columns * 3.5;
  const indent = narrow ? 2 : columns;
  const parts = stacked && typeof value !== 'string' ? value : [value];
  const lines = parts.flatMap((part) => fill(part, width - indent)).map((line) => ' '.repeat(indent) + line);
  const head = paint(terminal(label), 'strong');
  if (narrow) return [head, ...lines].join('\n');
  const [first = '', ...more] = lines;
  return [head + padEnd('', columns - widthOf(terminal(label))) + first.slice(indent), ...more].join('\n');
};

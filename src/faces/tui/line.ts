import type { Tone } from '../text/colour.ts';
import { painted, plain } from '../text/colour.ts';
import { terminal } from '../text/escape.ts';
import { cut, widthOf, wrap } from '../text/width.ts';

/** What a view says: raw text, and what it means. It is escaped and measured here, and nowhere else. */
export type Said = string | { readonly text: string; readonly tone?: Tone | undefined };

/** A piece of a line as it is shown: escaped, and no wider than the screen together with its neighbours. */
export type Span = { readonly text: string; readonly tone?: Tone | undefined };
export type Line = readonly Span[];

export type Size = { readonly columns: number; readonly rows: number };

/** A frame as high as the terminal makes it scroll: one line is left free. */
export const frameIn = ({ columns, rows }: Size): Size => ({ columns, rows: Math.max(1, rows - 1) });

const spanOf = (said: Said): Span =>
  typeof said === 'string' ? { text: terminal(said) } : { text: terminal(said.text), tone: said.tone };

const widthOfLine = (line: Line): number => line.reduce((sum, { text }) => sum + widthOf(text), 0);

/** One line, cut where the screen ends. Every line of the interface comes out of this. */
export const fit = (said: readonly Said[], columns: number): Line => {
  const spans: Span[] = [];
  let left = columns;
  for (const span of said.map(spanOf)) {
    if (span.text === '') continue;
    // Blanks that do not fit are no loss, and no reason for a sign of one.
    const whole = widthOf(span.text) > left ? span.text.trimEnd() : span.text;
    const text = cut(whole, left);
    if (text !== '') spans.push({ ...span, text });
    left -= widthOf(text);
    if (text !== whole) break;
  }
  return spans;
};

const GAP = 2;

/** What belongs to the left, and what to the right; where both do not fit the left is cut, and a long right goes. */
export const apart = (left: readonly Said[], right: readonly Said[], columns: number): Line => {
  const tail = fit(right, columns);
  const room = columns - widthOfLine(tail) - GAP;
  if (room < columns / 2) return fit(left, columns);
  const head = fit(left, room);
  return [...head, { text: ' '.repeat(columns - widthOfLine(head) - widthOfLine(tail)) }, ...tail];
};

/** A text over as many lines as it takes, the first after its mark. */
export const flowing = (mark: Said, text: Said, columns: number): readonly Line[] => {
  const first = spanOf(mark);
  const body = spanOf(text);
  const indent = Math.min(widthOf(first.text), Math.max(0, columns - 1));
  return wrap(body.text, columns - indent).map((line, at) =>
    at === 0
      ? [...fitSpan(first, indent), ...fitSpan({ ...body, text: line }, columns - indent)]
      : [{ text: ' '.repeat(indent) }, ...fitSpan({ ...body, text: line }, columns - indent)],
  );
};

const fitSpan = (span: Span, columns: number): Line => {
  const text = cut(span.text, columns);
  return text === '' ? [] : [{ ...span, text }];
};

export const BLANK: Line = [];

/** A cell of a column: cut or filled to exactly so many columns. */
export const cell = (said: Said, columns: number): Said => {
  const { text, tone } = spanOf(said);
  const short = cut(text, columns);
  return { text: short + ' '.repeat(Math.max(0, columns - widthOf(short))), tone };
};

/** The same lines where no program is running: for a report, a pipe, a page of the documentation. */
export const linesAsText = (lines: readonly Line[], colour: boolean): string => {
  const paint = colour ? painted : plain;
  return lines
    .map((line) =>
      line
        .map(({ text, tone }) => (tone === undefined ? text : paint(text, tone)))
        .join('')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
};

import { amountInWords } from '../../core/plan/report/words.ts';
import type { Judged, Picture } from '../../core/retrospect/analysed.ts';
import { oddsInWords } from './analysed-words.ts';
import type { Paint, Tone } from './colour.ts';
import { terminal } from './escape.ts';
import { cut, padEnd, padStart, widthOf } from './width.ts';

type Values = Picture['treated'];
type Glyph = { readonly glyph: string; readonly tone?: Tone };

export type Place = { readonly width: number; readonly paint: Paint };

/** As many columns as there are, each the mean of what falls into it: control keeps its place under the treated. */
const inColumns = (values: Values, columns: number, of: (some: number[]) => number): Values =>
  Array.from({ length: columns }, (_, at) => {
    const part = values.slice(
      Math.floor((at * values.length) / columns),
      Math.max(Math.floor((at * values.length) / columns) + 1, Math.floor(((at + 1) * values.length) / columns)),
    );
    const known = part.filter((value) => value !== null);
    return known.length > 0 ? of(known) : null;
  });

const mean = (some: number[]): number => some.reduce((sum, one) => sum + one, 0) / some.length;
const most = (some: number[]): number => Math.max(...some);

const ROWS = 8;

export type Chart = {
  readonly picture: Picture;
  readonly top: number;
  readonly marks: readonly (string | undefined)[];
};

/** Both arms over time, with the limits between them. Shapes tell them apart; colour only helps. */
export const chartLines = ({ picture, top, marks }: Chart, { width, paint }: Place): string[] => {
  const labels = [top, top / 2, 0].map((value) =>
    cut(terminal(amountInWords(Number(value.toPrecision(2)), picture.unit)), LABEL),
  );
  const columns = marks.length;
  const [treated, control] = [picture.treated, picture.control].map((values) => inColumns(values, columns, mean));
  const limits = picture.limits.map(({ values }) => inColumns(values, columns, mean));
  const rowOf = (value: number | null | undefined): number | undefined =>
    value === null || value === undefined || value > top ? undefined : Math.round((1 - value / top) * (ROWS - 1));
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const glyphs = Array.from({ length: columns }, (__, x): Glyph => {
      const [mine, other] = [rowOf(treated?.[x]) === row, rowOf(control?.[x]) === row];
      if (mine && other) return { glyph: '◉' };
      if (mine) return { glyph: '●', tone: 'warn' };
      if (other) return { glyph: '○', tone: 'medium' };
      return limits.some((values) => rowOf(values[x]) === row) ? { glyph: '╌', tone: 'dim' } : { glyph: ' ' };
    });
    const label =
      row === 0 ? labels[0] : row === ROWS - 1 ? labels[2] : row === Math.round((ROWS - 1) / 2) ? labels[1] : '';
    return `${padStart(label ?? '', LABEL)} ┤${painted(glyphs, paint)}`.trimEnd();
  });
  const foot = `${' '.repeat(LABEL)} └${marks.map((mark) => mark ?? '─').join('')}`;
  return [...rows, foot].map((one) => fitting(one, width));
};

/** Columns that the words beside a chart take. */
const LABEL = 8;
export const columnsFor = (width: number): number => Math.max(10, Math.min(100, width - LABEL - 2));

const fitting = (text: string, width: number): string =>
  widthOf(text) > width && !text.includes('\u001b') ? cut(text, width) : text;

const painted = (glyphs: readonly Glyph[], paint: Paint): string => {
  let [text, run, tone]: [string, string, Tone | undefined] = ['', '', undefined];
  for (const next of [...glyphs, { glyph: '' }] as Glyph[]) {
    if (next.tone === tone && next.glyph !== '') run += next.glyph;
    else {
      text += tone === undefined ? run : paint(run, tone);
      [run, tone] = [next.glyph, next.tone];
    }
  }
  return text + run;
};

const SPARKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const SAYS: Readonly<Record<Judged['verdicts'][number]['verdict'], Glyph>> = {
  pass: { glyph: '·', tone: 'dim' },
  inconclusive: { glyph: '?', tone: 'warn' },
  fail: { glyph: '✗', tone: 'bad' },
  'no-data': { glyph: ' ' },
  error: { glyph: '!', tone: 'bad' },
};

/** Rarest first: what a column is told by, where it stands for several looks. */
const TELLING = ['fail', 'error', 'inconclusive', 'no-data', 'pass'] as const;

type Time = { readonly fromMs: number; readonly endMs: number; readonly columns: number };

/** What a trigger said, a glyph for each column; and how near its evidence came to what it fires at. */
export const verdictLines = (judged: Judged, { fromMs, endMs, columns }: Time, { width, paint }: Place): string[] => {
  const stepMs = (endMs - fromMs) / columns;
  const glyphs = Array.from({ length: columns }, (_, x): Glyph => {
    const [from, to] = [fromMs + x * stepMs, fromMs + (x + 1) * stepMs];
    const said = judged.verdicts.filter((one) => one.fromMs < to && one.toMs > from);
    const telling = TELLING.find((verdict) => said.some((one) => one.verdict === verdict));
    return telling ? SAYS[telling] : { glyph: ' ' };
  });
  const head = paint(cut(terminal(`${judged.trigger} → ${judged.action}`), width), 'strong');
  const strip = `${padStart('says', LABEL)}  ${painted(glyphs, paint)}`.trimEnd();
  return [head, strip, ...evidenceLines(judged, columns, paint)];
};

const evidenceLines = ({ evidence }: Judged, columns: number, paint: Paint): string[] => {
  if (!evidence) return [];
  const { fires, odds } = evidence;
  const bars = inColumns(odds, columns, most).map((value): Glyph => {
    if (value === null) return { glyph: ' ' };
    const part = Math.log(Math.max(1, value)) / Math.log(fires);
    return {
      glyph: SPARKS[Math.min(SPARKS.length - 1, Math.floor(part * (SPARKS.length - 1)))] ?? '█',
      tone: part >= 1 ? 'bad' : 'dim',
    };
  });
  const peak = Math.max(0, ...odds.map(Number));
  const said = `${oddsInWords(peak)}, fires at ${oddsInWords(fires)}`;
  return [
    `${padStart('evidence', LABEL)}  ${painted(bars, paint)}`.trimEnd(),
    padEnd('', LABEL + 2) + paint(said, 'dim'),
  ];
};

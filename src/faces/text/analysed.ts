import { numberInWords } from '../../core/plan/report/words.ts';
import type { Analysed, Moment, Outcome, Picture } from '../../core/retrospect/analysed.ts';
import { humanDuration } from '../../core/values/duration.ts';
import { headlineOf, momentOf, outcomeInWords, timesOf, topOf } from './analysed-words.ts';
import { chartLines, columnsFor, type Place, verdictLines } from './chart.ts';
import { painted, plain, type Tone } from './colour.ts';
import { terminal } from './escape.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';
import { cut, padEnd, widthOf } from './width.ts';

type Shown = {
  readonly analysed: Analysed;
  readonly written: readonly string[];
  readonly load: Load;
  readonly screen: Screen;
};

/** `rampart analyze`: what would have happened and why, then both arms in pictures, then what that rests on. */
export const analysedText = async ({ analysed, written, load, screen }: Shown): Promise<string> => {
  const place = { width: screen.width, paint: screen.colour ? painted : plain };
  const values = {
    subject: analysed.subject,
    facts: [
      `${numberInWords(analysed.observations)} observations`,
      `${humanDuration(analysed.toMs - analysed.fromMs)} from ${momentOf(analysed.fromMs)} UTC`,
      `${numberInWords(analysed.looks)} looks`,
    ],
    outcome: outcomeRows(analysed),
    moments: momentRows(analysed.moments),
  };
  const rest = {
    notJudged: analysed.notJudged.map(({ what, why }): Cell[] => [what, why]),
    assumed: analysed.assumed.map((line): Cell[] => [line]),
    legend: ['h holds', 'p pauses', 'R rolls back', '· quiet', '? cannot tell', '✗ fires', '! error'],
    written: [...written],
  };
  const head = await render('analysis.txt', values, load, screen);
  const foot = await render('analysis-foot.txt', rest, load, screen);
  const pictures = analysed.pictures.flatMap((picture) => [...pictureLines(analysed, picture, place), '']);
  return [head, ...pictures.map((line) => line.trimEnd()), foot].join('\n');
};

const TONES: Readonly<Record<Outcome['is'], Tone>> = {
  'rolled-back': 'bad',
  paused: 'warn',
  held: 'warn',
  quiet: 'good',
};

const outcomeRows = (analysed: Analysed): Cell[][] => {
  const { outcome, asWritten, harm } = analysed;
  return [
    [dim('result'), { text: headlineOf(analysed), tone: TONES[outcome.is] }],
    ...(outcome.trigger === undefined ? [] : [[dim('by'), outcome.trigger]]),
    [dim('why'), outcome.why],
    ...(harm
      ? [
          [
            dim('harm'),
            `${numberInWords(harm.before)} bad events more than without the change by then; ${numberInWords(harm.after)} after that, had it gone on`,
          ],
        ]
      : []),
    ...(asWritten
      ? [
          [
            dim('as written'),
            {
              text: `${outcomeInWords(asWritten)}${asWritten.trigger ? `, by ${asWritten.trigger}` : ''}`,
              tone: TONES[asWritten.is],
            },
          ],
        ]
      : []),
  ];
};

const dim = (text: string): Cell => ({ text, tone: 'dim' });

const MOST_MOMENTS = 12;

const momentRows = (moments: readonly Moment[]): Cell[][] => [
  ...moments.slice(0, MOST_MOMENTS).map(({ atMs, what }): Cell[] => [dim(momentOf(atMs)), what]),
  ...(moments.length > MOST_MOMENTS ? [[dim('…'), `${moments.length - MOST_MOMENTS} more: --json has them all`]] : []),
];

const pictureLines = (analysed: Analysed, picture: Picture, place: Place): string[] => {
  const columns = Math.min(columnsFor(place.width), Math.max(10, picture.treated.length));
  const { fromMs, stretchMs } = analysed;
  const endMs = fromMs + picture.treated.length * stretchMs;
  const top = topOf(picture);
  const marks = marksOf(analysed.moments, { fromMs, endMs, columns });
  const judged = analysed.judged.filter(({ metric }) => metric === picture.metric);
  return [
    titleOf(picture, place),
    ...chartLines({ picture, top, marks }, place),
    timeLine(analysed, columns),
    ...judged.flatMap((one) => verdictLines(one, { fromMs, endMs, columns }, place)),
  ];
};

const LEGEND = '● with the change  ○ without  ╌ limit';

const titleOf = ({ name }: Picture, { width, paint }: Place): string => {
  const title = cut(terminal(name), width);
  const room = width - widthOf(title) - 2;
  return room < widthOf(LEGEND)
    ? `${paint(title, 'strong')}\n${paint(cut(LEGEND, width), 'dim')}`
    : `${paint(title, 'strong')}  ${paint(LEGEND, 'dim')}`;
};

const MARKS: Readonly<Partial<Record<Moment['is'], string>>> = { phase: '┴', hold: 'h', pause: 'p', rollback: 'R' };

/** What happened, on the axis of time; of several the strictest. */
const marksOf = (
  moments: readonly Moment[],
  { fromMs, endMs, columns }: { fromMs: number; endMs: number; columns: number },
): (string | undefined)[] => {
  const marks = Array.from({ length: columns }, (): string | undefined => undefined);
  for (const is of ['phase', 'hold', 'pause', 'rollback'] as const)
    for (const { atMs } of moments.filter((one) => one.is === is)) {
      const at = Math.min(columns - 1, Math.max(0, Math.floor(((atMs - fromMs) / (endMs - fromMs)) * columns)));
      marks[at] = MARKS[is];
    }
  return marks;
};

const timeLine = (analysed: Analysed, columns: number): string => {
  const [first, last] = timesOf(analysed, 2).map(({ words }) => words);
  const gap = columns - widthOf(first ?? '') - widthOf(last ?? '');
  return `${' '.repeat(10)}${gap > 0 ? padEnd(first ?? '', columns - widthOf(last ?? '')) + (last ?? '') : first}`;
};

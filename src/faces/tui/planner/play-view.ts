import { amountInWords, countInWords, momentInWords } from '../../../core/plan/report/words.ts';
import { ladderLine, type Rung } from '../ladder/view.ts';
import { BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { sparkline } from '../monitors/spark.ts';
import { FRAMES, type Planner, type Playing } from './planner.ts';

/** Stories to choose from; and the one that was chosen, played as it goes on. */
export const playLines = ({ scenarios, row, playing }: Planner, { columns, rows }: Size): readonly Line[] => {
  const play = playing ? playedLines(playing, columns, Math.floor(rows * 0.65)) : [];
  const room = Math.max(3, rows - play.length - 2);
  const from = Math.max(0, Math.min(row - Math.floor(room / 2), scenarios.length - room));
  return [
    fit([{ text: 'Play it in simulated time', tone: 'strong' }], columns),
    ...scenarios
      .slice(from, from + room)
      .map((name, at) => fit([from + at === row ? { text: `› ${name}`, tone: 'strong' } : `  ${name}`], columns)),
    BLANK,
    ...play,
  ];
};

/** The start is a Monday at nine. */
const NINE_MS = 9 * 3_600_000;

const WORDS = { completed: 'completed', 'rolled-back': 'rolled back', stuck: 'comes to no end' } as const;

const playedLines = ({ run, frame }: Playing, columns: number, rows: number): readonly Line[] => {
  const nowMs = (run.lastedMs * frame) / FRAMES;
  const isOver = frame >= FRAMES;
  const happened = run.events.filter(({ atMs }) => atMs <= nowMs);
  const lines = [
    ladderLine(
      { rungs: rungsAt(run, nowMs), soaked: 0.5, turnedBack: isOver && run.outcome === 'rolled-back' },
      columns,
    ),
    fit(
      [
        momentInWords(NINE_MS + nowMs),
        {
          text: isOver ? `  ${WORDS[run.outcome]}` : '  …',
          tone: isOver && run.outcome !== 'completed' ? 'warn' : 'good',
        },
      ],
      columns,
    ),
    ...run.series.slice(0, 2).map((one) => seriesLine(one, frame, columns)),
    ...(isOver ? endLines(run, columns) : []),
  ];
  const room = Math.max(0, rows - lines.length);
  return [
    ...lines,
    ...(room > 0
      ? happened
          .slice(-room)
          .toReversed()
          .map(({ atMs, what }) => fit([{ text: `${momentInWords(NINE_MS + atMs)}  `, tone: 'dim' }, what], columns))
      : []),
  ];
};

type Run = Playing['run'];

const rungsAt = ({ phases }: Run, nowMs: number): readonly Rung[] =>
  phases.map(({ sharePercent, enteredMs, lastedMs }) => ({
    percent: Math.round(sharePercent * 10) / 10,
    is: enteredMs > nowMs ? 'ahead' : enteredMs + lastedMs <= nowMs ? 'over' : 'now',
  }));

const seriesLine = (
  { name, unit, usual, treated, control }: Run['series'][number],
  frame: number,
  columns: number,
): Line => {
  const top = Math.max(usual * 3, ...treated.map(Number), ...control.map(Number));
  const until = Math.ceil((treated.length * frame) / FRAMES);
  const cells = Math.min(treated.length, Math.max(4, Math.floor((columns - 40) / 2)));
  const last = treated.slice(0, until).findLast((value) => value !== null);
  return fit(
    [
      `${name}  treated `,
      sparkline(treated.slice(0, until), top, cells),
      { text: ` control ${sparkline(control.slice(0, until), top, cells)}`, tone: 'dim' },
      last === undefined || last === null ? '' : `  ${amountInWords(Number(last.toPrecision(3)), unit)}`,
    ],
    columns,
  );
};

const endLines = ({ harmedRequests, exposedRequests, harmedAtOnce, why }: Run, columns: number): readonly Line[] => [
  ...flowing(
    '',
    `${countInWords(harmedRequests, 'request')} harmed of ${countInWords(exposedRequests, 'exposed', 'exposed')}${harmedRequests > 0 ? `; at once it would have been about ${countInWords(harmedAtOnce, 'request')}` : ''}`,
    columns,
  ),
  ...(why === '' ? [] : flowing('', { text: why, tone: 'warn' }, columns).slice(0, 2)),
];

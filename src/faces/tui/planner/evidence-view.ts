import type { DiffLine } from '../../../core/change/change.ts';
import { apart, BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { hunkOf, type Planner, signalsOf } from './planner.ts';

/** One fact at a time: what it is, why it matters, and the diff around the line that shows it. */
export const evidenceLines = (planner: Planner, { columns, rows }: Size): readonly Line[] => {
  const signals = signalsOf(planner);
  const signal = signals[planner.row];
  if (!signal) return [fit(['Nothing was found that raises the level.'], columns)];
  const { path, line, quote } = signal.evidence;
  const head = [
    apart(
      [
        { text: signal.level.toUpperCase(), tone: signal.level },
        ` ${signal.area} · ${signal.certainty} · ${signal.id}`,
      ],
      [{ text: `${planner.row + 1} of ${signals.length}`, tone: 'dim' }],
      columns,
    ),
    ...flowing('', signal.why, columns),
    fit([{ text: line === 0 ? path : `${path}:${line}`, tone: 'dim' }], columns),
    BLANK,
  ];
  const shown = hunkOf(planner, signal);
  if (!shown) return [...head, fit([planner.hunks ? '› ' : '', quote], columns)];
  const room = Math.max(3, rows - head.length);
  const from = Math.max(0, Math.min(shown.at - Math.floor(room / 2), shown.lines.length - room));
  return [
    ...head,
    ...shown.lines.slice(from, from + room).map((one, at) => diffLine(one, from + at === shown.at, columns)),
  ];
};

const MARKS = { added: '+', removed: '-', context: ' ' } as const;
const TONES = { added: 'good', removed: 'bad', context: undefined } as const;

/** The line that is meant has a mark of its own: colours say only what plus and minus say. */
const diffLine = ({ kind, text, line }: DiffLine, marked: boolean, columns: number): Line =>
  fit(
    [
      { text: marked ? '▸' : ' ', tone: 'strong' },
      { text: String(line).padStart(5), tone: 'dim' },
      ' ',
      {
        text: `${MARKS[kind]} ${text.replaceAll('\t', '  ')}`,
        tone: marked && kind === 'context' ? 'strong' : TONES[kind],
      },
    ],
    columns,
  );

import type { Summary } from '../../../app/executor/card.ts';
import { percentInWords } from '../../../core/plan/report/words.ts';
import { shortMoment } from '../events/view.ts';
import { apart, BLANK, fit, type Line, type Size } from '../line.ts';

type Row = Summary & { readonly id: string };

/** Every rollout of the log, one a line; around the one that is chosen, where not all fit. */
export const rolloutLines = (
  rows: readonly Row[],
  cursor: number,
  { columns, rows: height }: Size,
): readonly Line[] => {
  if (rows.length === 0)
    return [fit([{ text: 'There is no rollout in this log yet: rampart apply', tone: 'dim' }], columns)];
  const room = Math.max(1, height - 2);
  const from = Math.max(0, Math.min(cursor - Math.floor(room / 2), rows.length - room));
  return [
    apart([{ text: 'Rollouts', tone: 'strong' }], [{ text: `${cursor + 1} of ${rows.length}`, tone: 'dim' }], columns),
    BLANK,
    ...rows.slice(from, from + room).map((row, at) => rowLine(row, from + at === cursor, columns)),
  ];
};

const MARKS: Readonly<Record<Row['status'], { text: string; tone: 'good' | 'warn' | 'bad' | 'dim' }>> = {
  pending: { text: '·', tone: 'dim' },
  running: { text: '▸', tone: 'good' },
  held: { text: '!', tone: 'warn' },
  paused: { text: '‖', tone: 'warn' },
  'rolling-back': { text: '✗', tone: 'bad' },
  'rolled-back': { text: '✗', tone: 'bad' },
  completed: { text: '✓', tone: 'good' },
  aborted: { text: '·', tone: 'dim' },
};

const rowLine = ({ id, status, phase, percent, environment, atMs }: Row, chosen: boolean, columns: number): Line => {
  const mark = MARKS[status];
  return apart(
    [
      chosen ? { text: '› ', tone: 'strong' } : '  ',
      { text: `${mark.text} ${status.padEnd(13)}`, tone: mark.tone },
      chosen ? { text: id, tone: 'strong' } : id,
    ],
    [
      `${phase === undefined ? '' : `${phase} · `}${percentInWords(percent)}`,
      { text: ` · ${environment} · ${shortMoment(atMs)}`, tone: 'dim' },
    ],
    columns,
  );
};

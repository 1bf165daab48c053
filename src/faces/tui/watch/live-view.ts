import type { Watched } from '../../../app/executor/watched.ts';
import { countInWords, percentInWords } from '../../../core/plan/report/words.ts';
import { humanDuration } from '../../../core/values/duration.ts';
import type { Tone } from '../../text/colour.ts';
import { eventLines } from '../events/view.ts';
import { ladderLine, type Rung } from '../ladder/view.ts';
import { apart, BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { monitorLines } from '../monitors/view.ts';

/** A rollout: where it is, what is measured, what it waits for, what happened. Each gets its part of the height. */
export const liveLines = (watched: Watched, from: number, { columns, rows }: Size): readonly Line[] => {
  const head = headLines(watched, columns);
  const waits = waitLines(watched, columns).slice(0, Math.max(1, Math.floor(rows / 5)));
  const left = rows - head.length - waits.length - 2;
  const monitors = monitorLines(watched, columns, Math.max(3, Math.floor(left * 0.6)));
  const events = eventLines(watched.happened, from, columns, Math.max(0, left - monitors.length - 1));
  return [...head, BLANK, ...monitors, ...(monitors.length > 0 ? [BLANK] : []), ...waits, BLANK, ...events];
};

const TONES: Readonly<Record<Watched['status'], Tone>> = {
  pending: 'dim',
  running: 'good',
  held: 'warn',
  paused: 'warn',
  'rolling-back': 'bad',
  'rolled-back': 'bad',
  completed: 'good',
  aborted: 'dim',
};

const headLines = (watched: Watched, columns: number): readonly Line[] => {
  const { feature, environment, strategy, status, phases, percent, soak } = watched;
  const nth = phases.findIndex(({ is }) => is === 'now') + 1;
  const soaked = soak && soak.ofMs > 0 ? Math.min(1, soak.doneMs / soak.ofMs) : 0;
  const turnedBack = status === 'rolled-back' || status === 'rolling-back';
  return [
    apart(
      [
        { text: feature, tone: 'strong' },
        { text: ` · ${environment} · ${strategy}`, tone: 'dim' },
      ],
      [{ text: status, tone: TONES[status] }],
      columns,
    ),
    fit(
      [
        nth > 0 ? `phase ${nth} of ${phases.length} · ` : '',
        { text: percentInWords(percent), tone: 'strong' },
        ' of everyone',
        soakSaid(watched),
      ],
      columns,
    ),
    ladderLine({ rungs: rungsOf(watched), soaked, turnedBack }, columns),
    ...nextLines(watched, columns),
  ];
};

/** After a rollback nobody is in a phase any more: the one that it was rolled back from is marked. */
const rungsOf = ({ phases, turnedBackAt }: Watched): readonly Rung[] => {
  const at = phases.findIndex(({ id }) => id === turnedBackAt);
  return at < 0
    ? phases
    : phases.map(({ percent }, nth) => ({ percent, is: nth < at ? 'over' : nth === at ? 'now' : 'ahead' }));
};

const soakSaid = ({ soak, status }: Watched): string =>
  soak && soak.ofMs > 0 && status !== 'completed'
    ? ` · soaked ${humanDuration(Math.min(soak.doneMs, soak.ofMs))} of ${humanDuration(soak.ofMs)}`
    : '';

/** When the next gate may open at the earliest; where that depends on somebody, that it does. */
const nextLines = ({ next, nextPercent, earliestMs, atMs, status }: Watched, columns: number): readonly Line[] => {
  if (status === 'completed' || status === 'aborted') return [];
  if (next === undefined)
    return earliestMs === undefined ? [] : flowing('next: ', `done ${whenOf(earliestMs, atMs)}`, columns);
  const where = nextPercent === undefined ? next : `${next}, ${percentInWords(nextPercent)}`;
  const when = earliestMs === undefined ? 'when all of this has passed' : whenOf(earliestMs, atMs);
  return flowing({ text: 'next: ', tone: 'dim' }, `${where}, ${when}`, columns);
};

const whenOf = (earliestMs: number, nowMs: number): string =>
  earliestMs <= nowMs
    ? 'at the next turn'
    : `at the earliest ${new Date(earliestMs).toISOString().slice(0, 16).replace('T', ' ')} UTC, in ${humanDuration(earliestMs - nowMs)}`;

/** What it waits for in words; triggers that only need time are counted. */
const waitLines = ({ waitsFor, checks, status }: Watched, columns: number): readonly Line[] => {
  const young = checks.filter(({ verdict, why }) => verdict !== 'pass' && YOUNG.test(why)).length;
  const label = status === 'rolled-back' || status === 'rolling-back' ? 'because    ' : 'waits for  ';
  const told = waitsFor.filter((why) => !YOUNG.test(why));
  const lines = [
    ...told,
    ...(young > 0 ? [`${countInWords(young, 'trigger')} to be quiet for all of this phase`] : []),
  ];
  if (lines.length === 0)
    return [fit([{ text: QUIET[status] ?? 'waits for nothing: the next turn goes on', tone: 'dim' }], columns)];
  return lines.flatMap((why, at) => flowing({ text: at === 0 ? label : '           ', tone: 'dim' }, why, columns));
};

const YOUNG = /, but the window is not yet all of this phase$/;
const QUIET: Readonly<Partial<Record<Watched['status'], string>>> = {
  completed: 'completed: everyone who was to have it has it',
  aborted: 'given up; the flags stay as they are',
  'rolled-back': 'rolled back; it begins again with: rampart restart',
};

import type { Analysed, Outcome, Picture } from '../../core/retrospect/analysed.ts';
import { numberInWords } from '../../core/plan/report/words.ts';
import { DAY, humanDuration } from '../../core/values/duration.ts';

/** In UTC, as in logs: whoever reads along may sit anywhere. */
export const momentOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');

const WORDS: Readonly<Record<Outcome['is'], string>> = {
  'rolled-back': 'Would have rolled back',
  paused: 'Would have paused',
  held: 'Would have held',
  quiet: 'Nothing would have stopped it',
};

/** `Would have rolled back 2026-03-02 10:42 UTC, 1 h 42 min in`. */
export const headlineOf = ({ outcome }: Pick<Analysed, 'outcome'>): string => outcomeInWords(outcome);

export const outcomeInWords = ({ is, atMs, afterMs }: Outcome): string =>
  atMs === undefined ? WORDS[is] : `${WORDS[is]} ${momentOf(atMs)} UTC, ${humanDuration(afterMs ?? 0)} in`;

/** What a picture reaches up to: all that was seen, and the limits that are not far beyond it. */
export const topOf = ({ treated, control, limits }: Picture): number => {
  const seen = Math.max(0, ...[...treated, ...control].map(Number));
  const near = limits.flatMap(({ values }) => values.filter((value) => value !== null && value <= 2.5 * seen));
  return Math.max(seen, ...near.map(Number)) * 1.05 || 1;
};

/** Where on the axis of time a word belongs: the hour where it is one day, else the day and the hour. */
export const timesOf = ({ fromMs, toMs }: Pick<Analysed, 'fromMs' | 'toMs'>, count = 5) => {
  const long = toMs - fromMs > DAY;
  return Array.from({ length: count }, (_, at) => {
    const atMs = fromMs + ((toMs - fromMs) * at) / Math.max(1, count - 1);
    const moment = momentOf(Math.round(atMs));
    return { atMs, words: long ? moment.slice(5) : moment.slice(11) };
  });
};

/** `31 : 1`. */
export const oddsInWords = (odds: number): string =>
  `${odds >= 1e6 ? 'over 1,000,000' : numberInWords(Number(odds.toPrecision(2)))} : 1`;

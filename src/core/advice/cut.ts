import type { DiffLine } from '../change/change.ts';
import type { Ranked } from './rank.ts';

/** How much of a piece is shown: all that matters of it, or only what stands close to a signal. */
export type Detail = 'wide' | 'narrow';

const NEAR = 2;
const AROUND = 1;
/** Of a run of lines that no signal names: as many are read before it is told as a number. */
const RUN = { added: 8, removed: 3, context: 0 } as const;

/** A blank line or a bracket by itself tells nothing that its number does not. */
const TELLING = 3;

/** Which lines of a piece are shown, by their places. */
export const shownOf = ({ piece, hot }: Ranked, detail: Detail): readonly number[] => {
  const { lines } = piece;
  if (detail === 'narrow') return lines.flatMap((_, at) => (isNear(at, hot, NEAR) ? [at] : []));
  const runs = runsIn(lines);
  return lines.flatMap(({ kind, text }, at) => {
    if (isNear(at, hot, 2 * NEAR)) return [at];
    if (text.trim().length < TELLING) return [];
    if (kind === 'context') return isChanged(lines, at) ? [at] : [];
    return (runs[at] ?? 0) < RUN[kind] ? [at] : [];
  });
};

const isNear = (at: number, hot: readonly number[], distance: number): boolean =>
  hot.some((place) => Math.abs(place - at) <= distance);

/** A line of context is worth its place beside a line that changed. */
const isChanged = (lines: readonly DiffLine[], at: number): boolean =>
  lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'context');

/** For each line, how many of its kind stand right before it. */
const runsIn = (lines: readonly DiffLine[]): readonly number[] => {
  const runs: number[] = [];
  for (const [at, { kind }] of lines.entries()) runs.push(lines[at - 1]?.kind === kind ? (runs[at - 1] ?? 0) + 1 : 0);
  return runs;
};

import type { Assessment } from '../assessment/assessment.ts';
import type { Change } from '../change/change.ts';
import type { Signal } from '../signals/signal.ts';
import { fill, linesTokens } from './fill.ts';
import { fileRows } from './files.ts';
import type { Gathered } from './gather.ts';
import { harmless, harmlessLines } from './harmless.ts';
import { ranked } from './rank.ts';
import { meaningRows, signalRows } from './signal-rows.ts';
import { choosePieces, type Chosen } from './choose.ts';

/** What the part of the prompt about one change is made of. Each line is harmless; the prompt marks it as data. */
export type ChangeValues = {
  readonly title: readonly string[];
  readonly description: readonly string[];
  readonly files: readonly string[];
  readonly meanings: readonly string[];
  readonly signals: readonly string[];
  readonly hunks: readonly string[];
  readonly notShown: readonly string[];
};

/** How much of a change was shown, for the record in the plan. */
export type Saw = NonNullable<Assessment['adviser']['saw']>;

export type Context = {
  readonly values: ChangeValues;
  readonly saw: Omit<Saw, 'tokens'>;
  readonly wasShown: (signal: Signal) => boolean;
};

type Asked = {
  readonly change: Change;
  readonly found: Assessment;
  readonly gathered: Gathered;
  /** In tokens: what the fixed parts of the prompt leave. */
  readonly room: number;
};

/** The most that each part may take of the room; what it leaves goes to the hunks. */
const SHARE = { title: 0.02, description: 0.08, files: 0.15, meanings: 0.08, signals: 0.3, notShown: 0.05 } as const;

/** Makes a change of any size fit: all of it as names and numbers, and of its lines those that matter most. */
export const contextOf = ({ change, found, gathered, room }: Asked): Context => {
  const { mask, isWithheld } = gathered;
  const part = (name: keyof typeof SHARE, rows: readonly string[], more: (left: number) => string) => {
    const allowance = Math.floor(room * SHARE[name]);
    // Once more for all of it: what was recognised in one place is known in every other now.
    const lines = mask(rows);
    const all = fill(lines, allowance);
    if (all.left === 0) return all;
    // What was cut is said, and the saying has to fit as well.
    const some = fill(lines, allowance - linesTokens([more(lines.length)]));
    return { ...some, lines: [...some.lines, more(some.left)] };
  };
  const title = part('title', [harmless(change.title).text], () => '… cut');
  const description = part('description', harmlessLines(change.description), (n) => `… and ${n} more lines`);
  const files = part('files', fileRows(change.files, Math.floor(room * SHARE.files)), (n) => `… and ${n} more rows`);
  const meanings = part('meanings', meaningRows(found.signals), (n) => `… and ${n} more kinds`);
  const places = part(
    'signals',
    signalRows(found.signals, () => false),
    (n) => `… and ${n} more signals`,
  );
  const notShownRoom = Math.floor(room * SHARE.notShown);
  const used = [title, description, files, meanings, places].reduce((sum, { lines }) => sum + linesTokens(lines), 0);
  const order = ranked(gathered.pieces, found.signals, found.level);
  const chosen = choosePieces(order, Math.max(0, room - used - notShownRoom), mask);
  // A line that is shown below is not told twice; of a withheld file it is not told at all.
  const told = mask(
    signalRows(found.signals, (signal) => !chosen.wasShown(signal) && !isWithheld(signal.evidence.path)),
  );
  const left = room - used - notShownRoom - linesTokens(chosen.lines);
  const signals = places.left === 0 && linesTokens(told) <= linesTokens(places.lines) + left ? told : places.lines;
  const notShown = part('notShown', notShownRows(gathered, chosen), (n) => `… and ${n} more`);
  return {
    values: {
      title: title.lines,
      description: description.lines,
      files: files.lines,
      meanings: meanings.lines,
      signals,
      hunks: chosen.lines,
      notShown: notShown.lines,
    },
    saw: {
      files: change.files.length,
      signals: found.signals.length,
      signalsListed: found.signals.length - places.left,
      changedLines: change.added + change.removed,
      changedLinesShown: chosen.changedLines,
      withheld: gathered.withheld.count,
    },
    wasShown: chosen.wasShown,
  };
};

/** Left out by name and number: nobody may take silence for nothing. */
const notShownRows = (gathered: Gathered, chosen: Chosen): string[] => {
  const counts = new Map<string, number>();
  for (const { file, lines } of gathered.pieces) {
    const key = file.path;
    counts.set(key, (counts.get(key) ?? 0) + lines.length);
  }
  for (const [path, shown] of chosen.linesByFile) counts.set(path, (counts.get(path) ?? 0) - shown);
  const rows = [...counts]
    .filter(([, left]) => left > 0)
    .map(([path, left]) => `${harmless(path).text}: ${left} lines`);
  const { count, paths } = gathered.withheld;
  const withheld = paths.map((path) => `${harmless(path).text}: withheld by its owners`);
  if (count > paths.length) withheld.push(`${count - paths.length} more files: withheld by their owners`);
  const more = gathered.linesNotKept > 0 ? [`${gathered.linesNotKept} more lines that were not kept`] : [];
  return [...withheld, ...more, ...rows];
};

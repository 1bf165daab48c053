import type { DiffLine, Hunk } from './change.ts';
import { isOdd, type Span } from './lines.ts';

/** A hunk while it is read: what its header promised and has not come yet, and where the next line stands. */
export type OpenHunk = {
  readonly hunk: Hunk & { readonly lines: DiffLine[] };
  /** One for each side the diff compares with: one, or two and more in the diff of a merge. */
  readonly oldLeft: number[];
  readonly oldLine: number[];
  newLeft: number;
  newLine: number;
};

/** What became of the lines of one file. */
export type Tally = {
  added: number;
  removed: number;
  keptLines: number;
  keptChars: number;
  cut: number;
  dropped: number;
  extra: number;
  missing: number;
  unnumbered: number;
  odd: number;
};

export const emptyTally = (): Tally => ({
  added: 0,
  removed: 0,
  keptLines: 0,
  keptChars: 0,
  cut: 0,
  dropped: 0,
  extra: 0,
  missing: 0,
  unnumbered: 0,
  odd: 0,
});

export type FileLimits = { readonly fileLines: number; readonly fileChars: number };

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const BACKSLASH = 92;

const HEADER = /^@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@ ?(.*)$/s;
const MERGE_HEADER = /^(@{3,33}) ((?:-\d{1,10}(?:,\d{1,10})? ){2,32})\+(\d{1,10})(?:,(\d{1,10}))? @{3,33} ?(.*)$/s;
/** People and models write hunks without numbers. They are read; what they say of places is not known. */
const UNNUMBERED = /^@@(?: .{0,80})?$/s;

/** Undefined where the line is no hunk header. */
export const openHunk = (line: string): OpenHunk | undefined => {
  const found = HEADER.exec(line);
  if (!found) return openMerge(line) ?? (UNNUMBERED.test(line) ? unnumbered() : undefined);
  const [, old, oldLength = '1', fresh, freshLength = '1', section = ''] = found;
  return open([Number(old)], [Number(oldLength)], [Number(fresh), Number(freshLength)], section);
};

const openMerge = (line: string): OpenHunk | undefined => {
  const [, ats = '', olds = '', fresh, freshLength = '1', section = ''] = MERGE_HEADER.exec(line) ?? [];
  const ranges = olds
    .trim()
    .split(' ')
    .map((range) => range.slice(1).split(',').map(Number));
  if (ranges.length !== ats.length - 1) return undefined;
  const lengths = ranges.map(([, length = 1]) => length);
  return open(
    ranges.map(([start = 0]) => start),
    lengths,
    [Number(fresh), Number(freshLength)],
    section,
  );
};

const unnumbered = (): OpenHunk => open([0], [Number.POSITIVE_INFINITY], [0, Number.POSITIVE_INFINITY], '');

const open = (
  oldLine: number[],
  oldLeft: number[],
  [newLine, newLeft]: readonly [number, number],
  section: string,
): OpenHunk => ({
  hunk: { oldStart: oldLine[0] ?? 0, newStart: newLine, section, lines: [] },
  oldLeft,
  oldLine,
  newLeft,
  newLine,
});

export const isComplete = (open: OpenHunk): boolean => open.newLeft <= 0 && open.oldLeft.every((left) => left <= 0);

/** How many lines the header promised that never came. */
export const missingLines = (open: OpenHunk): number =>
  open.newLeft === Number.POSITIVE_INFINITY ? 0 : Math.max(open.newLeft, ...open.oldLeft, 0);

/** No line of a hunk. */
const NONE = -1;

/** Counts the line and gives the place where it stands. The diff's hot path: nothing is allocated here. */
const step = (open: OpenHunk, tally: Tally, mark: number): number => {
  const { oldLeft, oldLine } = open;
  if (mark === PLUS) {
    tally.added += 1;
    if (--open.newLeft < 0) tally.extra += 1;
    return open.newLine++;
  }
  if (mark !== MINUS && mark !== SPACE) return NONE;
  const old = oldLine[0] ?? 0;
  const left = (oldLeft[0] ?? 0) - 1;
  oldLeft[0] = left;
  oldLine[0] = old + 1;
  if (mark === MINUS) {
    tally.removed += 1;
    if (left < 0) tally.extra += 1;
    return old;
  }
  if (--open.newLeft < 0 || left < 0) tally.extra += 1;
  return open.newLine++;
};

/** The diff of a merge has one column of marks for each parent. What differs from any of them counts as changed. */
const stepMerged = (open: OpenHunk, tally: Tally, marks: string): number => {
  if (marks.length < open.oldLeft.length || !/^[-+ ]+$/.test(marks)) return NONE;
  const gone = marks.includes('-');
  const firstOld = open.oldLine[marks.indexOf('-')] ?? 0;
  for (let side = 0; side < marks.length; side += 1) {
    if (marks[side] !== (gone ? '-' : ' ')) continue;
    open.oldLeft[side] = (open.oldLeft[side] ?? 0) - 1;
    open.oldLine[side] = (open.oldLine[side] ?? 0) + 1;
  }
  if (gone) tally.removed += 1;
  else open.newLeft -= 1;
  if (!gone && marks.includes('+')) tally.added += 1;
  return gone ? firstOld : open.newLine++;
};

const kindOf = (marks: string): DiffLine['kind'] =>
  marks.includes('-') ? 'removed' : marks.includes('+') ? 'added' : 'context';

export const isFull = (tally: Tally, limits: FileLimits): boolean =>
  tally.keptLines >= limits.fileLines || tally.keptChars >= limits.fileChars;

/** Takes the line into the hunk; false where it is none of its lines. What is over a limit is counted and not kept. */
export const takeInto = (open: OpenHunk, tally: Tally, limits: FileLimits, span: Span): boolean => {
  const { text, from, to } = span;
  const sides = open.oldLeft.length;
  // Editors strip the space of an empty context line; git reads it so too.
  const mark = to === from ? SPACE : text.charCodeAt(from);
  // `\ No newline at end of file` stands between two lines of the hunk and is none of them.
  if (mark === BACKSLASH) return true;
  const marks = sides === 1 ? '' : text.slice(from, Math.min(from + sides, to));
  const line = sides === 1 ? step(open, tally, mark) : stepMerged(open, tally, marks);
  if (line === NONE) return false;
  if (span.cut) tally.cut += 1;
  if (isFull(tally, limits)) {
    tally.dropped += 1;
    return true;
  }
  const kind = sides > 1 ? kindOf(marks) : mark === PLUS ? 'added' : mark === MINUS ? 'removed' : 'context';
  keep(open, tally, { kind, text: text.slice(from + sides, to), line }, span);
  return true;
};

const keep = (open: OpenHunk, tally: Tally, line: DiffLine, span: Span): void => {
  if (span.odd && isOdd(line.text)) tally.odd += 1;
  tally.keptLines += 1;
  tally.keptChars += span.to - span.from;
  open.hunk.lines.push(line);
};

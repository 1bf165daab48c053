import type { DiffLine, FileDiff, Hunk } from '../change/change.ts';
import { type Edit, editOf } from './edits.ts';
import { glance, type Glance, PATTERN_LIMIT } from './lexer.ts';
import { placeOf, type Place } from './places.ts';
import { DOES } from './words.ts';
import { roleOf, type Role } from './roles.ts';

/** A changed line that counts: not blank, not a comment, not merely re-indented. */
export type Line = {
  readonly added: boolean;
  readonly text: string;
  readonly line: number;
  readonly role: Role;
  readonly about: number;
  readonly does: number;
  readonly said: number;
  readonly words: number;
  readonly key: number;
  /** Stands on the other side of the same hunk too: moved within its function. */
  reordered: boolean;
  /** What differs from the line that it replaced or that replaced it; undefined when it has no such partner. */
  edit: Edit | undefined;
};

/** Changed lines between two unchanged ones. */
export type Run = {
  readonly removed: readonly Line[];
  readonly added: readonly Line[];
  readonly hunk: Hunk;
  /** ABOUT mask of the enclosing function's name and of the two unchanged lines before. */
  readonly around: number;
  /** Unchanged line just before, '' at a hunk's start. */
  readonly before: string;
};

/** One file, read for the detectors. */
export type Reading = {
  readonly file: FileDiff;
  readonly place: Place;
  readonly runs: readonly Run[];
  /** The lines of code among them, each with its run. */
  readonly code: readonly (readonly [Line, Run])[];
  /** ABOUT mask of the path, of the code and of what stands around it: a family none of whose words is here need not look. */
  readonly about: number;
  /** The first line that is longer than patterns look. */
  readonly long: Line | undefined;
  readonly live: number;
  readonly liveAdded: number;
  readonly liveRemoved: number;
  readonly struck: Struck;
};

/** Changed lines that were set aside, by why. */
export type Struck = { comments: number; imports: number; format: number; copy: number; blank: number };

const look: Glance = { about: 0, does: 0, said: 0, words: 0, key: 0 };

type Draft = { removed: Line[]; added: Line[]; around: number; before: string };

export const read = (file: FileDiff): Reading => {
  const place = placeOf(file.path);
  const struck: Struck = { comments: 0, imports: 0, format: 0, copy: 0, blank: 0 };
  const runs: Run[] = [];
  for (const hunk of file.hunks) {
    const drafts = runsOf(hunk, place, struck);
    markReordered(drafts);
    for (const draft of drafts) {
      const run = strikeFormat(draft, struck, place);
      if (run.removed.length + run.added.length === 0) continue;
      pair(run, place);
      runs.push({ ...run, hunk });
    }
  }
  let about = place.about;
  let liveAdded = 0;
  let liveRemoved = 0;
  const code: (readonly [Line, Run])[] = [];
  for (const run of runs) {
    for (const line of run.removed) if (line.role === 'code') code.push([line, run]);
    for (const line of run.added) if (line.role === 'code') code.push([line, run]);
    about |= run.around;
    liveAdded += run.added.length;
    liveRemoved += run.removed.length;
  }
  for (const [line] of code) about |= line.about;
  const long = code.find(([line]) => line.text.length > PATTERN_LIMIT)?.[0];
  return { file, place, runs, code, about, long, struck, liveAdded, liveRemoved, live: liveAdded + liveRemoved };
};

const fresh = (around: number, before: string): Draft => ({ removed: [], added: [], around, before });

const runsOf = (hunk: Hunk, place: Place, struck: Struck): Draft[] => {
  const drafts: Draft[] = [];
  let around = 0;
  if (hunk.section !== '') {
    glance(hunk.section, place.marks, look);
    around = look.about;
  }
  const section = around;
  let open: Draft | undefined;
  let before = '';
  let last = 0;
  for (const line of hunk.lines) {
    if (line.kind === 'context') {
      if (open !== undefined && open.removed.length + open.added.length > 0) drafts.push(open);
      open = undefined;
      before = line.text;
      continue;
    }
    if (open === undefined) {
      if (before !== '') {
        glance(before, place.marks, look);
        last = look.about;
      }
      open = fresh(section | last, before);
    }
    const kept = keep(line, place, struck);
    if (kept !== undefined) (kept.added ? open.added : open.removed).push(kept);
  }
  if (open !== undefined && open.removed.length + open.added.length > 0) drafts.push(open);
  return drafts;
};

const keep = (raw: DiffLine, place: Place, struck: Struck): Line | undefined => {
  const { text, line } = raw;
  const added = raw.kind === 'added';
  glance(text, place.marks, look);
  const role = roleOf(text, look, place);
  if (role === 'blank') struck.blank += 1;
  else if (role === 'comment') struck.comments += 1;
  else if (role === 'import') struck.imports += 1;
  else
    return {
      added,
      text,
      line,
      role,
      about: look.about,
      does: look.does,
      said: look.said,
      words: look.words,
      key: look.key,
      reordered: false,
      edit: undefined,
    };
  return undefined;
};

/** Cancels lines of one run that differ in blanks, quote marks or trailing commas only. */
const strikeFormat = (draft: Draft, struck: Struck, place: Place): Draft => {
  if (draft.removed.length === 0 || draft.added.length === 0) return draft;
  const gone = counts(draft.removed);
  const added = draft.added.filter((line) => !take(gone, line.key));
  if (
    added.length === 0 &&
    draft.added.length === draft.removed.length &&
    (isReordered(draft) || isMovedOut(draft, place))
  )
    return draft;
  if (added.length === draft.added.length) return joined(draft, struck);
  const kept = counts(draft.added);
  const removed = draft.removed.filter((line) => !take(kept, line.key));
  struck.format += draft.added.length - added.length + draft.removed.length - removed.length;
  return joined({ ...draft, added, removed }, struck);
};

const indent = (text: string): number => text.length - text.trimStart().length;

/** Where blanks are grammar, a line that stands further in or out belongs to another block. */
const isMovedOut = (draft: Draft, place: Place): boolean =>
  place.extension === 'py' &&
  draft.added.length <= 20 &&
  draft.added.every((line, at) => indent(line.text) !== indent(draft.removed[at]?.text ?? line.text));

/** The same calls in another order are no format: what is done first may decide what is done at all. */
const isReordered = (draft: Draft): boolean => {
  const other = draft.added.some((line, at) => line.key !== draft.removed[at]?.key);
  if (!other || !draft.added.some((line) => (line.does & DOES.calls) !== 0)) return false;
  for (const line of [...draft.added, ...draft.removed]) line.reordered = true;
  return true;
};

/** A statement that was only wrapped over more or fewer lines is equal once its lines are joined. */
const joined = (draft: Draft, struck: Struck): Draft => {
  if (draft.removed.length > 40 || draft.added.length > 40 || draft.removed.length === draft.added.length) return draft;
  if (bare(draft.removed) !== bare(draft.added)) return draft;
  struck.format += draft.added.length + draft.removed.length;
  return { ...draft, added: [], removed: [] };
};

const bare = (lines: readonly Line[]): string => lines.map((line) => line.text.replaceAll(/[\s,;'"`()]/g, '')).join('');

const counts = (lines: readonly Line[]): Map<number, number> => {
  const found = new Map<number, number>();
  for (const line of lines) found.set(line.key, (found.get(line.key) ?? 0) + 1);
  return found;
};

const take = (from: Map<number, number>, key: number): boolean => {
  const left = from.get(key) ?? 0;
  if (left > 0) from.set(key, left - 1);
  return left > 0;
};

const markReordered = (drafts: readonly Draft[]): void => {
  if (drafts.length < 2) return;
  const gone = new Set<number>();
  for (const draft of drafts) for (const line of draft.removed) gone.add(line.key);
  if (gone.size === 0) return;
  const both = new Set<number>();
  for (const draft of drafts)
    for (const line of draft.added) {
      if (!gone.has(line.key)) continue;
      line.reordered = true;
      both.add(line.key);
    }
  if (both.size === 0) return;
  for (const draft of drafts) for (const line of draft.removed) line.reordered = both.has(line.key);
};

const MOST_PAIRED = 60;
const ALIKE = 0.5;

/** Finds for each removed line the added one that took its place: by position where both sides are as long, else by words. */
const pair = (run: Draft, place: Place): void => {
  const { removed, added } = run;
  if (removed.length === 0 || added.length === 0 || removed.length > MOST_PAIRED || added.length > MOST_PAIRED) return;
  const words = removed.length === added.length ? [] : added.map((line) => wordsOf(line.text));
  let from = 0;
  for (const [at, line] of removed.entries()) {
    const to = removed.length === added.length ? at : partner(line, words, from);
    const other = to === undefined ? undefined : added[to];
    if (to === undefined || other === undefined) continue;
    from = to + 1;
    line.edit = editOf(line.text, other.text, place.marks);
    other.edit = line.edit;
  }
};

const partner = (line: Line, added: readonly ReadonlySet<string>[], from: number): number | undefined => {
  if (from >= added.length) return undefined;
  const words = wordsOf(line.text);
  for (let at = from; at < Math.min(added.length, from + 8); at += 1) {
    const others = added[at] ?? new Set<string>();
    let shared = 0;
    for (const word of words) if (others.has(word)) shared += 1;
    if (shared > 0 && shared >= Math.max(words.size, others.size) * ALIKE) return at;
  }
  return undefined;
};

const wordsOf = (text: string): Set<string> => new Set(text.slice(0, 500).match(/\w+/g) ?? []);

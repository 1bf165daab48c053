import type { DiffLine, FileDiff, FileStatus } from './change.ts';
import { classify } from './classify.ts';
import { emptyTally, isFull, missingLines, type FileLimits, type OpenHunk, type Tally } from './hunk.ts';
import { detach, type Names, NOWHERE, splitNames, stripOne, stripPrefixes } from './names.ts';

/** One file's part of the diff while it is read. */
export type Draft = {
  /** Git says everything in a header of its own; other tools have but the two names; a merge has one name. */
  readonly form: 'git' | 'merge' | 'plain';
  /** What stands behind `diff --git`: both names in one line. */
  readonly title: string;
  /** What stands behind `---` and `+++`. */
  old: string | undefined;
  new: string | undefined;
  moved: 'renamed' | 'copied' | undefined;
  movedFrom: string | undefined;
  movedTo: string | undefined;
  similarity: number | undefined;
  oldMode: string | undefined;
  newMode: string | undefined;
  added: boolean;
  deleted: boolean;
  binary: boolean;
  /** Its header says that the content differs, so lines have to follow. */
  promised: boolean;
  /** Why this is all there is to see, where git does not show the content by design. */
  withheld: string | undefined;
  readonly hunks: OpenHunk['hunk'][];
  readonly tally: Tally;
};

export const newDraft = (form: Draft['form'], title: string): Draft => ({
  form,
  title,
  old: undefined,
  new: undefined,
  moved: undefined,
  movedFrom: undefined,
  movedTo: undefined,
  similarity: undefined,
  oldMode: undefined,
  newMode: undefined,
  added: false,
  deleted: false,
  binary: false,
  promised: false,
  withheld: undefined,
  hunks: [],
  tally: emptyTally(),
});

/** A hunk costs as much as a line, so that a diff of empty hunks is bounded too. */
export const addHunk = (draft: Draft, open: OpenHunk, limits: FileLimits): void => {
  const { tally } = draft;
  if (isFull(tally, limits)) return;
  tally.keptLines += 1;
  tally.keptChars += open.hunk.section.length;
  draft.hunks.push(open.hunk);
};

export const closeHunk = (draft: Draft, open: OpenHunk): void => {
  draft.tally.missing += missingLines(open);
};

const fromHeader = (draft: Draft): Names | undefined => {
  if (draft.form === 'merge') return { old: draft.title, new: draft.title };
  const names = draft.form === 'git' ? splitNames(draft.title) : undefined;
  return names && stripPrefixes(names);
};

const fromMarks = (draft: Draft, header: Names | undefined): Names | undefined => {
  if (draft.old === undefined || draft.new === undefined) return header;
  if (draft.old !== NOWHERE && draft.new !== NOWHERE) return stripPrefixes({ old: draft.old, new: draft.new });
  if (header) return header;
  const name = stripOne(draft.new === NOWHERE ? draft.old : draft.new);
  return { old: name, new: name };
};

const namesOf = (draft: Draft): Names | undefined => {
  if (draft.movedFrom !== undefined && draft.movedTo !== undefined) return { old: draft.movedFrom, new: draft.movedTo };
  return fromMarks(draft, fromHeader(draft));
};

/** Both ways a file is named have to agree, or one of them is there to mislead. */
const namesDisagree = (draft: Draft, names: Names): boolean => {
  const header = fromHeader(draft);
  if (!header || draft.form !== 'git') return false;
  if (!draft.moved) return header.new !== names.new;
  return draft.new !== undefined && draft.new !== NOWHERE && !draft.new.endsWith(names.new);
};

const onlySide = (draft: Draft, side: 'old' | 'new'): boolean =>
  draft.form === 'plain' &&
  draft.hunks.length === 1 &&
  draft.hunks[0]?.[side === 'old' ? 'newStart' : 'oldStart'] === 0;

const statusOf = (draft: Draft): FileStatus => {
  if (draft.moved) return draft.moved;
  if (draft.added || draft.old === NOWHERE || onlySide(draft, 'new')) return 'added';
  if (draft.deleted || draft.new === NOWHERE || onlySide(draft, 'old')) return 'deleted';
  const modeOnly = draft.oldMode !== draft.newMode && !draft.promised && draft.hunks.length === 0 && !draft.binary;
  return modeOnly ? 'mode' : 'modified';
};

const isSilent = (draft: Draft, status: FileStatus): boolean =>
  draft.hunks.length === 0 &&
  !draft.binary &&
  draft.tally.dropped === 0 &&
  (draft.promised || (status === 'modified' && draft.withheld === undefined));

const counted = (count: number, one: string, many: string): string | undefined =>
  count > 0 ? `${count} ${count === 1 ? one : many}` : undefined;

const whyUnread = (draft: Draft, names: Names, status: FileStatus): string | undefined => {
  const { tally } = draft;
  const reasons = [
    draft.binary ? 'binary: its content is not shown' : undefined,
    draft.withheld,
    isSilent(draft, status) ? 'its header announces a change and no line of it follows' : undefined,
    namesDisagree(draft, names) ? 'its header and its lines name different files' : undefined,
    names.new.includes('\ufffd') ? 'its name is not UTF-8' : undefined,
    counted(tally.cut, 'line is too long and was cut', 'lines are too long and were cut'),
    counted(tally.dropped, 'line is over the limit and was not kept', 'lines are over the limit and were not kept'),
    counted(tally.missing, 'line that a hunk promises is missing', 'lines that hunks promise are missing'),
    counted(tally.extra, 'line more than its hunk promises', 'lines more than their hunks promise'),
    counted(tally.unnumbered, 'hunk has no line numbers', 'hunks have no line numbers'),
    counted(tally.odd, 'line holds invisible control characters', 'lines hold invisible control characters'),
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? reasons.join('; ') : undefined;
};

const HEAD_LINES = 15;

/** The top of the file, as far as it is shown. In a file that was there before, an added line proves nothing about it. */
const firstLines = (draft: Draft, status: FileStatus): string[] => {
  const first = draft.hunks[0];
  if (!first || Math.min(first.newStart, first.oldStart) > 1) return [];
  const whole = status === 'added' || status === 'deleted';
  const seen = (line: DiffLine): boolean => line.line <= HEAD_LINES && (whole || line.kind === 'context');
  return first.lines
    .slice(0, HEAD_LINES * 2)
    .filter(seen)
    .map((line) => line.text);
};

/** The file as it was read, or undefined where nothing says which file it is. */
export const finish = (draft: Draft): FileDiff | undefined => {
  const names = namesOf(draft);
  if (!names) return undefined;
  const status = statusOf(draft);
  const path = detach(names.new);
  const fileClass = classify(path, firstLines(draft, status));
  return {
    path,
    oldPath: names.old === names.new ? undefined : detach(names.old),
    status,
    class: fileClass,
    added: draft.tally.added,
    removed: draft.tally.removed,
    binary: draft.binary,
    unread: whyUnread(draft, names, status),
    hunks: draft.hunks,
    oldMode: draft.oldMode,
    newMode: draft.newMode,
    similarity: draft.similarity,
  };
};

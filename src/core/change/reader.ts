import type { FileDiff } from './change.ts';
import { addHunk, closeHunk, type Draft, finish, newDraft } from './draft.ts';
import { isBinary, isPatchData, readField, readWhole } from './header.ts';
import { type FileLimits, isComplete, openHunk, type OpenHunk, takeInto } from './hunk.ts';
import { createLines, type Span } from './lines.ts';
import { createMessages, type StreamHeader } from './message.ts';
import { readMarkedName, readName } from './names.ts';
import { createStrays } from './strays.ts';

/** What the reader keeps at most. What is over is counted and said, never dropped in silence. */
export type DiffLimits = FileLimits & { readonly lineChars: number; readonly files: number };

/**
 * A file of more changed lines than this no person reviews either. And a file that size is gone before V8 moves it to
 * its old space, where a released one would lie until there are hundreds of megabytes of them.
 */
export const DIFF_LIMITS: DiffLimits = { lineChars: 10_000, fileLines: 25_000, fileChars: 4_000_000, files: 50_000 };

export type DiffEnd = {
  readonly files: FileDiff[];
  /** What belongs to no file that could be named. */
  readonly unread: readonly string[];
  readonly header: StreamHeader;
};

export type DiffReader = {
  /** The files that are complete with this chunk. Give it small chunks, and only one file is in memory at a time. */
  readonly push: (chunk: Uint8Array) => FileDiff[];
  readonly end: () => DiffEnd;
};

type Messages = ReturnType<typeof createMessages>;
type Strays = ReturnType<typeof createStrays>;

type State = {
  readonly limits: DiffLimits;
  readonly messages: Messages;
  readonly strays: Strays;
  draft: Draft | undefined;
  open: OpenHunk | undefined;
  /** The hunk read last, for lines that come after its header's count is met. */
  last: OpenHunk | undefined;
  /** A `---` line that waits for its `+++`. */
  marked: string | undefined;
  inPatchData: boolean;
  /** The line of the last mail signature: git's version follows it. */
  signature: number;
  done: FileDiff[];
  given: number;
  line: number;
};

/** Reads a diff from whatever way its bytes are split. Total: whatever the bytes are, it ends, and says what it could not read. */
export const createDiffReader = (limits: DiffLimits = DIFF_LIMITS): DiffReader => {
  const state: State = {
    limits,
    messages: createMessages(),
    strays: createStrays(),
    draft: undefined,
    open: undefined,
    last: undefined,
    marked: undefined,
    inPatchData: false,
    signature: 0,
    done: [],
    given: 0,
    line: 0,
  };
  const lines = createLines(limits.lineChars, (span) => takeLine(state, span));
  return {
    push: (chunk) => {
      lines.push(chunk);
      return handOver(state);
    },
    end: () => {
      lines.end();
      settleMarked(state);
      closeFile(state);
      const header = state.messages.end();
      for (let merge = 0; merge < header.unshown; merge += 1)
        state.strays.add('a merge without its changes', state.line);
      return { files: handOver(state), unread: state.strays.say(), header };
    },
  };
};

const handOver = (state: State): FileDiff[] => {
  const { done } = state;
  state.done = [];
  return done;
};

const takeLine = (state: State, span: Span): void => {
  state.line += 1;
  const { draft, open } = state;
  if (draft && open) {
    if (!isComplete(open) && takeInto(open, draft.tally, state.limits, span)) return;
    state.open = undefined;
    if (!isComplete(open)) recover(state, draft, open, span);
  }
  takeOther(state, span.text.slice(span.from, span.to), span);
};

/** A hunk ended before its count was met. Had it swallowed the names of the next file, they are given back. */
const recover = (state: State, draft: Draft, open: OpenHunk, { text, from }: Span): void => {
  const [old, fresh] = text.startsWith('@@', from) ? open.hunk.lines.slice(-2) : [];
  const swallowed = old?.kind === 'removed' && old.text.startsWith('-- ') && fresh?.kind === 'added';
  if (!swallowed || !fresh.text.startsWith('++ ')) return closeHunk(draft, open);
  giveBack(draft, open);
  beginMarked(state, `-${old.text}`, `+${fresh.text}`);
};

const giveBack = (draft: Draft, open: OpenHunk): void => {
  open.hunk.lines.length -= 2;
  open.newLeft += 1;
  open.oldLeft[0] = (open.oldLeft[0] ?? 0) + 1;
  draft.tally.removed -= 1;
  draft.tally.added -= 1;
  closeHunk(draft, open);
};

const takeOther = (state: State, line: string, span: Span): void => {
  if (state.marked !== undefined && line.startsWith('+++ ')) {
    beginMarked(state, state.marked, line);
    state.marked = undefined;
    return;
  }
  settleMarked(state);
  if (line.startsWith('--- ')) state.marked = line;
  else if (!beginsFile(state, line) && !beginsCommit(state, line)) takeRest(state, line, span);
};

/** The `---` line had no `+++` behind it: it was something else. */
const settleMarked = (state: State): void => {
  const { marked } = state;
  if (marked === undefined) return;
  state.marked = undefined;
  takeRest(state, marked, { text: marked, from: 0, to: marked.length, cut: false, odd: true });
};

const beginFile = (state: State, draft: Draft): true => {
  closeFile(state);
  state.messages.diffBegins();
  state.draft = draft;
  return true;
};

const beginsFile = (state: State, line: string): boolean => {
  if (!line.startsWith('diff -')) return false;
  if (line.startsWith('diff --git ')) return beginFile(state, newDraft('git', line.slice(11)));
  if (line.startsWith('diff --cc ')) return beginFile(state, newDraft('merge', readName(line.slice(10))));
  if (line.startsWith('diff --combined ')) return beginFile(state, newDraft('merge', readName(line.slice(16))));
  return beginFile(state, newDraft('plain', ''));
};

const beginMarked = (state: State, old: string, fresh: string): void => {
  const { draft } = state;
  const expected = draft && draft.old === undefined && !state.last && !draft.binary && draft.withheld === undefined;
  if (!expected) beginFile(state, newDraft('plain', ''));
  if (!state.draft) return;
  state.draft.old = readMarkedName(old.slice(4));
  state.draft.new = readMarkedName(fresh.slice(4));
  state.draft.promised = true;
};

const beginsCommit = (state: State, line: string): boolean => {
  if (!state.messages.starts(line)) return false;
  closeFile(state);
  return true;
};

const closeFile = (state: State): void => {
  const { draft, open } = state;
  if (draft && open) closeHunk(draft, open);
  state.draft = undefined;
  state.open = undefined;
  state.last = undefined;
  state.inPatchData = false;
  if (!draft) return;
  if (state.given >= state.limits.files) return state.strays.add('a file over the limit was not read', state.line);
  const file = finish(draft);
  if (!file) return state.strays.add('a file without a name', state.line);
  state.given += 1;
  state.done.push(file);
};

const takeRest = (state: State, line: string, span: Span): void => {
  const { draft } = state;
  if (draft && takeInFile(state, draft, line, span)) return;
  const whole = readWhole(line);
  if (whole) beginFile(state, whole);
  else if (!state.messages.take(line)) stray(state, line);
};

const takeInFile = (state: State, draft: Draft, line: string, span: Span): boolean => {
  if (line.startsWith('@@')) return beginsHunk(state, draft, line);
  if (line.startsWith('\\ ')) return true;
  if (state.last) return isSignature(state, line) || takeExtra(state, draft, state.last, span);
  if (draft.old === undefined && takeBinary(state, draft, line)) return true;
  if (draft.withheld !== undefined) return /^ {2}[<>] /.test(line);
  return readField(draft, line);
};

const takeBinary = (state: State, draft: Draft, line: string): boolean => {
  if (state.inPatchData && isPatchData(line)) return true;
  state.inPatchData = line === 'GIT binary patch';
  const told = isBinary(line);
  if (told && draft.form === 'plain') state.draft = readWhole(line);
  else if (told || state.inPatchData) draft.binary = true;
  return told || state.inPatchData;
};

/** Patches sent by mail end with two dashes and the version of git. */
const isSignature = (state: State, line: string): boolean => {
  if (line !== '-- ' && line !== '--') return false;
  closeFile(state);
  state.signature = state.line;
  return true;
};

/** Hand-made diffs miscount. What looks like a line of the hunk is read as one, and the miscount is said. */
const takeExtra = (state: State, draft: Draft, last: OpenHunk, span: Span): boolean =>
  span.to > span.from && last.oldLeft.length === 1 && takeInto(last, draft.tally, state.limits, span);

const beginsHunk = (state: State, draft: Draft, line: string): boolean => {
  const open = openHunk(line);
  if (!open) return false;
  addHunk(draft, open, state.limits);
  if (open.newLeft === Number.POSITIVE_INFINITY) draft.tally.unnumbered += 1;
  state.open = open;
  state.last = open;
  return true;
};

/** What svn puts above a diff, and git's version below one: said by others, of no weight. */
const QUIET = /^(?:Index: .*|={20,})$/s;
const VERSION = /^\d{1,3}\.\d{1,3}/;

const stray = (state: State, line: string): void => {
  if (QUIET.test(line) || (state.signature === state.line - 1 && VERSION.test(line))) return;
  const coloured = line.includes('\u001b');
  state.strays.add(coloured ? 'terminal colours: make the diff with --no-color' : 'no part of a diff', state.line);
};

import type { Area } from '../values/area.ts';
import type { Level } from '../values/level.ts';
import type { Line, Reading, Run } from './reading.ts';
import { DOES } from './words.ts';

/** What is said of a signal wherever it is shown. `answer` is how a person or an adviser may clear a suspicion. */
export type Entry = { readonly area: Area; readonly level: Level; readonly why: string; readonly answer: string };

/** One place where a detector saw something. Without a line it is the file as a whole. */
export type Hit = {
  readonly name: string;
  readonly line?: Line | undefined;
  readonly run?: Run | undefined;
  /** Where this place says something else than the catalogue. */
  readonly level?: Level;
  readonly established?: boolean;
  /** Settings that this hangs on. Where one of them is new in this change and off by default, it counts as a flag. */
  readonly switches?: readonly string[];
};

/** A family of detectors: pure, one file at a time, cost linear in the file. */
export type Detector = {
  readonly family: string;
  readonly entries: Readonly<Record<string, Entry>>;
  readonly look: (reading: Reading) => readonly Hit[];
};

const DECIDES = DOES.when | DOES.compares | DOES.logic;

/** A line on which it hangs what happens next. The head of a function or of a type does not. */
export const decides = (line: Line): boolean =>
  line.role === 'code' && (line.does & DECIDES) !== 0 && !line.edit?.glue && !isHead(line);

/** Every changed line of code with its run; removed ones first, as a diff shows them. */
export const codeLines = (reading: Reading): readonly (readonly [Line, Run])[] => reading.code;

/** A run that replaces or removes code, in place. */
export const replaces = (run: Run): boolean => run.removed.length > 0;

const DEFINITION =
  /^\s*(?:(?:pub(?:\([a-z]+\))?|public|private|protected|internal|static|async|export|default|override|final|open|virtual|suspend|abstract)\s+)*(?:def|fn|func|fun|function|class|struct|interface|trait|impl|enum|module|sub|resource|data|variable|output|task|message|rpc|type)\s+["'\w]|^\s*(?:export\s+)?(?:const|let)\s+\w+\s*=\s*(?:async\s*)?(?:\([^)]{0,200}\)|\w+)\s*(?::[^=]{0,80})?=>|^\s*(?:(?:public|private|protected|internal|static|async|override|final|virtual)\s+)+[\w<>[\],.? ]{1,80}\(/;

/** What a function does, on the line of its head: `=> a * b`, `{ return a; }`. */
const BODY = /=>\s*(?![({]?\s*$)\S|\{\s*\S.*\}\s*;?\s*$/;

/** Whether the line is the head of something with a name, and no more: what it does stands below. */
export const isHead = (line: Line): boolean => defines(line) && !BODY.test(line.text.slice(0, 300));

/** Whether the line opens a function, a type or a block with a name. */
export const defines = (line: Line): boolean =>
  (line.does & DOES.defines) !== 0 && DEFINITION.test(line.text.slice(0, 300));

/** Whether a line is part of a function that is new as a whole: what it checks, nothing existing lost or gained. */
export const insideNew = (run: Run, line: Line): boolean => {
  if (!line.added) return false;
  let after = -1;
  for (const other of run.added) {
    if (other === line) after = 0;
    else if (after >= 0 && (after += 1) > DECORATORS) return false;
    if (defines(other)) return after !== 0 || /^\s*(?:@|#\[|\[)/.test(line.text) || run.removed.length === 0;
  }
  return false;
};

/** What stands on a function's head this many lines above it belongs to it. */
const DECORATORS = 4;

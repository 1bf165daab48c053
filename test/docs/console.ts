/** A command of a document, and what the document says it prints. */
export type Step = { readonly line: number; readonly command: string; readonly shown: readonly string[] };

/** A console block that is marked to be run: three backticks and `console run`. Its steps share one folder. */
export type Block = {
  readonly path: string;
  readonly line: number;
  /** What the folder holds at the start; see `PLACES`. `console run in=repository` */
  readonly place: string;
  /** The exit code of the last command; `console run exit=3`. All others succeed. */
  readonly exit: number;
  readonly steps: readonly Step[];
};

/** Lines that start with `$ ` are commands, what follows is their output; `…` stands for text that the reader is spared. */
export const blocksOf = (path: string, text: string): readonly Block[] =>
  fencesOf(text)
    .filter(({ info }) => /^console run\b/.test(info))
    .map(({ info, line, body }) => ({
      path,
      line,
      place: /\bin=(\S+)/.exec(info)?.[1] ?? 'empty',
      exit: Number(/\bexit=(\d+)/.exec(info)?.[1] ?? 0),
      steps: stepsOf(body, line + 1),
    }));

type Fence = { readonly info: string; readonly line: number; readonly body: string[] };

const fencesOf = (text: string): readonly Fence[] => {
  const fences: Fence[] = [];
  let open: Fence | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const info = /^ *```(.*)$/.exec(line)?.[1];
    if (info === undefined) open?.body.push(line);
    else if (open) open = undefined;
    else fences.push((open = { info: info.trim(), line: index + 1, body: [] }));
  }
  return fences;
};

const stepsOf = (body: readonly string[], first: number): readonly Step[] => {
  const steps: { line: number; command: string; shown: string[] }[] = [];
  for (const [index, text] of body.entries()) {
    if (text.startsWith('$ ')) steps.push({ line: first + index, command: text.slice(2), shown: [] });
    else steps.at(-1)?.shown.push(text);
  }
  return steps;
};

/** Whether a program printed what is shown. A line of only `…` is any number of lines; within a line it is any text. */
export const isShown = (shown: readonly string[], printed: string): boolean =>
  follows(trimmed(shown), trimmed(printed.split('\n')));

const follows = (shown: readonly string[], printed: readonly string[]): boolean => {
  const [wanted, ...rest] = shown;
  if (wanted === undefined) return printed.length === 0;
  if (wanted.trim() !== '…')
    return printed.length > 0 && isLike(wanted, printed[0] ?? '') && follows(rest, printed.slice(1));
  return printed.concat('').some((_, skipped) => follows(rest, printed.slice(skipped)));
};

const isLike = (wanted: string, line: string): boolean => {
  const [head = '', ...parts] = wanted.trimEnd().split('…');
  const tail = parts.pop();
  if (tail === undefined) return line.trimEnd() === head;
  if (!line.startsWith(head)) return false;
  let from = head.length;
  for (const part of parts) {
    const at = line.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return line.trimEnd().slice(from).endsWith(tail);
};

const trimmed = (lines: readonly string[]): readonly string[] => {
  const start = lines.findIndex((line) => line.trim() !== '');
  const end = lines.findLastIndex((line) => line.trim() !== '');
  return start < 0 ? [] : lines.slice(start, end + 1);
};

import { failed, ok, type Result } from '../../core/problem.ts';
import { inFolder } from '../folders.ts';
import { type Renewed, SAME } from '../agent-files.ts';
import type { Ports } from '../operation.ts';

/** A file that somebody wants: its text, given what stands there now. */
export type Wanted = {
  readonly path: string;
  readonly next: (there: string | undefined) => Renewed;
  /** Whether all of it may be ours. A file in which others have a say is added to, and never replaced. */
  readonly mayReplace: boolean;
};

/** What would become of a file, and its text then. */
export type Prepared = {
  readonly path: string;
  readonly is: 'new' | 'changed' | 'replaced' | 'same' | 'left';
  readonly why: string;
  readonly text: string;
};

/** What somebody said of files that are there: nothing, all of ours, or these. */
export type Told = { readonly force: boolean; readonly replace: readonly string[] };

const MOST_BYTES = 1024 * 1024;

/** Looks at what is there, and writes nothing. What somebody has edited is left, unless they said otherwise. */
export const prepare = async (
  wanted: readonly Wanted[],
  told: Told,
  { files, folder }: Ports,
): Promise<Result<readonly Prepared[]>> => {
  const prepared: Prepared[] = [];
  for (const one of wanted) {
    const path = inFolder(folder, one.path);
    const isTold = one.mayReplace && (told.force || told.replace.includes(one.path));
    const there = (await files.exists(path)) ? await files.read(path, MOST_BYTES) : ok(undefined);
    // What is written over need not be readable.
    if (!there.ok && !isTold) return there;
    prepared.push({ path: one.path, ...fateOf(one, there.ok ? there.value : '', isTold) });
  }
  return ok(prepared);
};

const fateOf = ({ next }: Wanted, there: string | undefined, isTold: boolean): Omit<Prepared, 'path'> => {
  const made = next(isTold ? undefined : there);
  if ('kept' in made) return { is: made.kept === SAME ? 'same' : 'left', why: made.kept, text: there ?? '' };
  if (there === undefined) return { is: 'new', why: '', text: made.text };
  if (there === made.text) return { is: 'same', why: SAME, text: there };
  return { is: isTold ? 'replaced' : 'changed', why: '', text: made.text };
};

export const isWritten = ({ is }: Prepared): boolean => is === 'new' || is === 'changed' || is === 'replaced';

/** Each file whole, or the problem that came up; what was written before it stays. */
export const writeAll = async (
  prepared: readonly Prepared[],
  { files, folder }: Ports,
): Promise<Result<readonly string[]>> => {
  const written: string[] = [];
  for (const { path, is, text } of prepared.filter(isWritten)) {
    // What was not there when it was looked at is not written over now.
    const done = await files.write(inFolder(folder, path), text, { replace: is !== 'new' });
    if (!done.ok) return failed(...done.problems);
    written.push(path);
  }
  return ok(written);
};

import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import { isBusy, nodeSqlite, sqliteFault } from '../node-sqlite.ts';
import { flagProblems } from './problems.ts';

type Flags = Readonly<Record<string, unknown>>;
export type Definition = { readonly text: string; readonly flags: Flags };

export const readDefinition = (path: string): Result<Definition> =>
  attempt(path, () => {
    const text = readFileSync(path, 'utf8');
    const read = readJson(text, 'flags', path);
    if (!read.ok) return hasComments(text) ? failed(flagProblems.comments(path)) : read;
    const flags = isTable(read.value) ? read.value['flags'] : undefined;
    return isTable(flags) ? ok({ text, flags }) : failed(flagProblems.noFlags(path));
  });

const hasComments = (text: string): boolean => /\/[/*]/.test(text.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, ''));

/**
 * Reads, changes and writes with no other Rampart in between: two that write different flags of one file would undo
 * each other. The lock is SQLite's, on a file beside: the kernel lets go of it when its holder dies. All of it is
 * synchronous, so that nothing of this process gets in between either.
 */
export const changeDefinition = (
  path: string,
  busyMs: number,
  change: (now: Definition) => Result<string>,
): Result<void> =>
  attempt(path, () => {
    const file = realpathSync(path);
    const { DatabaseSync } = nodeSqlite();
    const lock = new DatabaseSync(`${file}.lock`, { timeout: busyMs });
    try {
      lock.exec('begin immediate');
      const now = readDefinition(path);
      const changed = now.ok ? change(now.value) : now;
      if (!now.ok || !changed.ok) return changed.ok ? ok(undefined) : changed;
      if (changed.value !== now.value.text) replace(file, changed.value);
      return ok(undefined);
    } finally {
      lock.close();
    }
  });

/** The new text is on the disk before the name points to it: flagd reads the old file or the new one, whole. */
const replace = (file: string, text: string): void => {
  const beside = `${file}.${randomUUID()}.new`;
  try {
    const handle = openSync(beside, 'wx', statSync(file).mode);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
};

const attempt = <T>(path: string, act: () => Result<T>): Result<T> => {
  try {
    return act();
  } catch (error) {
    return failed(fileProblem(path, error));
  }
};

/** What the disk threw, as a problem. Anything else is a bug of ours, and thrown on. */
const fileProblem = (path: string, error: unknown): Problem => {
  if (isBusy(error)) return flagProblems.busy(path);
  if (sqliteFault(error)) return flagProblems.notDone(path, 'no lock beside it');
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return code === 'ENOENT' || code === 'ENOTDIR' ? flagProblems.noFile(path) : flagProblems.notDone(path, code);
};

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

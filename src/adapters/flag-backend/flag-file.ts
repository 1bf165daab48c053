import {
  accessSync,
  closeSync,
  constants,
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
import { dirname } from 'node:path';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { isBusy, nodeSqlite, sqliteFault } from '../node-sqlite.ts';
import { flagProblems } from './problems.ts';

/** How long a write waits for the write of another process. */
export const BUSY_MS = 5000;

const MOST_BYTES = 64 * 1024 * 1024;

/** A file with flags in it, and how a new one begins, for whoever has none yet. */
export type FlagFile = { readonly path: string; readonly begins: string };

export const readText = (file: FlagFile): Result<string> =>
  attempt(file, () => {
    if (statSync(file.path).size > MOST_BYTES)
      return failed(flagProblems.notDone(file.path, 'it is larger than 64 MiB'));
    return ok(readFileSync(file.path, 'utf8'));
  });

/**
 * Reads, changes and writes with no other Rampart in between: two that write different flags of one file would undo
 * each other. The lock is SQLite's, on a file beside: the kernel lets go of it when its holder dies. All of it is
 * synchronous, so that nothing of this process gets in between either.
 */
export const changeText = (file: FlagFile, busyMs: number, change: (now: string) => Result<string>): Result<void> =>
  attempt(file, () => {
    const real = realpathSync(file.path);
    const { DatabaseSync } = nodeSqlite();
    const lock = new DatabaseSync(`${real}.lock`, { timeout: busyMs });
    try {
      lock.exec('begin immediate');
      const now = readText(file);
      const changed = now.ok ? change(now.value) : now;
      if (!now.ok || !changed.ok) return changed.ok ? ok(undefined) : changed;
      if (changed.value !== now.value) replace(real, changed.value);
      return ok(undefined);
    } finally {
      lock.close();
    }
  });

/** The new text is on the disk before the name points to it: whoever watches reads the old file or the new one, whole. */
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

/** Whether the file could be read and replaced: asked of the system, with nothing opened and nothing written. */
export const greetFile = async (file: FlagFile): Promise<Result<string>> =>
  attempt(file, () => {
    const real = realpathSync(file.path);
    accessSync(real, constants.R_OK);
    try {
      // It is replaced by a name of its own: the folder has to let us, whatever the mode of the file is.
      for (const path of [real, dirname(real)]) accessSync(path, constants.W_OK);
    } catch {
      return failed(flagProblems.notDone(file.path, 'it may be read here, and not written'));
    }
    return ok('it may be read and written');
  });

const attempt = <T>(file: FlagFile, act: () => Result<T>): Result<T> => {
  try {
    return act();
  } catch (error) {
    return failed(fileProblem(file, error));
  }
};

/** What the disk threw, as a problem. Anything else is a bug of ours, and thrown on. */
const fileProblem = ({ path, begins }: FlagFile, error: unknown): Problem => {
  if (isBusy(error)) return flagProblems.busy(path);
  if (sqliteFault(error)) return flagProblems.notDone(path, 'no lock beside it');
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return code === 'ENOENT' || code === 'ENOTDIR' ? flagProblems.noFile(path, begins) : flagProblems.notDone(path, code);
};

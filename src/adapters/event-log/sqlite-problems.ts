import type { Problem } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import { sqliteFault } from '../node-sqlite.ts';
import { logProblems } from './problems.ts';

/** SQLite's result codes that a person can do something about. */
const SAID: Readonly<Record<number, (path: string) => Problem>> = {
  5: logProblems.busy,
  6: logProblems.busy,
  8: logProblems.readOnly,
  11: (path) => logProblems.damaged(path, 'its pages do not fit together'),
  13: logProblems.full,
  14: (path) => logProblems.notOpened(path, 'there is no such folder, or no permission for it'),
  19: (path) => logProblems.damaged(path, 'it holds events that its list of rollouts does not know'),
  26: (path) => logProblems.damaged(path, 'this file is no database'),
};

const NO_WAY_IN: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'this is a directory',
  ENOENT: 'there is no such folder',
};

/** What storage threw, as a problem. Anything that no storage says is a bug of ours, and thrown on. */
export const storageProblem = (path: string, error: unknown): Problem => {
  const fault = sqliteFault(error);
  if (fault) return SAID[fault.code]?.(path) ?? logProblems.failed(path, plain(fault.words, 200));
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return logProblems.readOnly(path);
  if (code === 'ENOSPC' || code === 'EDQUOT') return logProblems.full(path);
  return logProblems.notOpened(path, NO_WAY_IN[code] ?? code);
};

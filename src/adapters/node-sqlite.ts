import type { DatabaseSync } from 'node:sqlite';

type Sqlite = { readonly DatabaseSync: typeof DatabaseSync };

/**
 * SQLite as Node brings it. Node 22 calls it experimental on stderr when it is loaded: that one warning is taken out,
 * and only while it loads, which is one synchronous step; every other warning goes where it went.
 */
export const nodeSqlite = (): Sqlite => {
  const warn = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature'))
      Reflect.apply(warn, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = warn;
  }
};

const BUSY = 5;
const LOCKED = 6;

/** What SQLite calls the failure: the number of its primary result code, and its words. Undefined for other errors. */
export const sqliteFault = (error: unknown): { readonly code: number; readonly words: string } | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? { code: error.errcode & 0xff, words: error.message }
    : undefined;

export const isBusy = (error: unknown): boolean => {
  const code = sqliteFault(error)?.code;
  return code === BUSY || code === LOCKED;
};

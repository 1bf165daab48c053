import type { Problem, Result } from '../../core/problem.ts';
import { problem } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Asks one statement, with `$1`, `$2` … for its values. Throws what the database says. */
export type Ask = (text: string, values?: readonly (string | number | null)[]) => Promise<readonly Row[]>;

/** A database, as far as it has to do with flags. */
export type Database = {
  /** The work is done whole or not at all, and nobody else writes that flag meanwhile. */
  readonly within: <T>(flag: string, work: (ask: Ask) => Promise<Result<T>>) => Promise<Result<T>>;
  /** What of a table may not be done by whoever asks; empty where all may. Nothing is changed to find out. */
  readonly mayNot: (ask: Ask, table: string) => Promise<readonly string[]>;
  /** Names of the columns of a table, with their types in lower case; none where there is no such table. */
  readonly columns: (ask: Ask, table: string) => Promise<ReadonlyMap<string, string>>;
  /** An expression for a list as JSON text, and one that makes a list of that type from JSON text. */
  readonly listOut: (column: string) => string;
  /** An expression for a moment as milliseconds since 1970; undefined where a column of that type holds none. */
  readonly momentOut: (column: string, type: string) => string | undefined;
  readonly listIn: (value: string, type: string) => string;
};

/** Written out and quoted: a table may stand in a schema. */
export const named = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');

export const sqlProblems = {
  unreachable: (at: string, why: string): Problem =>
    problem({
      kind: 'unreachable',
      code: 'sql-unreachable',
      path: plain(at, 200),
      message: `the database does not answer: ${plain(why, 200)}`,
      hint: 'look whether it runs, and at the address; the next turn tries again',
    }),
  refused: (at: string, why: string): Problem =>
    problem({
      kind: 'refused',
      code: 'sql-not-let-in',
      path: plain(at, 200),
      message: `the database does not let us do this: ${plain(why, 200)}`,
      hint: 'look at the option user, at FLAGS_SQL_PASSWORD, and at what that role may do',
    }),
  odd: (at: string, why: string): Problem =>
    problem({
      kind: 'invalid',
      code: 'sql-odd',
      path: plain(at, 200),
      message: plain(why, 300),
      hint: 'look at the table, and at the options table and events',
    }),
  busy: (at: string): Problem =>
    problem({
      kind: 'locked',
      code: 'sql-busy',
      path: plain(at, 200),
      message: 'another process holds the database and did not finish in time',
      hint: 'nothing was written; try again, and look for a process that hangs',
    }),
};

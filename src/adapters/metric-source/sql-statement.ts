import { piecesOf } from '../../core/values/blanks.ts';
import type { RowsAsked } from './rows.ts';

/** A statement and its parameters, as a driver takes them. */
export type Statement = { readonly text: string; readonly values: readonly (string | number)[] };

export type Dialect = {
  /** What stands for the n-th parameter, from 1, of that kind. */
  readonly mark: (n: number, kind: 'text' | 'number' | 'moment') => string;
  readonly moment: (ms: number) => string;
};

/** One more than any sound answer has: that is seen, and the rest is not fetched. */
const MOST_ROWS = 3;

/**
 * The query as part of a SELECT of our own: only what can be read can stand there, and it ends after a few rows. What
 * is filled in travels beside it as parameters, never in its text.
 */
export const statementOf = ({ query, arm, flag, window }: RowsAsked, { mark, moment }: Dialect): Statement => {
  const values: (string | number)[] = [];
  const put = (value: string | number, kind: 'text' | 'number' | 'moment'): string => mark(values.push(value), kind);
  const fills = {
    arm: () => put(arm ?? '', 'text'),
    flag: () => put(flag, 'text'),
    window: () => put((window.toMs - window.fromMs) / 1000, 'number'),
    from: () => put(moment(window.fromMs), 'moment'),
    to: () => put(moment(window.toMs), 'moment'),
  };
  const text = piecesOf(query.trimEnd().replace(/;$/, ''))
    .map((piece) => ('text' in piece ? piece.text : fills[piece.blank]()))
    .join('');
  return { text: `SELECT * FROM (\n${text}\n) AS answer LIMIT ${MOST_ROWS}`, values };
};

/** PostgreSQL numbers its parameters and is told what they are. */
export const POSTGRES: Dialect = {
  mark: (n, kind) => `$${n}::${{ text: 'text', number: 'float8', moment: 'timestamptz' }[kind]}`,
  moment: (ms) => new Date(ms).toISOString(),
};

/** SQLite has no type for moments: they are given as it writes them itself, in UTC. */
export const SQLITE: Dialect = {
  mark: (n) => `?${n}`,
  moment: (ms) => new Date(ms).toISOString().replace('T', ' ').replace('Z', ''),
};

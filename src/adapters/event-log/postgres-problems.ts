import pg from 'pg';
import type { Problem } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import { about, logProblems } from './problems.ts';

/** What was being done when the server failed us: after a write that was cut off nobody knows, until somebody reads. */
export type Doing = 'open' | 'read' | 'write';

/** What a server or the way to it threw, as a problem. Anything else is a bug of ours, and thrown on. */
export const serverProblem = (at: string, error: unknown, doing: Doing): Problem => {
  if (error instanceof pg.DatabaseError) return said(at, error, doing);
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error;
  const why = wordsOf(error);
  return REFUSING.test(`${why} ${codeOf(error)}`) ? notOpened(at, why) : lost(at, why, doing);
};

/** Somebody else was in the way, and the database undid what was begun: it may be said again. */
export const isInTheWay = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01');

/** What is asked for is not there, or is not what we know. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && ['42P01', '42883', '42703', '3F000'].includes(error.code ?? '');

/** SQLSTATE, by what a person can do about it. Whole codes first, then classes. */
const said = (at: string, error: pg.DatabaseError, doing: Doing): Problem => {
  const code = error.code ?? '';
  const answer = SAID[code] ?? SAID[code.slice(0, 2)];
  return answer
    ? answer(at, plain(error.message, 200), error.detail ?? '')
    : lost(at, plain(error.message, 200), doing);
};

const SAID: Readonly<Record<string, (at: string, why: string, detail: string) => Problem>> = {
  '23505': (at) => logProblems.damaged(at, 'it holds events that its list of rollouts does not know'),
  '28': (at, why) => notOpened(at, why),
  '3D': (at, why) => notOpened(at, why),
  '25006': (at) => readOnly(at, 'the server takes no writing: it is a standby, or set to be read only'),
  '42501': (at, why) => readOnly(at, why),
  '40': (at) => logProblems.busy(at),
  '53100': (at) => logProblems.full(at),
  '55P03': (at) => logProblems.busy(at),
  '57014': (at) => logProblems.busy(at),
  RA001: (at, _, other) => logProblems.moved(at, other),
  RA002: (at, _, other) => logProblems.filling(at, other),
  RA003: (at) =>
    about('usage', 'log-not-ours', at, [
      'there is a schema rampart in this database, of another program',
      'name another database; this one was left as it is',
    ]),
  XX: (at, why) => logProblems.damaged(at, why),
};

const readOnly = (at: string, why: string): Problem =>
  about('usage', 'log-read-only', at, [
    `the event log cannot be written here: ${why}`,
    'look at what the role may do in the schema rampart, and whether this is the primary server',
  ]);

const notOpened = (at: string, why: string): Problem =>
  about('usage', 'log-not-opened', at, [
    `the event log could not be opened: ${why}`,
    'look at the name of the database and of the role, at RAMPART_DB_PASSWORD, and at tls=on or tls=off',
  ]);

const lost = (at: string, why: string, doing: Doing): Problem =>
  about('unreachable', 'log-failed', at, [
    `the event log could not be ${doing === 'write' ? 'written' : 'read'}: ${why}`,
    doing === 'write'
      ? 'it may hold what was being written or not: read the log again before you go on'
      : 'look whether the server runs and can be reached from here; the next turn tries again',
  ]);

/** Of the driver and of TLS: trying again would change nothing. */
const REFUSING = /SASL|does not support SSL|certificate|CERT_|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/i;

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/** An address with several numbers fails with several reasons and no words of its own. */
const wordsOf = (error: Error): string => {
  const inner = error instanceof AggregateError ? error.errors.find((one) => one instanceof Error) : undefined;
  return plain(error.message || (inner as Error | undefined)?.message || codeOf(error) || 'no answer', 200);
};

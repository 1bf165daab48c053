/**
 * A problem is something wrong that a person can put right. Problems are collected and returned, never thrown:
 * whoever looks finds all of them at once, each with a way out.
 */
export type ProblemKind =
  | 'usage'
  | 'invalid'
  | 'stale'
  | 'refused'
  | 'locked'
  | 'unreachable'
  | 'rolled-back'
  | 'interrupted'
  | 'internal';

export type Severity = 'error' | 'warning';

export type Problem = {
  readonly kind: ProblemKind;
  /** Stable name to search for: `R014`, `plan-not-json`. */
  readonly code: string;
  /** Where: a path into the document such as `phases[2].audience.percent`, or a file name; empty when it is the whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
  readonly severity: Severity;
};

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Draft = Omit<Problem, 'severity' | 'path'> & { path?: string; severity?: Severity };

export const problem = (draft: Draft): Problem => ({ path: '', severity: 'error', ...draft });

export const ok = <T>(value: T, warnings: readonly Problem[] = []): Result<T> => ({ ok: true, value, warnings });

export const failed = (...problems: readonly Problem[]): Result<never> => ({ ok: false, problems });

export const isError = (found: Problem): boolean => found.severity === 'error';

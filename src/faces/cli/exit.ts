import type { Problem, ProblemKind } from '../../core/problem.ts';

/** The one table of exit codes. What a script may rely on; 0 is success. */
export const EXIT: Readonly<Record<ProblemKind, number>> = {
  internal: 1,
  usage: 2,
  invalid: 3,
  stale: 4,
  refused: 5,
  locked: 6,
  unreachable: 7,
  'rolled-back': 8,
  interrupted: 130,
};

const RETRYABLE: ReadonlySet<ProblemKind> = new Set(['locked', 'unreachable']);

/** The first error decides: what comes later is often its consequence. */
export const exitCodeOf = (problems: readonly Problem[]): number => {
  const first = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  return first ? EXIT[first.kind] : EXIT.internal;
};

export const isRetryable = ({ kind }: Problem): boolean => RETRYABLE.has(kind);

import { isError, type Problem } from '../../core/problem.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Standing } from '../executor/standing.ts';
import type { Outcome } from '../operation.ts';
import type { Reply } from './matter.ts';

export const standingInWords = ({ document }: Outcome<unknown>): string => {
  const { id, status, percent, why } = document as Standing;
  return [`${id} is ${status}`, `at ${percent} %`, ...why.slice(0, 1)].join(', ');
};

/** For the headline of the comment. A rollout that has not begun is not yet anywhere. */
export const movedTo = (plan: Plan, { document }: Outcome<unknown>): Pick<Reply, 'now'> => {
  const { status } = document as Standing;
  return status === 'pending' ? {} : { now: { plan, state: status } };
};

/** What a person can put right is said here; where a server or a path may be named, whoever runs this looks at the run. */
export const refusalOf = (problems: readonly Problem[]): Reply => {
  const first = problems.find(isError);
  const mayTell = first !== undefined && TELLING.has(first.kind);
  return {
    took: 'refused',
    why: mayTell ? `${first.message}; ${first.hint}` : `it did not work (${first?.code ?? 'no answer'}): see the run`,
  };
};

const TELLING: ReadonlySet<Problem['kind']> = new Set(['refused', 'stale', 'rolled-back']);

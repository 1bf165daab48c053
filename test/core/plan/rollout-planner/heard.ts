import type { Plan } from '../../../../src/core/plan/plan.ts';
import { fromReport } from '../../../../src/core/plan/rollout-planner/from-report.ts';
import { Report } from '../../../../src/core/plan/rollout-planner/schema.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import type { Policy } from '../../../../src/core/policy/policy.ts';
import type { Problem } from '../../../../src/core/problem.ts';
import { digestOf } from '../../../../src/core/values/digest.ts';

/** A report as a plan, where it must become one. */
export const heard = (
  report: unknown,
  policy: Policy = DEFAULT_POLICY,
): { value: Plan; warnings: readonly Problem[] } => {
  const made = fromReport(Report.parse(report), policy, digestOf(policy), 'rampart test');
  if (!made.ok) throw new Error(JSON.stringify(made.problems, null, 2));
  return made;
};

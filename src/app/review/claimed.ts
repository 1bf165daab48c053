import { type Plan, planDigest } from '../../core/plan/plan.ts';
import { problem, type Problem } from '../../core/problem.ts';
import type { Ports } from '../operation.ts';
import { loadPlan } from '../plan-file.ts';

/** A plan that came with a run nobody trusts decides nothing. Where it is not the one that is made here, somebody may want to know. */
export const claimed = async (file: string | undefined, made: Plan, ports: Ports): Promise<readonly Problem[]> => {
  if (file === undefined) return [];
  const plan = await loadPlan(file, ports);
  if (plan.ok && planDigest(plan.value) === planDigest(made)) return [];
  const said = plan.ok ? `${plan.value.risk.level}, ${plan.value.strategy.kind}` : 'no plan';
  return [
    problem({
      kind: 'stale',
      code: 'claim-differs',
      path: file,
      message: `it claims: ${said}; made here: ${made.risk.level}, ${made.strategy.kind}`,
      hint: 'what is made here counts: another version of the program or of the rules made the other, or somebody wrote it',
      severity: 'warning',
    }),
  ];
};

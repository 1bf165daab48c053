import type { Assessment } from '../core/assessment/assessment.ts';
import { judge, override } from '../core/assessment/judge.ts';
import type { Claim, Opinion } from '../core/assessment/opinion.ts';
import type { Change } from '../core/change/change.ts';
import { assemble } from '../core/plan/assemble/assemble.ts';
import { lint } from '../core/plan/lint/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Choices } from '../core/plan/request.ts';
import { failed, isError, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { EffectivePolicy } from './policy-file.ts';
import type { PlanInput } from './plan-input.ts';

/** All that was looked up before anything is decided. */
export type Known = {
  readonly change: Change;
  /** What was compared with what, for people. */
  readonly compared: string;
  readonly found: Assessment;
  readonly opinion: Opinion | undefined;
  readonly verified: readonly Claim[];
  readonly policy: EffectivePolicy;
  readonly tool: string;
};

/** A plan, and the policy that it was made under. */
export type Made = { readonly plan: Plan; readonly policy: Policy };

/** Thinks: judges, assembles, lints. No reading and no writing happens here. */
export const makePlan = (known: Known, input: PlanInput): Result<Plan> => {
  const judged = judgeAll(known, input);
  if (!judged.ok) return judged;
  const made = assemble({
    change: known.change,
    assessment: judged.value,
    policy: known.policy.policy,
    policySha256: known.policy.sha256,
    choices: choicesOf(input, known.opinion),
    tool: known.tool,
  });
  if (!made.ok) return made;
  const remarks = lint(made.value, { policy: known.policy.policy });
  return remarks.some(isError) ? failed(...remarks) : ok(made.value, [...judged.warnings, ...remarks]);
};

const judgeAll = ({ found, opinion, verified }: Known, { level, by, reason }: PlanInput): Result<Assessment> => {
  const advised = opinion ? judge(found, opinion, verified, { kind: 'provided' }) : { assessment: found, dropped: 0 };
  const dropped = advised.dropped > 0 ? [unverified(advised.dropped)] : [];
  if (level === undefined) return ok(advised.assessment, dropped);
  const decided = override(advised.assessment, { level, ...(by ? { by } : {}), ...(reason ? { reason } : {}) });
  return decided.ok ? ok(decided.value, dropped) : decided;
};

const unverified = (count: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'unverified-claims',
    path: 'opinion.reasons',
    message: `${count} of the adviser's reasons quote lines that are not in the diff; they were dropped`,
    hint: 'quote the line word for word, with its file and line number',
    severity: 'warning',
  });

/** What a person says on the command line comes before what an adviser wishes. */
const choicesOf = (input: PlanInput, opinion: Opinion | undefined): Choices => ({
  feature: input.feature,
  environment: input.environment,
  backend: input.backend,
  strategy: input.strategy ?? (input.ladder ? undefined : (opinion?.strategy ?? undefined)),
  ladder: input.ladder,
  flags: input.flag,
  prerequisites: input.needs,
  owner: input.owner,
  allow: input.allow,
  hypothesis: input.hypothesis ?? opinion?.hypothesis ?? undefined,
  primaryMetric: input.metric ?? opinion?.primaryMetric ?? undefined,
  usersPerDay: input.traffic,
  dataRollback: input.dataRollback ?? opinion?.dataRollback ?? undefined,
  userFacingChanges: input.changes ?? opinion?.userFacingChanges,
});

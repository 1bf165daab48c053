import type { Assessment } from '../core/assessment/assessment.ts';
import { judge, override } from '../core/assessment/judge.ts';
import type { Claim, Opinion } from '../core/assessment/opinion.ts';
import type { Change } from '../core/change/change.ts';
import { assemble } from '../core/plan/assemble/assemble.ts';
import { rulesOf } from '../core/plan/due.ts';
import { lint } from '../core/plan/lint/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Choices } from '../core/plan/request.ts';
import { failed, isError, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Policy } from '../core/policy/policy.ts';
import { waysAsked } from '../core/policy/team-rule.ts';
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
  /** Of the touched files, by CODEOWNERS. */
  readonly owners: readonly string[];
  readonly policy: EffectivePolicy;
  readonly tool: string;
};

/** What was said beside where to look. */
type Wishes = Omit<PlanInput, 'history'>;

/** A plan, and the policy that it was made under. */
export type Made = { readonly plan: Plan; readonly policy: Policy };

/** Thinks: judges, assembles, lints. No reading and no writing happens here. */
export const makePlan = (known: Known, input: Wishes): Result<Plan> => {
  const judged = judgeAll(known, input);
  if (!judged.ok) return judged;
  const made = assemble({
    change: known.change,
    assessment: judged.value,
    policy: known.policy.policy,
    policySha256: known.policy.sha256,
    choices: choicesOf(input, known.opinion, waysAsked(rulesOf(judged.value, known.policy.policy)).length > 0),
    owners: known.owners,
    tool: known.tool,
  });
  if (!made.ok) return made;
  const remarks = lint(made.value, { policy: known.policy.policy });
  return remarks.some(isError) ? failed(...remarks) : ok(made.value, [...judged.warnings, ...remarks]);
};

const judgeAll = ({ found, opinion, verified }: Known, { level, by, reason }: Wishes): Result<Assessment> => {
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

/** What a person says on the command line comes before what an adviser wishes, and so does a way that the team asks for. */
const choicesOf = (input: Wishes, opinion: Opinion | undefined, teamsWay: boolean): Choices => ({
  ...asked(input),
  ...(teamsWay ? {} : wished(input, opinion)),
  primaryMetric: input.metric ?? opinion?.primaryMetric ?? undefined,
  dataRollback: input.dataRollback ?? opinion?.dataRollback ?? undefined,
  userFacingChanges: input.changes ?? opinion?.userFacingChanges,
});

const asked = (input: Wishes): Choices => ({
  feature: input.feature,
  environment: input.environment,
  backend: input.backend,
  strategy: input.strategy,
  ladder: input.ladder,
  flags: input.flag,
  prerequisites: input.needs,
  owner: input.owner,
  allow: input.allow,
  hypothesis: input.hypothesis,
  usersPerDay: input.traffic,
});

const wished = (input: Wishes, opinion: Opinion | undefined): Choices => ({
  strategy: input.strategy ?? (input.ladder ? undefined : (opinion?.strategy ?? undefined)),
  hypothesis: input.hypothesis ?? opinion?.hypothesis ?? undefined,
});

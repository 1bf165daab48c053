import type { Assessment } from '../core/assessment/assessment.ts';
import { type Adopted, adopt } from '../core/assessment/adopt.ts';
import { type Advised, judgeAdvice, override } from '../core/assessment/judge.ts';
import type { Change } from '../core/change/change.ts';
import { assemble } from '../core/plan/assemble/assemble.ts';
import { rulesOf } from '../core/plan/due.ts';
import { lint } from '../core/plan/lint/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Choices } from '../core/plan/request.ts';
import { failed, isError, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Policy } from '../core/policy/policy.ts';
import { waysAsked } from '../core/policy/team-rule.ts';
import { perDayOf } from '../core/values/rate.ts';
import type { Transcript } from '../core/advice/transcript.ts';
import { armsIn } from './arms.ts';
import type { Prompt } from './advice/prompt.ts';
import type { EffectivePolicy } from './policy-file.ts';
import type { RulesPlace } from './rules-place.ts';
import type { PlanInput } from './plan-input.ts';

/** All that was looked up before anything is decided. */
export type Known = {
  readonly change: Change;
  /** What was compared with what, for people. */
  readonly compared: string;
  readonly found: Assessment;
  /** What an adviser said, if one was heard. */
  readonly advised: Advised;
  /** What was put to a model and what it said, where one was asked. */
  readonly transcript?: Transcript | undefined;
  /** What would be put to one, where somebody wants to see it. */
  readonly prompt?: Prompt | undefined;
  /** Of the touched files, by CODEOWNERS. */
  readonly owners: readonly string[];
  readonly policy: EffectivePolicy;
  readonly tool: string;
  /** Where the rules were read, where they were looked for. */
  readonly place?: RulesPlace | undefined;
};

/** What was said beside where to look. */
type Wishes = Omit<PlanInput, 'history'>;

/** What a metric source says of an ordinary day: how many come by, and the usual value of each metric. */
export type Usual = {
  readonly perDay: number | undefined;
  readonly values: Readonly<Record<string, number>>;
};

/** A plan, and the policy that it was made under. */
export type Made = { readonly plan: Plan; readonly policy: Policy };

/** Thinks: judges, assembles, lints. No reading and no writing happens here. */
export const makePlan = (known: Known, input: Wishes, usual?: Usual): Result<Plan> => {
  const judged = judgeAll(known, input);
  if (!judged.ok) return judged;
  const { policy } = known.policy;
  const arms = armsIn(input.arm);
  if (!arms.ok) return arms;
  const adopted = adoptedFrom(known.advised, judged.value, policy);
  const made = assemble({
    change: known.change,
    assessment: judged.value,
    policy,
    policySha256: known.policy.sha256,
    choices: {
      ...choicesOf(input, adopted, waysAsked(rulesOf(judged.value, policy)).length > 0),
      variants: arms.value,
      ...usualOf(input, usual),
    },
    owners: known.owners,
    tool: known.tool,
  });
  if (!made.ok) return made;
  const remarks = lint(made.value, { policy });
  return remarks.some(isError) ? failed(...remarks) : ok(made.value, [...judged.warnings, ...remarks]);
};

const adoptedFrom = (advised: Advised, judged: Assessment, policy: Policy): Adopted | undefined =>
  advised !== undefined && 'opinion' in advised ? adopt(advised.opinion, judged, policy) : undefined;

const judgeAll = ({ found, advised: said }: Known, { level, by, reason }: Wishes): Result<Assessment> => {
  const advised = judgeAdvice(found, said);
  const dropped = droppedFrom(advised);
  if (level === undefined) return ok(advised, dropped);
  const decided = override(advised, { level, ...(by ? { by } : {}), ...(reason ? { reason } : {}) });
  return decided.ok ? ok(decided.value, dropped) : decided;
};

/** What an adviser said without a proof is told beside the plan, not only in it. */
export const droppedFrom = ({ advice }: Assessment): readonly Problem[] =>
  advice !== undefined && advice.dropped > 0 ? [unverified(advice.dropped)] : [];

const unverified = (count: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'unverified-claims',
    path: 'opinion.reasons',
    message: `${count} of the adviser's reasons and answers quote lines that are not in the diff; they were dropped`,
    hint: 'quote the line word for word, with its file and line number',
    severity: 'warning',
  });

/** What a person says on the command line comes before what an adviser wishes, and so does a way that the team asks for. */
const choicesOf = (input: Wishes, adopted: Adopted | undefined, teamsWay: boolean): Choices => ({
  ...asked(input),
  ...(teamsWay ? {} : wished(input, adopted)),
  primaryMetric: input.metric ?? adopted?.primaryMetric,
  dataRollback: input.dataRollback ?? adopted?.dataRollback,
  userFacingChanges: input.changes ?? adopted?.userFacingChanges,
  watch: adopted?.watch,
  risks: adopted?.risks,
  questions: adopted?.questions,
});

const asked = (input: Wishes): Choices => ({
  feature: input.feature,
  link: input.link,
  environment: input.environment,
  backend: input.backend,
  strategy: input.strategy,
  pace: input.pace,
  ladder: input.ladder,
  flags: input.flag,
  prerequisites: input.needs,
  owner: input.owner,
  allow: input.allow,
  hypothesis: input.hypothesis,
});

/** What somebody says of the traffic comes before what was measured of it. */
const usualOf = ({ traffic }: Wishes, usual: Usual | undefined): Choices => ({
  usersPerDay: traffic === undefined ? usual?.perDay : perDayOf(traffic),
  usual: usual?.values,
});

const wished = (input: Wishes, adopted: Adopted | undefined): Choices => {
  const chosen = input.strategy !== undefined || input.ladder !== undefined;
  return {
    strategy: input.strategy ?? (chosen ? undefined : adopted?.strategy),
    hypothesis: input.hypothesis ?? (chosen ? undefined : adopted?.hypothesis),
  };
};

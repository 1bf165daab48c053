import { type Editable, edited } from '../../core/plan/edit.ts';
import { lint } from '../../core/plan/lint/index.ts';
import { type Plan, planDigest } from '../../core/plan/plan.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { ok, type Problem, type Result } from '../../core/problem.ts';
import { jsonText } from '../../core/values/json-text.ts';
import { lookAround } from '../look-around.ts';
import { type Known, makePlan } from '../make-plan.ts';
import type { Ports } from '../operation.ts';
import { loadPlan } from '../plan-file.ts';
import type { PlanInput } from '../plan-input.ts';

/** A plan that somebody works on before it is written: what is known of the change, what was wished, what came of it. */
export type Draft = {
  readonly known: Known;
  readonly input: PlanInput;
  readonly plan: Plan;
  /** What `rampart check` would say of the plan as it is now. */
  readonly problems: readonly Problem[];
};

/** Looks at the change and plans it, as `rampart plan` does, and writes nothing. */
export const openDraft = async (input: PlanInput, ports: Ports): Promise<Result<Draft>> => {
  const known = await lookAround(input, ports);
  if (!known.ok) return known;
  const made = draftFrom(known.value, input);
  return made.ok ? ok(made.value, known.warnings) : made;
};

/** The same change with other wishes: nothing is read again. */
export const redrafted = ({ known, input }: Draft, wishes: Partial<PlanInput>): Result<Draft> =>
  draftFrom(known, { ...input, ...wishes });

const draftFrom = (known: Known, input: PlanInput): Result<Draft> => {
  const plan = makePlan(known, input);
  return plan.ok ? ok({ known, input, plan: plan.value, problems: reviewed(plan.value, policyOf(known)) }) : plan;
};

const policyOf = ({ policy }: Known): Policy => policy.policy;

const reviewed = (plan: Plan, policy: Policy): readonly Problem[] => lint(plan, { policy });

/** A field of a phase as somebody has written it. What the rules say of the plan then comes with it. */
export const withField = (draft: Draft, phase: number, field: Editable, text: string): Result<Draft> => {
  const plan = edited(draft.plan, { phase, field, text }, policyOf(draft.known));
  return plan.ok ? ok(withPlan(draft, plan.value)) : plan;
};

export const withPlan = (draft: Draft, plan: Plan): Draft => ({
  ...draft,
  plan,
  problems: reviewed(plan, policyOf(draft.known)),
});

/** Written over an earlier plan, and over nothing else. */
export const saveDraft = async ({ plan }: Draft, path: string, ports: Ports): Promise<Result<string>> => {
  const replace = (await loadPlan(path, ports)).ok || !(await ports.files.exists(path));
  const written = await ports.files.write(path, jsonText(plan), { replace });
  return written.ok ? ok(planDigest(plan)) : written;
};

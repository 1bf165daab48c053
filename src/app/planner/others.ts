import { diffPlans } from '../../core/plan/diff.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { STRATEGY_KINDS } from '../../core/values/strategy-kind.ts';
import { type Draft, redrafted } from './draft.ts';

/** What would be different with the second, in words. */
export const differencesOf = (one: Draft, other: Draft): readonly string[] =>
  diffPlans(one.plan, other.plan).map(({ words }) => words);

/** A way that the plan could go instead: the plan it would be and what would be different, or why it does not fit. */
export type Other = { readonly strategy: string; readonly plan: Plan | undefined; readonly differs: readonly string[] };

export const othersOf = (draft: Draft): readonly Other[] =>
  STRATEGY_KINDS.map((strategy) => {
    const made = redrafted(draft, { strategy, ladder: undefined });
    if (!made.ok) return { strategy, plan: undefined, differs: made.problems.map(({ message }) => message) };
    return { strategy, plan: made.value.plan, differs: differencesOf(draft, made.value) };
  });

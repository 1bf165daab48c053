import type { Capabilities } from '../../flags/capabilities.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Severity } from '../../problem.ts';
import type { Plan } from '../plan.ts';

/** What a plan is held against beside itself. Rules that need what is absent say nothing. */
export type Context = { readonly policy?: Policy | undefined; readonly capabilities?: Capabilities | undefined };

export type Finding = {
  readonly path: string;
  readonly message: string;
  /** The way out of this one, where it can be said more exactly than for the rule as a whole. */
  readonly hint?: string;
};

/** Something a plan must keep that no schema can say. The texts are what docs/rules.md is made of. */
export type Rule = {
  readonly code: `R${number}`;
  readonly title: string;
  readonly why: string;
  /** How to answer it. */
  readonly fix: string;
  readonly severity: Severity;
  readonly look: (plan: Plan, context: Context) => readonly Finding[];
};

/** Where the policy's environment sets its own pace the plan is a rehearsal: nobody asks how long it takes. */
export const isRehearsal = ({ provenance }: Plan, { policy }: Context): boolean => {
  const environments = policy?.environments ?? {};
  return Object.hasOwn(environments, provenance.environment)
    ? environments[provenance.environment]?.soak !== undefined
    : false;
};

import { quoted } from '../../values/quote.ts';
import { approvalsDue, type Due, mayStandFor } from '../due.ts';
import type { Plan } from '../plan.ts';
import { phasesBefore } from '../safety.ts';
import type { Context, Finding, Rule } from './rule.ts';

const secondPair: Rule = {
  code: 'R051',
  title: 'A critical plan is approved by somebody other than its author',
  why: 'money, access or data are at stake, and the author is the one person who does not see the mistake',
  fix: 'add an approval before the first phase with authorMayApprove false',
  severity: 'error',
  look: (plan, context) =>
    lacksSecondPair(plan, context)
      ? [
          {
            path: 'approvals',
            message: plan.approvals.length === 0 ? 'nobody has to agree' : 'the author alone may approve',
          },
        ]
      : [],
};

const lacksSecondPair = (plan: Plan, context: Context): boolean =>
  plan.risk.level === 'critical' &&
  counts(plan, context) &&
  plan.approvals.every(({ authorMayApprove }) => authorMayApprove);

/** Approvals count where the policy says so; where there is no policy, in every environment. */
const counts = ({ risk, provenance: { environment } }: Plan, { policy }: Context): boolean => {
  const rules =
    policy && Object.hasOwn(policy.environments, environment) ? policy.environments[environment] : undefined;
  return !risk.skip && (rules?.approvals ?? true);
};

const policyIsKept: Rule = {
  code: 'R052',
  title: 'Everybody agrees whom the policy asks',
  why: 'the approvals of the policy are copied into the plan, and a plan can be edited',
  fix: 'put the approval back, or plan again',
  severity: 'error',
  look: (plan, context) => {
    const { policy } = context;
    if (!policy || !counts(plan, context) || lacksSecondPair(plan, context)) return [];
    return approvalsDue(plan.risk, policy).flatMap((due) =>
      phasesBefore(due.before, plan.phases).flatMap(({ id }) => {
        if (plan.approvals.some((given) => given.before === id && isEnough(given, due))) return [];
        return [missing(id, due)];
      }),
    );
  },
};

/** Fewer people to choose from is stricter, more approvals are too. */
const isEnough = (given: Plan['approvals'][number], due: Due): boolean =>
  given.count >= due.count &&
  given.from.every((name) => mayStandFor(name, due.from)) &&
  (due.authorMayApprove || !given.authorMayApprove);

const missing = (phase: string, { count, from, authorMayApprove }: Due): Finding => {
  const who = from.map((name) => quoted(name)).join(' or ');
  const message = `the policy asks for ${count} by ${who}${authorMayApprove ? '' : ', not the author,'} before phase ${quoted(phase)}`;
  return { path: 'approvals', message };
};

export const approvalRules: readonly Rule[] = [secondPair, policyIsKept];

import type { Assessment } from '../assessment/assessment.ts';
import { CODE_OWNERS } from '../policy/names.ts';
import type { Policy } from '../policy/policy.ts';
import { type NamedRule, namedRules } from '../policy/team-rule.ts';

/** An agreement that the policy asks for. */
export type Due = Policy['levels']['low']['approvals'][number];

/** The rules of the team that apply to the change, as this policy has them. */
export const rulesOf = ({ rules = [] }: Assessment, policy: Policy): readonly NamedRule[] => {
  const names = new Set(rules);
  return namedRules(policy.rules).filter(({ name }) => names.has(name));
};

/** What the level asks for, then what the rules of the team ask for on top: before anybody has the change. */
export const approvalsDue = (risk: Assessment, policy: Policy): readonly Due[] => [
  ...policy.levels[risk.level].approvals,
  ...rulesOf(risk, policy).flatMap(({ approvals: from, why }): Due[] =>
    from === undefined ? [] : [{ before: 'first-phase', from, count: 1, authorMayApprove: false, why }],
  ),
];

const MOST_NAMES = 20;

/** Puts the owners of the touched files where the policy says so; where there are none the word goes, and the others stay. */
export const withOwners = (from: readonly string[], owners: readonly string[]): string[] =>
  [...new Set(from.flatMap((name) => (name === CODE_OWNERS ? owners : [name])))].slice(0, MOST_NAMES);

/** Whether somebody may stand where the policy names these: an owner has a sign that no role has. */
export const mayStandFor = (name: string, from: readonly string[]): boolean =>
  from.includes(name) || (from.includes(CODE_OWNERS) && name.includes('@'));

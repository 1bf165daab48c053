import type { z } from 'zod';
import type { Condition } from '../../values/audience.ts';
import { canonicalJson } from '../../values/digest.ts';
import type { Flag, Targeting } from '../flag.ts';
import type { Plan } from '../plan.ts';
import { readCondition, sayCondition } from './condition-words.ts';
import { doubt, type Hearing } from './hearing.ts';
import { exposed } from './phases.ts';
import type { Report, ReportFlag } from './schema.ts';

type Rule = z.infer<typeof Targeting>;
type Group = Plan['rings'][number];

export const sayFlags = (plan: Plan): ReportFlag[] =>
  plan.flags.map((flag) => {
    const groups = flag.targeting.every(({ serve }) => serve) ? plan.rings.filter((ring) => holds(flag, ring)) : [];
    const inGroups = new Set(groups.flatMap(({ match }) => match.map(canonicalJson)));
    const rules = flag.targeting.filter(({ when }) => !inGroups.has(canonicalJson(when)));
    const allowed = plan.phases[0]?.audience.allow ?? [];
    return {
      name: flag.key,
      type: flag.type,
      default_value: flag.default,
      targeting: Object.assign(Object.fromEntries(groups.map(({ name }) => [groupKey(name), true])), {
        percentage: firstShare(plan),
        ...(rules.length > 0 ? { targeting_rules: rules.map(sayRule) } : {}),
        ...(allowed.length > 0 ? { allowed_users: allowed } : {}),
      }),
      implementation: flag.implementation ?? `isEnabled('${flag.key}', user)`,
    };
  });

const sayRule = ({ when, serve }: Rule) => ({ condition: sayCondition(when).slice(0, 2000), value: serve });

const groupKey = (ring: string): string => `${ring.replaceAll('-', '_')}_users`;

/** A ring has it from the start where every way into the ring is a standing rule. */
const holds = ({ targeting }: Flag, { match }: Group): boolean => {
  const served = new Set(targeting.map(({ when }) => canonicalJson(when)));
  return match.length > 0 && match.every((when) => served.has(canonicalJson(when)));
};

/** What the flag is set to first. Never the last phase's share: whoever copies it would reach everyone at once. */
const firstShare = (plan: Plan): number => firstAbove(plan.phases.map(({ audience }) => exposed(audience, plan)));

const firstAbove = (shares: readonly number[]): number => shares.slice(0, -1).find((share) => share > 0) ?? 0;

export type HeardFlags = { readonly targeting: ReadonlyMap<string, Rule[]>; readonly rings: readonly string[] };

/** The standing rules of every flag, by its name, and the rings they let in. */
export const hearTargeting = (hearing: Hearing): HeardFlags => {
  const rings: string[] = [];
  const targeting = new Map<string, Rule[]>();
  for (const [at, flag] of hearing.report.feature_flags.entries()) {
    const path = `feature_flags[${at}].targeting`;
    const groups = groupsOf(hearing, flag, path);
    rings.push(...groups);
    targeting.set(flag.name, [...groups.flatMap((ring) => rulesFor(ring, hearing)), ...rulesOf(hearing, flag, path)]);
    checkShare(hearing, flag, path);
  }
  return { targeting, rings: [...new Set(rings)] };
};

const NO_GROUPS: ReadonlySet<string> = new Set(['percentage', 'targeting_rules', 'allowed_users']);

const groupsOf = (hearing: Hearing, { name, targeting }: ReportFlag, path: string): string[] =>
  Object.entries(targeting).flatMap(([key, on]) => {
    if (on !== true || NO_GROUPS.has(key)) return [];
    const ring = Object.keys(hearing.policy.rings).find((one) => groupKey(one) === key);
    if (ring) return [ring];
    hearing.notes.push(`The flag ${name} was meant for ${key} from the start; no ring of the policy says who they are`);
    doubt(hearing, {
      code: 'group-unknown',
      path: `${path}.${key}`,
      message: `no ring of this policy is called ${key.replace(/_users$/, '')}: nobody is let in by it`,
      hint: 'add the ring under rings in rampart.yaml',
    });
    return [];
  });

const rulesFor = (ring: string, { policy }: Hearing): Rule[] =>
  (policy.rings[ring]?.match ?? []).map((when: Condition) => ({ when, serve: true }));

const rulesOf = (hearing: Hearing, { name, targeting }: ReportFlag, path: string): Rule[] =>
  (targeting.targeting_rules ?? []).flatMap(({ condition, value }, at) => {
    const when = readCondition(condition);
    if (when) return [{ when, serve: value }];
    hearing.notes.push(`Targeting of ${name} to set by hand: ${condition} serves ${value}`.slice(0, 300));
    doubt(hearing, {
      code: 'rule-for-people',
      path: `${path}.targeting_rules[${at}]`,
      message: `"${condition}" is not a rule that Rampart can set`,
      hint: `write it as user.tier == 'beta', or user.email ends with @company.com`,
    });
    return [];
  });

const checkShare = (hearing: Hearing, { name, targeting }: ReportFlag, path: string): void => {
  const first = firstAbove(hearing.report.rollout_phases.map(({ percentage }) => percentage));
  if (targeting.percentage === first) return;
  doubt(hearing, {
    code: 'share-differs',
    path: `${path}.percentage`,
    message: `${name} says ${targeting.percentage} % and the phases begin with ${first} %; the phases count`,
    hint: 'make the two agree',
  });
};

/** Groups that have it before the phases let them in: said, because the phases do not show it. */
export const checkStanding = (hearing: Hearing, rings: readonly string[], plan: Plan): void => {
  const first = new Set(plan.phases[0]?.audience.rings.map(({ ring }) => ring));
  for (const ring of rings.filter((one) => !first.has(one)))
    doubt(hearing, {
      code: 'group-from-start',
      path: 'feature_flags',
      message: `${groupKey(ring)} are let in by the flag itself: they have it from the first phase on`,
      hint: 'leave it out of targeting and give the ring a phase if they should come later',
    });
};

/** What the report says of the flags, in place of what was assumed for them. */
export const hearFlags = (hearing: Hearing, made: readonly Flag[], targeting: HeardFlags['targeting']): Flag[] =>
  made.map((flag, at) => {
    const said: Report['feature_flags'][number] | undefined = hearing.report.feature_flags[at];
    if (!said) return flag;
    return {
      ...flag,
      type: said.type,
      default: said.default_value,
      targeting: targeting.get(said.name) ?? [],
      variants: said.type === 'multivariate' ? flag.variants : [],
      implementation: said.implementation,
    };
  });

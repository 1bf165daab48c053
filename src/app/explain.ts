import { z } from 'zod';
import { rules } from '../core/plan/lint/index.ts';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { type NamedRule, namedRules } from '../core/policy/team-rule.ts';
import { SIGNALS } from '../core/signals/index.ts';
import { didYouMean } from '../core/values/nearest.ts';
import { policyFile, words } from './fields.ts';
import { operation, type Outcome, outcome } from './operation.ts';
import { type EffectivePolicy, loadPolicy, POLICY_FILE } from './policy-file.ts';

const Explained = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  kind: z.enum(['rule', 'signal', 'team-rule']),
  /** A rule's severity, or the level that a signal or a rule of the team implies. */
  weight: z.string(),
  what: z.string(),
  why: z.string(),
  answer: z.string(),
});
export type Explained = z.infer<typeof Explained>;

export const explain = operation({
  name: 'explain',
  summary: 'Tells what a rule or a signal means, and how to answer it.',
  effect: 'reads',
  examples: [
    { command: 'rampart explain R010', what: 'a rule of rampart check' },
    { command: 'rampart explain money.formula', what: 'a signal of rampart risk' },
    { command: 'rampart explain team.ledger', what: 'a rule of your policy' },
  ],
  input: z.strictObject({
    id: z
      .string()
      .min(1)
      .max(120)
      .meta(words('the code or name, as it was printed', { positional: true, value: 'ID' })),
    policy: policyFile,
  }),
  output: Explained,
  run: async ({ id, policy }, ports) => {
    const name = id.toLowerCase();
    if (name.startsWith(TEAM)) return teamRule(name, await loadPolicy(ports, policy));
    const found = known.get(name);
    return found ? ok(outcome(found)) : failed(unknown(id, [...known.values()]));
  },
});

const TEAM = 'team.';

/** Rules of a team are known to its policy only. */
const teamRule = (id: string, policy: Result<EffectivePolicy>): Result<Outcome<Explained>> => {
  if (!policy.ok) return policy;
  const rows = namedRules(policy.value.policy.rules).map((rule) => teamRow(rule, policy.value.source));
  const found = rows.find((row) => row.id === id);
  return found ? ok(outcome(found), policy.warnings) : failed(unknown(id, [...known.values(), ...rows]));
};

const teamRow = ({ name, paths, floor, why }: NamedRule, source = POLICY_FILE): Explained => ({
  schemaVersion: 1,
  id: `${TEAM}${name}`,
  kind: 'team-rule',
  weight: floor ?? 'no floor',
  what: `a rule of this policy, for ${paths.join(', ')}`.slice(0, 300),
  why,
  answer: `The team has said so: whoever thinks otherwise changes rules.${name} in ${source}.`,
});

const ruleRows: Explained[] = rules.map(({ code, severity, title, why, fix }) => ({
  schemaVersion: 1,
  id: code,
  kind: 'rule',
  weight: severity,
  what: title,
  why,
  answer: fix,
}));

const signalRows: Explained[] = [...SIGNALS].map(([id, { area, level, why, answer }]) => ({
  schemaVersion: 1,
  id,
  kind: 'signal',
  weight: level,
  what: `a sign of risk: ${area}`,
  why,
  answer,
}));

const known = new Map([...ruleRows, ...signalRows].map((row) => [row.id.toLowerCase(), row]));

const unknown = (id: string, rows: readonly Explained[]) =>
  problem({
    kind: 'usage',
    code: 'no-such-id',
    path: id,
    message: `is neither a rule nor a signal${didYouMean(
      id,
      rows.map((row) => row.id),
    )}`,
    hint: 'docs/rules.md lists the rules; rampart risk prints the signals of a change; team rules are in rampart.yaml',
  });

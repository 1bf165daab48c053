import { z } from 'zod';
import { againstInventory } from '../core/plan/inventory.ts';
import { lint, rules } from '../core/plan/lint/index.ts';
import { type Plan, planDigest } from '../core/plan/plan.ts';
import { failed, isError, ok, problem, type Problem } from '../core/problem.ts';
import { Sha256 } from '../core/values/digest.ts';
import { optionalPath, planFile, policyFile } from './fields.ts';
import { loadInventory } from './flags/inventory.ts';
import { operation, outcome } from './operation.ts';
import { loadPlan } from './plan-file.ts';
import { loadPolicy } from './policy-file.ts';

const Checked = z.strictObject({
  schemaVersion: z.literal(1),
  ok: z.literal(true),
  id: z.string(),
  digest: Sha256,
  rules: z.int(),
  warnings: z.array(z.unknown()),
});

export const check = operation({
  name: 'check',
  summary: 'Checks a plan against its schema, the numbered rules and the policy.',
  effect: 'reads',
  examples: [
    { command: 'rampart check rollout.plan.json', what: 'exit code 3 and a list if anything is wrong' },
    { command: 'rampart check rollout.plan.json --json', what: 'the same for a program' },
    {
      command: 'rampart check rollout.plan.json --inventory inventory.json',
      what: 'also whether its flags and what they need are there; the inventory is by rampart import',
    },
  ],
  input: z.strictObject({
    file: planFile,
    policy: policyFile,
    inventory: optionalPath('what a flag system has, by rampart import: holds the flags of the plan against it'),
  }),
  output: Checked,
  run: async ({ file, policy, inventory }, ports) => {
    const [loaded, rulesOfTeam, there] = await Promise.all([
      loadPlan(file, ports),
      loadPolicy(ports, policy),
      inventory === undefined ? ok(undefined) : loadInventory(inventory, ports),
    ]);
    const problems = [loaded, rulesOfTeam, there].flatMap((part) => (part.ok ? [] : part.problems));
    if (!loaded.ok || !rulesOfTeam.ok || !there.ok) return failed(...problems);
    const remarks = [
      ...lint(loaded.value, { policy: rulesOfTeam.value.policy }),
      ...moved(loaded.value, rulesOfTeam.value.sha256),
      ...(there.value ? againstInventory(loaded.value, there.value, ports.clock.nowMs()) : []),
    ];
    if (remarks.some(isError)) return failed(...remarks);
    const { id } = loaded.value;
    const checked = {
      schemaVersion: 1,
      ok: true,
      id,
      digest: planDigest(loaded.value),
      rules: rules.length,
      warnings: remarks,
    } as const;
    return ok(outcome<z.infer<typeof Checked>>({ ...checked, warnings: [...remarks] }, { warnings: remarks }));
  },
});

/** A plan is made for one policy. Under another it may still pass the rules, and it is not what that policy would ask for. */
const moved = ({ provenance }: Plan, policySha256: Sha256): Problem[] =>
  provenance.policySha256 === policySha256
    ? []
    : [
        problem({
          kind: 'stale',
          code: 'policy-moved',
          path: 'provenance.policySha256',
          message: 'the plan was made under another policy than the one in force here',
          hint: 'plan again: rampart plan',
          severity: 'warning',
        }),
      ];

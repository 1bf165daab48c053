import { z } from 'zod';
import { diffPlans } from '../core/plan/diff.ts';
import { failed, ok } from '../core/problem.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';
import { loadPlan } from './plan-file.ts';

const Difference = z.strictObject({
  section: z.string(),
  path: z.string(),
  words: z.string(),
  effect: z.enum(['stricter', 'looser', 'neutral']),
});
const Compared = z.strictObject({
  schemaVersion: z.literal(1),
  feature: z.string(),
  same: z.boolean(),
  differences: z.array(Difference),
});

const file = (which: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .meta(words(`the ${which} plan`, { positional: true, value: which.toUpperCase() }));

export const diff = operation({
  name: 'diff',
  summary: 'Says in words what is different between two plans, and what is looser.',
  effect: 'reads',
  examples: [{ command: 'rampart diff old.plan.json new.plan.json', what: 'what changed, section by section' }],
  input: z.strictObject({ before: file('before'), after: file('after') }),
  output: Compared,
  run: async ({ before, after }, ports) => {
    const [a, b] = await Promise.all([loadPlan(before, ports), loadPlan(after, ports)]);
    if (!a.ok || !b.ok) return failed(...[a, b].flatMap((part) => (part.ok ? [] : part.problems)));
    const differences = diffPlans(a.value, b.value);
    return ok(
      outcome({ schemaVersion: 1 as const, feature: b.value.feature, same: differences.length === 0, differences }),
    );
  },
});

import { z } from 'zod';
import { overridden, policyRows } from '../core/policy/describe.ts';
import { Policy } from '../core/policy/policy.ts';
import { ok } from '../core/problem.ts';
import { Sha256 } from '../core/values/digest.ts';
import { policyFile } from './fields.ts';
import { operation, outcome } from './operation.ts';
import { loadPolicy } from './policy-file.ts';

const Shown = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string().nullable().meta({ description: 'the file, or null where everything is built in' }),
  sha256: Sha256,
  policy: Policy,
  overridden: z
    .array(z.strictObject({ path: z.string(), value: z.unknown(), origin: z.string() }))
    .meta({ description: 'what is not built in; null for a row that was taken out' }),
});

export const policy = operation({
  name: 'policy',
  summary: 'Shows the rules in force and where each comes from.',
  effect: 'reads',
  examples: [
    { command: 'rampart policy', what: 'the built-in rules, or those of the rampart.yaml that is found' },
    { command: 'rampart policy --policy other.yaml --json', what: 'another file, for a program' },
  ],
  input: z.strictObject({ policy: policyFile }),
  output: Shown,
  run: async ({ policy: file }, ports) => {
    const loaded = await loadPolicy(ports, file);
    if (!loaded.ok) return loaded;
    const { policy: inForce, source = null, sha256 } = loaded.value;
    const shown = { schemaVersion: 1, source, sha256, policy: inForce, overridden: overridden(loaded.value) } as const;
    return ok(
      outcome<z.infer<typeof Shown>>(shown, { warnings: loaded.warnings, beside: { rows: policyRows(loaded.value) } }),
    );
  },
});

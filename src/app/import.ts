import { z } from 'zod';
import { Inventory } from '../core/flags/inventory.ts';
import { ok } from '../core/problem.ts';
import { jsonText } from '../core/values/json-text.ts';
import { force, optionalPath } from './fields.ts';
import { whereFields } from './flags/fields.ts';
import { readInventory } from './flags/inventory.ts';
import { openWhere } from './flags/where.ts';
import { operation, outcome } from './operation.ts';

const { db: _, ...place } = whereFields;

export const importFlags = operation({
  name: 'import',
  summary:
    'Reads every flag that a flag system has: what it is, what it needs, how old it is. For planning against what is there.',
  effect: 'writes-files',
  examples: [
    { command: 'rampart import', what: 'a line for each flag of flags.json' },
    {
      command: 'rampart import --out inventory.json',
      what: 'then: rampart check rollout.plan.json --inventory inventory.json',
    },
  ],
  input: z.strictObject({ ...place, out: optionalPath('where to write the inventory; else it is only shown'), force }),
  output: Inventory,
  run: async ({ out, force: replace = false, ...input }, ports) => {
    const where = await openWhere(input, ports);
    const read = where.ok ? await readInventory(where.value, ports) : where;
    if (!read.ok || out === undefined) return read.ok ? ok(outcome(read.value)) : read;
    const written = await ports.files.write(out, jsonText(read.value), { replace });
    return written.ok ? ok(outcome(read.value, { written: [out] })) : written;
  },
});

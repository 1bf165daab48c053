import { z } from 'zod';
import { jsonSchema, SCHEMAS, type SchemaName } from '../core/schemas.ts';
import { ok } from '../core/problem.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

const names = Object.keys(SCHEMAS) as [SchemaName, ...SchemaName[]];

export const schema = operation({
  name: 'schema',
  summary: 'Prints a published JSON Schema (2020-12).',
  effect: 'reads',
  examples: [{ command: 'rampart schema plan > plan.v1.json', what: 'the schema of a plan' }],
  input: z.strictObject({
    name: z
      .enum(names)
      .default('plan')
      .meta(words(names.join(', '), { positional: true, value: 'NAME' })),
  }),
  output: z.record(z.string(), z.unknown()),
  run: async ({ name }) => ok(outcome(jsonSchema(name))),
});

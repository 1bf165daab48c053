import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

export const mcp = operation({
  name: 'mcp',
  summary: 'Serves coding agents over the model context protocol, on standard input and output.',
  effect: 'acts',
  examples: [
    { command: 'rampart mcp', what: 'plan, check, simulate, look on; nothing is changed' },
    { command: 'rampart mcp --allow-acts', what: 'also start, pause, roll back; a person agrees each time' },
  ],
  input: z.strictObject({
    allowActs: z
      .boolean()
      .default(false)
      .meta(words('let agents ask for what changes a rollout; a person agrees each time')),
  }),
  output: z.strictObject({ schemaVersion: z.literal(1) }),
  run: async ({ allowActs }, ports) => {
    await ports.serveMcp({ acts: allowActs });
    return ok(outcome<{ schemaVersion: 1 }>({ schemaVersion: 1 }));
  },
});

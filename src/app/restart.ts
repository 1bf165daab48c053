import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked, reasonField } from './executor/fields.ts';
import { operation } from './operation.ts';

export const restart = operation(
  commanding({
    name: 'restart',
    summary: 'Lets a rollout that was rolled back or given up begin anew. Every approval has to be given again.',
    examples: [
      { command: 'rampart restart new-login --reason "mended"', what: 'then: rampart apply, with the same plan' },
    ],
    input: z.strictObject({ ...asked, reason: reasonField }),
    command: (_, put) => ok({ is: 'restart', ...put }),
  }),
);

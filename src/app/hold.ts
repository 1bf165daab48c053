import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked } from './executor/fields.ts';
import { operation } from './operation.ts';

export const hold = operation(
  commanding({
    name: 'hold',
    summary: 'Keeps a rollout in its phase, as a mild pause: its soak stands still until somebody resumes it.',
    examples: [{ command: 'rampart hold new-login --reason "release freeze next door"', what: 'goes on with: resume' }],
    input: z.strictObject(asked),
    command: (_, put) => ok({ is: 'hold', ...put }),
  }),
);

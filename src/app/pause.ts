import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked } from './executor/fields.ts';
import { operation } from './operation.ts';

export const pause = operation(
  commanding({
    name: 'pause',
    summary: 'Stops a rollout where it is until somebody resumes it. Triggers keep watching.',
    examples: [{ command: 'rampart pause new-login --reason "looking at a ticket"', what: 'nobody loses anything' }],
    input: z.strictObject(asked),
    command: (_, put) => ok({ is: 'pause', ...put }),
  }),
);

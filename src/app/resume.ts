import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked, yesField } from './executor/fields.ts';
import { operation } from './operation.ts';

export const resume = operation(
  commanding({
    name: 'resume',
    summary: 'Lets a paused or held rollout go on; whoever resumes answers for what paused it.',
    examples: [
      { command: 'rampart resume new-login --reason "the ticket was another thing"', what: 'its limits begin anew' },
    ],
    input: z.strictObject({ ...asked, yes: yesField }),
    raises: ({ plan }) => `Let ${plan.feature} go on in production?`,
    command: (_, put) => ok({ is: 'resume', ...put }),
  }),
);

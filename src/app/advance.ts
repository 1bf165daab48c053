import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked, yesField, reasonField } from './executor/fields.ts';
import { operation } from './operation.ts';

export const advance = operation(
  commanding({
    name: 'advance',
    summary: 'Skips the rest of a soak. Everything else that has to be so still has to be.',
    examples: [
      { command: 'rampart advance new-login --reason "seen enough"', what: 'gates, windows and approvals stay' },
    ],
    input: z.strictObject({ ...asked, reason: reasonField, yes: yesField }),
    raises: ({ plan }) => `Skip the rest of the soak of ${plan.feature} in production?`,
    command: (_, put) => ok({ is: 'advance', ...put }),
  }),
);

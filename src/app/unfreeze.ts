import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked, yesField } from './executor/fields.ts';
import { operation } from './operation.ts';

export const unfreeze = operation(
  commanding({
    name: 'unfreeze',
    summary: 'Ends a freeze.',
    examples: [{ command: 'rampart unfreeze new-login', what: 'it goes on with its next turn' }],
    input: z.strictObject({ ...asked, yes: yesField }),
    raises: ({ plan }) => `Let ${plan.feature} go on in production?`,
    command: (_, put) => ok({ is: 'unfreeze', ...put }),
  }),
);

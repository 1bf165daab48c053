import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked, reasonField } from './executor/fields.ts';
import { operation } from './operation.ts';

export const abort = operation(
  commanding({
    name: 'abort',
    summary: 'Gives a rollout up: its flags stay as they are and are not looked after from here on.',
    examples: [
      { command: 'rampart abort new-login --reason "done by hand"', what: 'to switch off instead: rampart rollback' },
    ],
    input: z.strictObject({ ...asked, reason: reasonField }),
    command: (_, put) => ok({ is: 'abort', ...put }),
  }),
);

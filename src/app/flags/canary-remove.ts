import { z } from 'zod';
import { withUsers } from '../../core/rollout/canary.ts';
import { operation } from '../operation.ts';
import { changing } from './changing.ts';
import { changeFields, flagField, userField } from './fields.ts';

export const flagsCanaryRemove = operation(
  changing({
    name: 'flags canary-remove',
    summary: 'Takes a user off the canary list of a flag.',
    examples: [{ command: 'rampart flags canary-remove new-login user123', what: 'others keep it' }],
    input: z.strictObject({ flag: flagField, user: userField, ...changeFields }),
    wish: ({ user }, flag, { on, users }) => {
      const left = users.filter((one) => one !== user);
      return {
        asked: `canary-remove ${user}`,
        canary: { on, users: left },
        ...(on ? { flag: withUsers(flag, left) } : {}),
      };
    },
  }),
);

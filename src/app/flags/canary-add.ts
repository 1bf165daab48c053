import { z } from 'zod';
import { withUsers } from '../../core/rollout/canary.ts';
import { operation } from '../operation.ts';
import { changing } from './changing.ts';
import { changeFields, flagField, userField } from './fields.ts';

export const flagsCanaryAdd = operation(
  changing({
    name: 'flags canary-add',
    summary: 'Puts a user on the canary list of a flag. They have it at once where the canary is on.',
    examples: [
      { command: 'rampart flags canary-add new-login user123', what: 'then, if it is off: flags canary … on' },
    ],
    input: z.strictObject({ flag: flagField, user: userField, ...changeFields }),
    wish: ({ user }, flag, { on, users }) => {
      const longer = [...new Set([...users, user])];
      return {
        asked: `canary-add ${user}`,
        canary: { on, users: longer },
        ...(on ? { flag: withUsers(flag, longer) } : {}),
      };
    },
  }),
);

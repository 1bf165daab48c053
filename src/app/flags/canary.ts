import { z } from 'zod';
import { withUsers } from '../../core/rollout/canary.ts';
import { words } from '../fields.ts';
import { operation } from '../operation.ts';
import { changing } from './changing.ts';
import { changeFields, flagField } from './fields.ts';

export const flagsCanary = operation(
  changing({
    name: 'flags canary',
    summary: 'Switches the canary of a flag on or off: the named users who have it before everybody else.',
    examples: [
      { command: 'rampart flags canary new-login on', what: 'those on its list have it' },
      { command: 'rampart flags canary new-login off', what: 'they have it no longer; the list is kept' },
    ],
    input: z.strictObject({
      flag: flagField,
      is: z.enum(['on', 'off']).meta(words('on or off', { positional: true, value: 'on|off' })),
      ...changeFields,
    }),
    wish: ({ is }, flag, { users }) => ({
      asked: `canary ${is}`,
      canary: { on: is === 'on', users },
      flag: withUsers(flag, is === 'on' ? users : []),
    }),
  }),
);

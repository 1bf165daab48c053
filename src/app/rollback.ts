import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { commanding } from './executor/commanding.ts';
import { asked, reasonField } from './executor/fields.ts';
import { backFields, whereTo } from './executor/way-back.ts';
import { operation } from './operation.ts';

export const rollback = operation(
  commanding({
    name: 'rollback',
    summary: 'Takes a change back: off, to an earlier phase, or to a smaller share. At once, and read back.',
    examples: [
      { command: 'rampart rollback new-login --reason "refunds are wrong"', what: 'off, at once' },
      { command: 'rampart rollback new-login --to beta --gradual --reason "too slow"', what: 'step by step' },
      { command: 'rampart rollback new-login --to 5% --reason "look closer"', what: 'to a smaller share' },
    ],
    input: z.strictObject({
      ...asked,
      reason: reasonField,
      ...backFields,
    }),
    command: ({ to = 'off', gradual = false }, put, rollout) =>
      ok({ is: 'rollback', ...put, to: whereTo(to, rollout), gradually: gradual }),
    actsAtOnce: true,
  }),
);

import { z } from 'zod';
import { ok } from '../core/problem.ts';
import type { RollbackTo } from '../core/rollout/words.ts';
import type { Rollout } from './executor/journal.ts';
import { words } from './fields.ts';
import { commanding } from './executor/commanding.ts';
import { asked, reasonField } from './executor/fields.ts';
import { operation } from './operation.ts';

const TO = /^(?:off|\d{1,3}(?:\.\d{1,3})? ?%?|[a-z0-9][a-z0-9-]{0,79})$/;

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
      to: z
        .string()
        .regex(TO, 'off, a phase, or a share such as 5%')
        .optional()
        .meta(words('where to: off, a phase, or a share such as 5%', { value: 'WHERE' })),
      gradual: z.boolean().optional().meta(words('phase by phase, within the deadline of the plan')),
    }),
    command: ({ to = 'off', gradual = false }, put, rollout) =>
      ok({ is: 'rollback', ...put, to: whereTo(to, rollout), gradually: gradual }),
    actsAtOnce: true,
  }),
);

/** A phase may be called by a number: then its name is meant. */
const whereTo = (written: string, { plan }: Rollout): RollbackTo => {
  if (plan.phases.some(({ id }) => id === written)) return { is: 'phase', phase: written };
  if (written === 'off') return { is: 'off' };
  const share = /^\d[\d.]*/.exec(written)?.[0];
  return share === undefined || Number(share) > 100
    ? { is: 'phase', phase: written }
    : { is: 'percent', percent: Number(share) };
};

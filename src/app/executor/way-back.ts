import { z } from 'zod';
import type { RollbackTo } from '../../core/rollout/words.ts';
import { words } from '../fields.ts';
import type { Rollout } from './journal.ts';

const TO = /^(?:off|\d{1,3}(?:\.\d{1,3})? ?%?|[a-z0-9][a-z0-9-]{0,79})$/;

export const backFields = {
  to: z
    .string()
    .regex(TO, 'off, a phase, or a share such as 5%')
    .optional()
    .meta(words('where to: off, a phase, or a share such as 5%', { value: 'WHERE' })),
  gradual: z.boolean().optional().meta(words('phase by phase, within the deadline of the plan')),
};

/** A phase may be called by a number: then its name is meant. */
export const whereTo = (written: string, { plan }: Pick<Rollout, 'plan'>): RollbackTo => {
  if (plan.phases.some(({ id }) => id === written)) return { is: 'phase', phase: written };
  if (written === 'off') return { is: 'off' };
  const share = /^\d[\d.]*/.exec(written)?.[0];
  return share === undefined || Number(share) > 100
    ? { is: 'phase', phase: written }
    : { is: 'percent', percent: Number(share) };
};

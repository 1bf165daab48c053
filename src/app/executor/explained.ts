import { z } from 'zod';
import type { Tick } from '../../core/rollout/input.ts';
import { whyOf } from '../../core/rollout/why.ts';
import type { Rollout } from './journal.ts';
import { Standing, standingOf } from './standing.ts';

const Check = z.strictObject({
  what: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'no-data', 'error']),
  why: z.string(),
  atMs: z.number().optional(),
});
const Danger = z.strictObject({ what: z.string(), action: z.string(), why: z.string(), atMs: z.number().optional() });

/** Where a rollout stands, what it waits for, and what would bring it back. */
export const Explained = z.strictObject({
  ...Standing.omit({ happened: true }).shape,
  waitsFor: z.array(z.string()),
  next: z.string().optional().meta({ description: 'the phase that comes next' }),
  earliestMs: z
    .number()
    .optional()
    .meta({ description: 'when it can go on at the earliest; absent where that depends on somebody' }),
  checks: z.array(Check).meta({ description: 'what has to pass before it goes on' }),
  dangers: z.array(Danger).meta({ description: 'what would stop it or bring it back, and how near that is' }),
});
export type Explained = z.infer<typeof Explained>;

export const explainedOf = (rollout: Rollout, tick: Tick): Explained => {
  const { waitsFor, next, earliestMs, checks, dangers } = whyOf(rollout.plan, rollout.state, tick);
  const { happened: _, ...standing } = standingOf(rollout, tick.atMs);
  return {
    ...standing,
    waitsFor: [...waitsFor],
    checks: checks.map((one) => ({ ...one })),
    dangers: dangers.map((one) => ({ ...one })),
    ...(next === undefined ? {} : { next }),
    ...(earliestMs === undefined ? {} : { earliestMs }),
  };
};

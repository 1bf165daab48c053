import { z } from 'zod';
import { Plan } from '../plan/plan.ts';
import { checked } from '../values/issues.ts';
import type { Result } from '../problem.ts';
import { Membership } from './program.ts';

const Place = z.string().min(1).max(4096);

/** Where the things are that a rollout needs. Kept with its plan, so that whoever takes a turn later needs only the log. */
export const Places = z.strictObject({
  flags: Place.optional().meta({ description: 'absent where no flag holds the change' }),
  metrics: Place.optional(),
  checks: Place.optional().meta({ description: 'a file in which machines say what they have checked' }),
});
export type Places = z.infer<typeof Places>;

export const PLANNED_VERSION = 1;

/** How the log of every rollout begins: with what is to be carried out. The events follow from version 2 on. */
export const Planned = z
  .strictObject({
    schemaVersion: z.literal(PLANNED_VERSION),
    type: z.literal('planned'),
    plan: Plan,
    places: Places,
    program: Membership.optional().meta({ description: 'what its program means for it; absent where it has none' }),
  })
  .meta({ description: 'how the log of a rollout begins: the plan, and where its flags and metrics are' });
export type Planned = z.infer<typeof Planned>;

/** Whether it is how the log of a rollout begins, or what is wrong with it. */
export const readPlanned = (event: unknown): Result<Planned> => checked<Planned>(Planned, event, 'rollout');

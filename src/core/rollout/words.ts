import { z } from 'zod';
import { Percent } from '../values/percent.ts';
import { KnownAs } from '../values/names.ts';
import { Id, Line, text } from '../values/text.ts';

export const AtMs = z.int().min(0).meta({ description: 'milliseconds since 1970, UTC' });

/** Whoever asks for something. Which roles a name has is settled at the edge, not here. */
export const Actor = z.strictObject({
  name: Line,
  roles: z.array(Line).max(50),
  knownAs: KnownAs.optional(),
});
export type Actor = z.infer<typeof Actor>;

/** How the log calls a rollout. */
export const RolloutId = text(200);

/** Among what machines confirm: that no alert of others fires. It is looked at whatever the plan asks for. */
export const ALERTS = 'alerts-of-others';

/** Where a rollback ends. */
export const RollbackTo = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('off') }),
  z.strictObject({ is: z.literal('phase'), phase: Id }),
  z.strictObject({ is: z.literal('percent'), percent: Percent }),
]);
export type RollbackTo = z.infer<typeof RollbackTo>;

const span = z
  .int()
  .min(1000)
  .max(366 * 86_400_000);

/** How this rollout is carried out where the plan does not say. Fixed at the start, so that a replay knows them. */
export const Options = z.strictObject({
  onDrift: z
    .enum(['pause', 'repair'])
    .meta({ description: 'repair only ever lowers; what would raise waits for a person' }),
  backendPauseAfterMs: span.meta({ description: 'how long flags may be out of reach' }),
  writePauseAfterMs: span.meta({ description: 'how long a write may take to be seen' }),
  startWithinMs: span.meta({ description: 'how long the first phase may be waited for' }),
});
export type Options = z.infer<typeof Options>;

const MINUTES = 60_000;
export const DEFAULT_OPTIONS: Options = {
  onDrift: 'pause',
  backendPauseAfterMs: 30 * MINUTES,
  writePauseAfterMs: 30 * MINUTES,
  startWithinMs: 14 * 1440 * MINUTES,
};

/** Why nothing is raised for now. A hold ends by itself with its cause, or by `resume` where only a person can tell. */
export const Hold = z.strictObject({
  cause: z.enum([
    'operator',
    'trigger',
    'no-data',
    'inconclusive',
    'upstream',
    'backend',
    'clock',
    'deadline',
    'plan-changed',
  ]),
  of: Id.optional().meta({ description: 'the trigger' }),
  why: Line,
  by: Actor.optional(),
});
export type Hold = z.infer<typeof Hold>;

export const PauseCause = z.enum([
  'operator',
  'trigger',
  'no-data',
  'inconclusive',
  'drift',
  'backend',
  'write',
  'deadline',
  'experiment',
]);
export type PauseCause = z.infer<typeof PauseCause>;

import { z } from 'zod';
import { FlagState } from '../flags/flag-state.ts';
import { failed, type Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { Line, text } from '../values/text.ts';
import { newerEvent, versionOf } from './events.ts';
import { Actor, AtMs } from './words.ts';

const FLAG_EVENT_VERSION = 1;

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, description: string, shape: Shape) =>
  z
    .strictObject({ schemaVersion: z.literal(FLAG_EVENT_VERSION), type: z.literal(type), atMs: AtMs, ...shape })
    .meta({ description });

/** Which flag system, and where it is: two of them may hold a flag of the same name. */
const at = { backend: text(100), place: text(4096) };
const said = { by: Actor, reason: Line };
const Users = z.array(text(200)).max(10_000);

/**
 * What people did to a flag by hand, outside of any rollout: the log of a flag. What is to be written is told before
 * it is written, and what was read back after it.
 */
export const FlagEvent = z.discriminatedUnion('type', [
  event('flag-told', 'a person said what a flag should be: written down before the flag system is told', {
    ...said,
    ...at,
    asked: Line.meta({ description: 'in the words of whoever asked' }),
    before: FlagState.optional().meta({ description: 'absent where the flag was not there' }),
    wanted: FlagState,
  }),
  event('flag-read-back', 'the flag was read after that, and this is what it is', { ...at, holds: FlagState }),
  event('flag-not-told', 'the flag system refused, or could not be reached', { ...at, why: Line }),
  event('canary-set', 'who is in the canary of a flag, and whether it is on', {
    ...said,
    ...at,
    on: z.boolean(),
    users: Users,
  }),
]);
export type FlagEvent = z.infer<typeof FlagEvent>;

export const readFlagEvent = (value: unknown): Result<FlagEvent> => {
  const version = versionOf(value);
  return version > FLAG_EVENT_VERSION ? failed(newerEvent(version)) : checked<FlagEvent>(FlagEvent, value, 'event');
};

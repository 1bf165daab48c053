import { z } from 'zod';
import { FlagState } from '../flags/flag-state.ts';
import { Line, text } from '../values/text.ts';
import { eventForm, eventReader } from './log-event.ts';
import { Actor } from './words.ts';

const FLAG_EVENT_VERSION = 1;

const event = eventForm(FLAG_EVENT_VERSION);

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

export const readFlagEvent = eventReader<FlagEvent>(FlagEvent, FLAG_EVENT_VERSION);

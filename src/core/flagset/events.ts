import { z } from 'zod';
import { FlagKey } from '../flags/flag-parts.ts';
import type { Logic } from '../flags/flagd-targeting.ts';
import { eventForm, eventReader } from '../rollout/log-event.ts';
import { Actor } from '../rollout/words.ts';
import { Line, text } from '../values/text.ts';

const FLAGSET_EVENT_VERSION = 1;

const Json = z.unknown() as z.ZodType<Logic>;

/** A flag as flagd reads it: who gets which variant, and what a variant stands for. What it needs stands beside it. */
export const Definition = z.strictObject({
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.record(text(100), Json),
  defaultVariant: text(100).meta({ description: 'what they get who do not have it' }),
  targeting: Json.optional().meta({ description: 'JSON logic' }),
});
export type Definition = z.infer<typeof Definition>;

/** A flag of our own service, as its log keeps it. */
export const StoredFlag = z.strictObject({
  definition: Definition,
  prerequisites: z.array(FlagKey).max(50).meta({ description: 'flags that a user must have to have this one' }),
  frozen: z.boolean().meta({ description: 'nobody may be given it who does not have it' }),
  owner: Line.optional(),
  description: Line.optional(),
  expires: z.iso.date().optional().meta({ description: 'the day by which it should be gone' }),
});
export type StoredFlag = z.infer<typeof StoredFlag>;

const event = eventForm(FLAGSET_EVENT_VERSION);
const said = { by: Actor, reason: Line, key: FlagKey };

/** What happened to the flags of one environment: each change whole, with who made it, why and when. */
export const FlagSetEvent = z.discriminatedUnion('type', [
  event('flag-defined', 'a flag of our own service is this from now on', { ...said, flag: StoredFlag }),
  event('flag-removed', 'a flag of our own service is no longer there', said),
]);
export type FlagSetEvent = z.infer<typeof FlagSetEvent>;

export const readFlagSetEvent = eventReader<FlagSetEvent>(FlagSetEvent, FLAGSET_EVENT_VERSION);

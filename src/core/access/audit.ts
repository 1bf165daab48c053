import { z } from 'zod';
import { eventForm, eventReader } from '../rollout/log-event.ts';
import { AtMs } from '../rollout/words.ts';
import { Sha256 } from '../values/digest.ts';
import { Line, text } from '../values/text.ts';

const AUDIT_EVENT_VERSION = 1;

const event = eventForm(AUDIT_EVENT_VERSION);

const asked = {
  who: Line.optional().meta({ description: 'absent where nobody was proved' }),
  proof: Line.optional().meta({ description: 'what proved it: a token by its id, a person of an issuer' }),
  from: text(100).optional().meta({ description: 'the address it came from, as far as that is known' }),
  method: text(20),
  path: Line,
  right: z.enum(['evaluate', 'look', 'operate', 'approve', 'administer', 'enter']),
  environment: text(100),
};

/** What was asked of the service, by whom, and whether they were let in: one log for each day, in a chain of days. */
export const AuditEvent = z.discriminatedUnion('type', [
  event('day-began', 'the first of a day: where the day before it ended, so that none can be taken out', {
    previous: z.strictObject({ log: text(200), version: z.int().min(1), hash: Sha256 }).optional(),
  }),
  event('let-in', 'somebody who may do so asked for something that changes anything: written before it is done', asked),
  event('refused', 'somebody asked for what they may not do, or did not prove who they are', { ...asked, why: Line }),
  event('refusals-counted', 'more were refused than are written down one by one', {
    sinceMs: AtMs,
    count: z.int().min(1),
    most: z.array(z.strictObject({ who: Line, count: z.int().min(1) })).max(20),
  }),
]);
export type AuditEvent = z.infer<typeof AuditEvent>;

export const readAuditEvent = eventReader<AuditEvent>(AuditEvent, AUDIT_EVENT_VERSION);

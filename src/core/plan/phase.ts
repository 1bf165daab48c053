import { z } from 'zod';
import { Place, RingShare } from '../values/audience.ts';
import { Duration } from '../values/duration.ts';
import { gate } from '../values/gate.ts';
import { Percent } from '../values/percent.ts';
import { Id, Line, text } from '../values/text.ts';

/** Whom a phase reaches: a share of everyone, rings with a share each, named users, and where. */
export const Audience = z.strictObject({
  percent: Percent,
  rings: z.array(RingShare).max(50),
  allow: z
    .array(text(200))
    .max(10_000)
    .meta({ description: 'users who always have it, by the key the flag system knows them by' }),
  place: Place,
  who: Line.meta({ description: 'for people: "random 5 % of users"' }),
});
export type Audience = z.infer<typeof Audience>;

export const Gate = gate(Duration);
export type Gate = z.infer<typeof Gate>;

export const Phase = z.strictObject({
  id: Id,
  name: Line,
  purpose: Line.optional(),
  audience: Audience,
  soak: Duration.optional().meta({ description: 'the least time in this phase; only the last may have none' }),
  deadline: z
    .strictObject({ after: Duration, action: z.enum(['notify', 'hold', 'pause', 'rollback']) })
    .optional()
    .meta({ description: 'how long the phase may take in all, gates included, and what happens then' }),
  watch: z.array(Id).max(200).meta({ description: 'the monitors looked at in this phase; their triggers act in it' }),
  gates: z
    .array(Gate)
    .max(100)
    .meta({ description: 'what must be true before the next phase; in the last: before it is complete' }),
  rollbackWithin: Duration.meta({ description: 'how fast exposure is back down when this phase goes wrong' }),
});
export type Phase = z.infer<typeof Phase>;

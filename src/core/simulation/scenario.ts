import { z } from 'zod';
import { Duration } from '../values/duration.ts';
import { Percent } from '../values/percent.ts';
import { Id, Line } from '../values/text.ts';

/** When something begins. */
const Moment = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('after'), time: Duration.meta({ description: 'since the rollout was started' }) }),
  z.strictObject({
    is: z.literal('exposure'),
    percent: Percent.meta({ description: 'when this share of the traffic has it for the first time' }),
  }),
  z.strictObject({
    is: z.literal('soak-end'),
    phase: z.int().min(1).max(100).meta({ description: 'counted from 1' }),
    before: Duration.meta({ description: 'so long before the soak of that phase is over' }),
  }),
  z.strictObject({ is: z.literal('rollback') }).meta({ description: 'when a rollback is decided' }),
]);
export type Moment = z.infer<typeof Moment>;

const spell = {
  from: Moment,
  lasts: Duration.optional().meta({ description: 'absent: for good' }),
};

const Effect = z.strictObject({
  ...spell,
  grows: Duration.optional().meta({ description: 'how long until it is there in full; absent: at once' }),
  on: z
    .union([z.enum(['errors', 'latency', 'resources']), z.array(Id).min(1).max(50)])
    .meta({ description: 'metrics by what they are, or by the ids of monitors' }),
  arms: z.enum(['treated', 'both']),
  times: z.number().positive().max(1000).optional().meta({ description: 'so many times as large, or worse' }),
  points: z.number().min(0).max(100).optional().meta({ description: 'of a ratio: percentage points worse' }),
});
export type Effect = z.infer<typeof Effect>;

/** What goes wrong in a simulated rollout, as data. Whatever it does not mention is well. */
export const Scenario = z.strictObject({
  name: Id,
  about: Line,
  traffic: z.number().positive().max(1000).optional().meta({ description: 'times the usual traffic' }),
  effects: z.array(Effect).max(50),
  silences: z.array(z.strictObject(spell)).max(50).meta({ description: 'the metric source answers, and has no data' }),
  outages: z.array(z.strictObject(spell)).max(50).meta({ description: 'the flag system is out of reach' }),
  meddling: z
    .array(z.strictObject({ from: Moment, percent: Percent }))
    .max(50)
    .meta({ description: 'somebody sets the flags to this share, past the plan' }),
  approvalsLate: Duration.optional().meta({ description: 'after the moment at which they were due' }),
});
export type Scenario = z.infer<typeof Scenario>;
export type Spell = Pick<Effect, 'from' | 'lasts'>;

import { z } from 'zod';
import { Rule } from './metric.ts';
import { ChecklistItem } from './people.ts';
import { Id } from './text.ts';

/** What must be true before the next phase starts, beside the soak. Given how durations are spelled. */
export const gate = <D extends z.ZodType<string>>(duration: D) =>
  z.discriminatedUnion('is', [
    z
      .strictObject({ is: z.literal('triggers-quiet') })
      .meta({ description: 'no trigger of this phase has fired and none is undecided' }),
    z.strictObject({
      is: z.literal('metric'),
      metric: Id,
      rule: Rule.meta({ description: 'what must hold' }),
      window: duration,
      minSamples: z.int().min(0).max(1e9),
    }),
    z.strictObject({ is: z.literal('confirmed'), item: ChecklistItem }),
    z.strictObject({ is: z.literal('window') }).meta({ description: 'the schedule allows a step now' }),
    z.strictObject({ is: z.literal('dependencies') }).meta({ description: 'what the plan depends on is there' }),
  ]);

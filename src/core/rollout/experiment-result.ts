import { z } from 'zod';
import { Sha256 } from '../values/digest.ts';
import { Id } from '../values/text.ts';

export const RESULT_VERSION = 1;

const inUnit = z.number().meta({ description: "in the metric's own unit" });

const Compared = z.strictObject({
  variant: z.string(),
  metric: Id,
  name: z.string(),
  unit: z.string(),
  good: z.enum(['up', 'down']),
  role: z.enum(['primary', 'guardrail', 'beside']).meta({ description: 'what is beside decides nothing' }),
  treated: inUnit.optional(),
  control: inUnit.optional(),
  difference: inUnit.optional().meta({ description: 'treated less control' }),
  low: inUnit.optional(),
  high: inUnit.optional(),
  relativePercent: z.number().optional().meta({ description: 'the difference, as a part of control' }),
  surePercent: z
    .number()
    .optional()
    .meta({ description: 'of how many such intervals in a hundred hold, at every look together' }),
  says: z.enum(['better', 'worse', 'within what is tolerated', 'cannot tell', 'not measured']),
  tolerate: z.number().optional().meta({ description: 'of a guardrail, relative, in percent' }),
});
export type Compared = z.infer<typeof Compared>;

const Arrived = z.strictObject({
  variant: z.string(),
  treated: z.number(),
  control: z.number(),
  odds: z.number().meta({ description: 'for other shares than were assigned; from 1000 on the arms do not compare' }),
});

/** What an experiment came to, or has come to so far. */
export const ExperimentResult = z.strictObject({
  schemaVersion: z.literal(RESULT_VERSION),
  rollout: z.string(),
  plan: Id,
  planDigest: Sha256,
  feature: z.string(),
  hypothesis: z.string(),
  is: z.enum(['not-begun', 'running', 'success', 'harm', 'futility', 'undecided']),
  variant: z.string().optional(),
  why: z.string(),
  decidedAtMs: z.number().optional(),
  answered: z.boolean().meta({ description: 'a person let it go on although it had found nothing' }),
  days: z.number(),
  ofDays: z.number(),
  observed: z.number().meta({ description: 'of the primary metric, in all arms' }),
  sampleSize: z.number(),
  windows: z.strictObject({ counted: z.int(), missed: z.int() }),
  alpha: z.number(),
  compared: z.array(Compared),
  arrived: z.array(Arrived),
  notMeasured: z.array(z.string()),
});
export type ExperimentResult = z.infer<typeof ExperimentResult>;

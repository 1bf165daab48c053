import { z } from 'zod';
import { Id, Paragraph } from '../values/text.ts';
import { Variant } from './flag.ts';

/** The question an A/B rollout answers, and what it takes to answer it. */
export const Experiment = z.strictObject({
  hypothesis: Paragraph,
  variants: z.array(Variant).min(2).max(20).meta({ description: 'the first is control' }),
  primaryMetric: Id,
  metrics: z.array(Id).min(1).max(50).meta({ description: 'all that are compared, the primary one among them' }),
  baselinePercent: z.number().gt(0).lt(100).meta({ description: 'the primary metric today' }),
  minimumDetectableEffect: z
    .number()
    .gt(0)
    .max(1000)
    .meta({ description: 'relative, in percent: 10 sees 20 % become 22 %' }),
  sampleSize: z.int().min(1).meta({ description: 'users in all arms together' }),
  usersPerDay: z.int().min(1).optional(),
  durationDays: z.int().min(1).max(3650),
  alpha: z.number().gt(0).lt(1),
  power: z.number().gt(0).lt(1),
});
export type Experiment = z.infer<typeof Experiment>;

import { z } from 'zod';
import { Duration } from '../values/duration.ts';
import { Id, Paragraph } from '../values/text.ts';
import { Variant } from './flag.ts';

const Tolerated = z.number().min(0).max(1000).meta({ description: 'relative, in percent: so much worse is no harm' });

const Decision = z.strictObject({
  window: Duration.meta({ description: 'how often it is counted, and looked at' }),
  earliestDays: z.number().min(0).max(3650).meta({ description: 'before that only harm ends it' }),
  undecided: z
    .enum(['pause', 'rollback', 'go-on'])
    .meta({ description: 'what happens when no arm is found better: a person says, nobody has it, or everybody' }),
});

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
  guardrails: z
    .array(z.strictObject({ metric: Id, tolerate: Tolerated }))
    .max(20)
    .optional()
    .meta({ description: 'what must not get worse, however well the primary metric does' }),
  decision: Decision.optional().meta({
    description: 'how it ends; absent: nothing is estimated, and the phases pass by their time alone',
  }),
});
export type Experiment = z.infer<typeof Experiment>;
/** One that is decided by its numbers. */
export type Deciding = Experiment & { readonly decision: z.infer<typeof Decision> };

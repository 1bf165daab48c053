import { z } from 'zod';
import { Duration } from '../values/duration.ts';

/** How a plan goes on before its soaks are over. Where it says nothing of it, a phase lasts as long as its soak. */
export const Pace = z
  .strictObject({
    kind: z.literal('evidence'),
    budget: z
      .int()
      .min(1)
      .max(1e9)
      .meta({ description: 'bad requests that the worst effect not yet ruled out may cost, just after the next step' }),
    least: Duration.meta({ description: 'no phase is shorter, whatever is ruled out' }),
  })
  .meta({ description: 'absent: every phase lasts as long as its soak' });
export type Pace = z.infer<typeof Pace>;

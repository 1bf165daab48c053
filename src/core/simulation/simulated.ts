import { z } from 'zod';
import { Sha256 } from '../values/digest.ts';
import { Id } from '../values/text.ts';

const ms = z.int().min(0).meta({ description: 'milliseconds since the start' });
const Values = z.array(z.number().nullable()).meta({ description: 'null where nobody was there to be measured' });

const Series = z.strictObject({
  id: Id,
  name: z.string(),
  unit: z.string(),
  good: z.enum(['up', 'down']),
  usual: z.number(),
  measured: z.boolean().meta({ description: 'whether the plan knows the usual value; false: it is assumed' }),
  treated: Values,
  control: Values,
  last: Values.meta({
    description: 'treated and control over the whole; after a rollback over the minutes that decided',
  }),
});

/** One simulated rollout, from its start to its end. */
export const Simulated = z.strictObject({
  scenario: Id,
  about: z.string(),
  outcome: z.enum(['completed', 'rolled-back', 'stuck']),
  lastedMs: ms,
  turns: z.int(),
  exposedRequests: z.int().meta({ description: 'served with the change' }),
  harmedRequests: z.int().meta({ description: 'spoiled by the change: well without it' }),
  harmedAtOnce: z.int().meta({ description: 'the same, had everybody had the change for as long as somebody had it' }),
  noticedAfterMs: z.int().optional().meta({ description: 'from the first spoiled request to the first answer' }),
  why: z.string(),
  phases: z.array(
    z.strictObject({
      id: Id,
      step: z.string(),
      sharePercent: z.number(),
      enteredMs: ms,
      lastedMs: ms,
      passed: z.boolean(),
    }),
  ),
  events: z.array(z.strictObject({ atMs: ms, type: z.string(), what: z.string() })),
  series: z.array(Series),
});
export type Simulated = z.infer<typeof Simulated>;

export const SIMULATION_VERSION = 1;

/** What `rampart simulate` answers: the same plan under one or several scenarios, and what was assumed for all of them. */
export const Simulation = z.strictObject({
  schemaVersion: z.literal(SIMULATION_VERSION),
  plan: Id,
  planDigest: Sha256,
  seed: z.int(),
  requestsPerDay: z.number(),
  assumed: z.array(z.string()).meta({ description: 'what nobody has measured, and what was taken instead' }),
  runs: z.array(Simulated),
});
export type Simulation = z.infer<typeof Simulation>;

import { z } from 'zod';
import { Verdict } from '../guards/judgement.ts';
import { Id } from '../values/text.ts';

export const ANALYSIS_VERSION = 1;

const atMs = z.number().meta({ description: 'milliseconds since 1970, UTC' });
const Values = z
  .array(z.number().nullable())
  .meta({ description: 'for each stretch; null where nothing was observed' });

const Moment = z.strictObject({
  atMs,
  is: z.enum(['phase', 'hold', 'go-on', 'pause', 'rollback', 'tell']),
  trigger: Id.optional(),
  what: z.string(),
});
export type Moment = z.infer<typeof Moment>;

const Line = z.strictObject({ trigger: Id, action: z.string(), values: Values }).meta({
  description: 'where the limit of a trigger lies',
});

const Picture = z.strictObject({
  metric: Id,
  name: z.string(),
  unit: z.string(),
  good: z.enum(['up', 'down']),
  treated: Values,
  control: Values,
  limits: z.array(Line),
});
export type Picture = z.infer<typeof Picture>;

const Judged = z.strictObject({
  trigger: Id,
  metric: Id,
  says: z.string().meta({ description: 'what sets it off, in words' }),
  action: z.string(),
  firedAtMs: atMs.optional(),
  verdicts: z
    .array(z.strictObject({ fromMs: atMs, toMs: atMs, verdict: Verdict, why: z.string() }))
    .meta({ description: 'in the order of time; a stretch for as long as it stays the same' }),
  evidence: z
    .strictObject({ fires: z.number(), odds: Values })
    .optional()
    .meta({ description: 'of a sequential test: what a stake of 1 on harm was worth, at most, in each stretch' }),
});
export type Judged = z.infer<typeof Judged>;

const Outcome = z.strictObject({
  is: z
    .enum(['rolled-back', 'paused', 'held', 'quiet'])
    .meta({ description: 'the strictest thing that would have happened' }),
  atMs: atMs.optional(),
  afterMs: z.number().optional().meta({ description: 'from the first observation' }),
  trigger: Id.optional(),
  why: z.string(),
  phase: Id.optional().meta({ description: 'where it would have been when the numbers end' }),
});
export type Outcome = z.infer<typeof Outcome>;

/** What `rampart analyze` answers: recorded numbers, judged as if a plan had been running. */
export const Analysed = z.strictObject({
  schemaVersion: z.literal(ANALYSIS_VERSION),
  subject: z.string(),
  plan: Id.optional().meta({ description: 'absent where the triggers of the policy were taken' }),
  fromMs: atMs,
  toMs: atMs,
  observations: z.int(),
  looks: z.int().meta({ description: 'how often the decider was asked' }),
  everyMs: z.number(),
  outcome: Outcome,
  asWritten: Outcome.optional().meta({ description: 'the same without the limits that were tried; absent: none were' }),
  harm: z
    .strictObject({
      metric: Id,
      before: z.number().meta({ description: 'bad events beyond what control says, until then' }),
      after: z.number().meta({ description: 'from then on: what stopping there would have spared' }),
    })
    .optional()
    .meta({ description: 'of a rollback for a share of bad events' }),
  moments: z.array(Moment),
  judged: z.array(Judged),
  notJudged: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  assumed: z.array(z.string()),
  stretchMs: z.number().meta({ description: 'how long each value of a picture stands for' }),
  pictures: z.array(Picture),
});
export type Analysed = z.infer<typeof Analysed>;

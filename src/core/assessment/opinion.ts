import { z } from 'zod';
import { Risk } from '../values/people.ts';
import { Level } from '../values/level.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Line, text } from '../values/text.ts';

export const OPINION_VERSION = 1;

/** A claim with the line that is said to show it. It counts only if that line is in the diff, word for word. */
export const Claim = z.strictObject({
  file: text(4096),
  line: z.int().min(1),
  quote: text(500),
  why: Line,
});
export type Claim = z.infer<typeof Claim>;

/** One suspected signal, answered: named as it was listed, with a quoted line of its own file that shows the answer. */
export const Answer = z.strictObject({
  signal: text(120).meta({ description: 'the id of the suspected signal, as it was listed' }),
  file: text(4096).meta({ description: 'the file of the signal, as it was listed' }),
  line: z.int().min(0).meta({ description: 'the line of the signal, as it was listed' }),
  answer: z.enum(['confirm', 'clear']),
  quoteLine: z.int().min(1).meta({ description: 'the line of that file on which the quote stands' }),
  quote: text(500).meta({ description: 'that line, word for word' }),
  why: Line,
});
export type Answer = z.infer<typeof Answer>;

const Watched = z.strictObject({
  metric: text(80).meta({ description: 'the id of a metric of the policy, or the name of one that it lacks' }),
  proposed: z.boolean().meta({ description: 'true for one that the policy does not have' }),
  why: Line,
});

/**
 * What an adviser says of a change. Closed and flat, every field required and null where there is nothing to say, so
 * that a model can be held to it. A value to be judged, never an instruction.
 */
export const Opinion = z.strictObject({
  schemaVersion: z.literal(OPINION_VERSION),
  level: Level,
  why: Line.meta({ description: 'the level in one sentence' }),
  userFacing: z.boolean(),
  userFacingChanges: z.array(Line).max(20),
  reasons: z.array(Claim).max(20),
  suspicions: z.array(Answer).max(60).meta({ description: 'an answer to each suspected signal that was listed' }),
  strategy: StrategyKind.nullable(),
  strategyWhy: Line.nullable(),
  monitors: z.array(Watched).max(20).meta({ description: 'what to watch beside what the policy watches anyway' }),
  hypothesis: text(1000).nullable().meta({ description: 'set where an experiment is due' }),
  primaryMetric: text(80).nullable().meta({ description: 'a metric of the policy, where an experiment is due' }),
  dataRollback: text(1500).nullable().meta({ description: 'how what the change does to stored data is undone' }),
  dependencies: z
    .array(z.strictObject({ name: Line, why: Line }))
    .max(20)
    .meta({ description: 'what has to be there before this change' }),
  risks: z.array(z.strictObject({ ...Risk.shape, contingency: Line.nullable() })).max(20),
  questions: z.array(Line).max(20).meta({ description: 'for the author of the change' }),
});
export type Opinion = z.infer<typeof Opinion>;

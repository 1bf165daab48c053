import { z } from 'zod';
import { Risk } from '../values/people.ts';
import { Level } from '../values/level.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Id, Line, text } from '../values/text.ts';

export const OPINION_VERSION = 1;

/** A claim with the line that is said to show it. It counts only if that line is in the diff, word for word. */
export const Claim = z.strictObject({
  file: text(4096),
  line: z.int().min(1),
  quote: text(500),
  why: Line,
});
export type Claim = z.infer<typeof Claim>;

/**
 * What an adviser says of a change. Closed and flat, every field required and null where there is nothing to say, so
 * that a model can be held to it. A value to be judged, never an instruction.
 */
export const Opinion = z.strictObject({
  schemaVersion: z.literal(OPINION_VERSION),
  level: Level,
  userFacing: z.boolean(),
  userFacingChanges: z.array(Line).max(20),
  reasons: z.array(Claim).max(20),
  strategy: StrategyKind.nullable(),
  hypothesis: text(1000).nullable().meta({ description: 'set where an experiment is due' }),
  primaryMetric: Id.nullable().meta({ description: 'a metric of the policy' }),
  dataRollback: text(2000).nullable().meta({ description: 'how what the change does to stored data is undone' }),
  risks: z.array(z.strictObject({ ...Risk.shape, contingency: Line.nullable() })).max(20),
  questions: z.array(Line).max(20).meta({ description: 'for the author of the change' }),
});
export type Opinion = z.infer<typeof Opinion>;

import { z } from 'zod';
import { Place } from '../values/audience.ts';
import { WrittenDuration } from '../values/duration.ts';
import { gate } from '../values/gate.ts';
import { Percent } from '../values/percent.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Id, Line, text } from '../values/text.ts';

export const WrittenGate = gate(WrittenDuration);
export type WrittenGate = z.infer<typeof WrittenGate>;

/** One rung: whom it reaches, for how long, and what must hold before the next. What is left out comes from the ladder. */
export const Step = z.strictObject({
  name: Line.optional(),
  purpose: Line.optional(),
  percent: Percent.optional().meta({ description: 'share of everyone; where absent, that of the step before' }),
  rings: z.record(Id, Percent).optional().meta({ description: 'ring: percent; rings of earlier steps stay' }),
  allow: z.array(text(200)).max(10_000).optional(),
  place: Place.optional().meta({ description: 'where absent: everywhere' }),
  who: Line.optional(),
  soak: WrittenDuration.optional().meta({ description: 'the least time here; the last step needs none' }),
  upTo: WrittenDuration.optional().meta({ description: 'the most time here, gates included' }),
  watch: z.union([z.literal('all'), z.literal('critical'), z.array(Id).max(200)]).optional(),
  gates: z.array(WrittenGate).max(50).optional().meta({ description: 'beside the gates of the ladder' }),
  rollbackWithin: WrittenDuration.optional(),
});
export type Step = z.infer<typeof Step>;

/** A named way up. */
export const Ladder = z.strictObject({
  strategy: StrategyKind,
  about: Line,
  triggers: Id.meta({ description: 'the trigger set that watches over it' }),
  gates: z.array(WrittenGate).max(50).meta({ description: 'before every next step' }),
  steps: z.array(Step).min(1).max(100),
});
export type Ladder = z.infer<typeof Ladder>;

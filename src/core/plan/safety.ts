import { z } from 'zod';
import { Freeze, TimeZone, WeeklyHours } from '../values/hours.ts';
import { Duration } from '../values/duration.ts';
import { approvalShape } from '../values/people.ts';
import { Percent } from '../values/percent.ts';
import { Id, Line, Paragraph, text } from '../values/text.ts';

const RollbackStep = z.strictObject({ text: Line, command: text(2000).optional() });

/** The way back: where to, how fast, what people do, what becomes of the data, who is told. */
export const Rollback = z.strictObject({
  target: z.strictObject({ percent: Percent }),
  deadline: Duration.meta({ description: 'how long a whole rollback may take' }),
  steps: z.array(RollbackStep).min(1).max(50).meta({ description: 'by hand, in order; for people' }),
  data: z.strictObject({ required: z.boolean(), procedure: Paragraph }),
  communication: z.strictObject({ internal: Line, external: Line }),
});
export type Rollback = z.infer<typeof Rollback>;

export const Schedule = z.strictObject({
  timeZone: TimeZone,
  windows: z.array(WeeklyHours).max(50).meta({ description: 'when exposure may be raised; none: at any time' }),
  freezes: z.array(Freeze).max(200),
  preparation: z.strictObject({ takes: Duration, what: Line }),
});
export type Schedule = z.infer<typeof Schedule>;

/** An agreement that must be given before the named phase starts. */
export const Approval = z.strictObject({
  id: Id,
  before: Id.meta({ description: 'id of the phase' }),
  ...approvalShape,
});
export type Approval = z.infer<typeof Approval>;

export const Cleanup = z.strictObject({
  removeFlagAfter: Duration.meta({ description: 'after the rollout is complete' }),
  owner: Line,
  places: z.array(text(4096)).max(1000).meta({ description: 'where the flag stands in the code' }),
});
export type Cleanup = z.infer<typeof Cleanup>;

/** The phases that an agreement of the policy is asked for before. */
export const phasesBefore = <P>(
  which: 'first-phase' | 'last-phase' | 'every-phase',
  phases: readonly P[],
): readonly P[] => {
  if (which === 'every-phase') return phases;
  return which === 'first-phase' ? phases.slice(0, 1) : phases.slice(-1);
};

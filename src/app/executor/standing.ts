import { z } from 'zod';
import { toMs } from '../../core/values/duration.ts';
import { Level } from '../../core/values/level.ts';
import { pausedFor } from '../../core/rollout/concern.ts';
import { phaseNow } from '../../core/rollout/desired.ts';
import type { Event } from '../../core/rollout/events.ts';
import { soakedMs } from '../../core/rollout/state.ts';
import { Whereabouts, whereaboutsOf } from './card.ts';
import type { Rollout } from './journal.ts';
import { told } from './told.ts';

/** Where a rollout stands, as its log tells it: the answer of every operation that moves or shows one. */
export const Standing = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  ...Whereabouts.shape,
  level: Level,
  phases: z.array(z.strictObject({ id: z.string(), percent: z.number(), is: z.enum(['over', 'now', 'ahead']) })),
  soak: z.strictObject({ doneMs: z.number(), ofMs: z.number() }).optional(),
  why: z.array(z.string()).meta({ description: 'what keeps it where it is' }),
  happened: z.array(z.strictObject({ atMs: z.number(), what: z.string(), why: z.string() })),
});
export type Standing = z.infer<typeof Standing>;

export const standingOf = ({ id, plan, state }: Rollout, nowMs: number, events: readonly Event[] = []): Standing => {
  const at = phaseNow(plan, state);
  const soak = plan.phases[at]?.soak;
  return {
    schemaVersion: 1,
    id,
    ...whereaboutsOf(plan, state),
    level: plan.risk.level,
    phases: plan.phases.map((phase, nth) => ({
      id: phase.id,
      percent: phase.audience.percent,
      is: nth === at ? 'now' : nth < at ? 'over' : 'ahead',
    })),
    ...(soak === undefined || state.rollback ? {} : { soak: { doneMs: soakedMs(state, nowMs), ofMs: toMs(soak) } }),
    why: [...reasonsOf(state)],
    happened: told(events).map((one) => ({ ...one })),
  };
};

const reasonsOf = ({ holds, pause, rollback, frozen }: Rollout['state']): readonly string[] => [
  ...holds.map(({ of, why }) => [of, why].filter(Boolean).join(': ')),
  ...(pause ? [pausedFor(pause)] : []),
  ...(rollback ? [rollback.why] : []),
  ...(frozen ? [`frozen by ${frozen.by.name}: ${frozen.reason}`] : []),
];

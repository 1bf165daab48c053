import { z } from 'zod';
import { exposure, type FlagState } from '../../core/flags/flag-state.ts';
import type { FlagEvent } from '../../core/rollout/flag-events.ts';
import { canaryOf } from '../../core/rollout/canary.ts';
import { formatPercent } from '../../core/values/percent.ts';
import type { Where } from './where.ts';

export const FlagRow = z.strictObject({
  key: z.string(),
  there: z.boolean(),
  enabled: z.boolean(),
  percent: z.number(),
  reachesPercent: z
    .number()
    .meta({ description: 'the largest share of everyone, rings and standing rules counted whole' }),
  rings: z.array(z.strictObject({ ring: z.string(), percent: z.number() })),
  canary: z.strictObject({ on: z.boolean(), users: z.array(z.string()) }),
  heldBy: z.string().optional().meta({ description: 'the rollout that this flag is in the hands of' }),
});
export type FlagRow = z.infer<typeof FlagRow>;

/** How a flag stands: the answer of every operation on one. */
export const FlagStanding = z.strictObject({
  schemaVersion: z.literal(1),
  backend: z.string(),
  place: z.string(),
  ...FlagRow.shape,
  changed: z.boolean(),
  happened: z.array(z.strictObject({ atMs: z.number(), what: z.string(), why: z.string() })),
});
export type FlagStanding = z.infer<typeof FlagStanding>;

type Seen = {
  readonly key: string;
  readonly flag: FlagState | undefined;
  readonly events: readonly FlagEvent[];
  readonly heldBy?: string | undefined;
};

export const rowOf = ({ key, flag, events, heldBy }: Seen, where: Pick<Where, 'backend' | 'place'>): FlagRow => {
  const { on, users } = canaryOf(events, where, flag);
  return {
    key,
    there: flag !== undefined,
    enabled: flag?.enabled ?? false,
    percent: flag?.enabled ? flag.percent : 0,
    reachesPercent: flag ? exposure(flag) : 0,
    rings: flag?.enabled ? flag.rings.map(({ ring, percent }) => ({ ring, percent })) : [],
    canary: { on, users: [...users] },
    ...(heldBy === undefined ? {} : { heldBy }),
  };
};

export const flagStandingOf = (
  seen: Seen,
  { backend, place }: Pick<Where, 'backend' | 'place'>,
  changed: boolean,
): FlagStanding => ({
  schemaVersion: 1,
  backend,
  place,
  ...rowOf(seen, { backend, place }),
  changed,
  happened: seen.events
    .filter((event) => event.backend === backend && event.place === place)
    .slice(-MOST_TOLD)
    .map(flagEventTold),
});

const MOST_TOLD = 20;

/** An event as a person would say it: what happened, and why or who. */
const flagEventTold = (event: FlagEvent): FlagStanding['happened'][number] => {
  const { atMs } = event;
  switch (event.type) {
    case 'flag-told':
      return { atMs, what: event.asked, why: `${event.by.name}: ${event.reason}` };
    case 'flag-read-back':
      return { atMs, what: 'read back', why: event.holds.enabled ? `${formatPercent(event.holds.percent)} %` : 'off' };
    case 'flag-not-told':
      return { atMs, what: 'the flag system was not told', why: event.why };
    case 'canary-set': {
      const users = event.users.length === 1 ? '1 user' : `${event.users.length} users`;
      return { atMs, what: `canary ${event.on ? 'on' : 'off'}, ${users}`, why: `${event.by.name}: ${event.reason}` };
    }
  }
};

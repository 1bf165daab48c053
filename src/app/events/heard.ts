import { z } from 'zod';
import { readEvent } from '../../core/rollout/events.ts';
import { STATUSES } from '../../core/rollout/table.ts';
import type { Entry, Listed } from '../../ports/event-log.ts';
import { type Found, readCards } from '../executor/card.ts';
import { isRollout } from '../executor/find.ts';
import { told } from '../executor/told.ts';

const Now = z.strictObject({
  version: z.int(),
  status: z.enum(STATUSES),
  percent: z.number(),
  phase: z.string().optional(),
  trouble: z.string().optional(),
});

/** One entry of a rollout's log, for whoever listens. The log has the whole of it, under its version. */
export const Heard = z.strictObject({
  rollout: z.string(),
  version: z.int(),
  environment: z.string(),
  feature: z.string(),
  atMs: z.number(),
  type: z.string(),
  what: z.string().meta({ description: 'in words; empty for what only counts' }),
  why: z.string(),
  now: Now.meta({ description: 'where the rollout stood when this was read, which may be later' }),
});
export type Heard = z.infer<typeof Heard>;

/** Entries of one rollout in words, given its row in the list. Logs of other things than rollouts are told to nobody. */
export const heardIn = (row: Listed, entries: readonly Entry[]): readonly Heard[] => {
  const [found] = readCards([row]);
  return found && isRollout(row.id) ? entries.map((entry) => heardOf(found, entry)) : [];
};

const heardOf = ({ id, version: at, summary }: Found, { version, event }: Entry): Heard => {
  const { environment, feature, status, percent, phase, trouble } = summary;
  const now = { version: at, status, percent, ...(phase === undefined ? {} : { phase }) };
  return {
    rollout: id,
    version,
    environment,
    feature,
    ...inWords(event, summary.atMs),
    now: trouble === undefined ? now : { ...now, trouble },
  };
};

/** The plan is the first entry of a log, and has no time of its own. */
const inWords = (event: unknown, atMs: number): Pick<Heard, 'atMs' | 'type' | 'what' | 'why'> => {
  const read = readEvent(event);
  if (!read.ok) return { atMs, type: 'planned', what: 'planned', why: '' };
  const [said] = told([read.value]);
  return { atMs: read.value.atMs, type: read.value.type, what: said?.what ?? '', why: said?.why ?? '' };
};

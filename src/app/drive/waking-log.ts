import type { EventLog } from '../../ports/event-log.ts';
import type { Scheduler } from '../../ports/scheduler.ts';
import { AT_ONCE_MS } from '../executor/card.ts';

/** The log for those who ask for something there: whoever drives the rollout looks at once, and not when it is due. */
export const wakingLog = (log: EventLog, { wake }: Pick<Scheduler, 'wake'>): EventLog => ({
  ...log,
  append: async (id, expectedVersion, entries, card) => {
    const appended = await log.append(id, expectedVersion, entries, card);
    // Nothing is lost where nobody could be woken: a sweep finds it.
    if (appended.ok && card.dueAtMs === AT_ONCE_MS) await wake(id);
    return appended;
  },
});

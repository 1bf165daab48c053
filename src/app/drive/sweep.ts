import type { EventLog } from '../../ports/event-log.ts';
import type { Next, Scheduler } from '../../ports/scheduler.ts';
import { SECOND } from '../../core/values/duration.ts';
import { AT_ANY_TIME_MS, AT_ONCE_MS } from '../executor/card.ts';
import type { Ports } from '../operation.ts';
import type { Counting } from './numbers.ts';
import type { Troubles } from './troubles.ts';

/** It stands among those that are woken, so that of many processes one does it. No rollout is called so. */
export const SWEEP = '*';

const EVERY_MS = 5 * SECOND;
/** It may take this part of all time, however many rollouts there are. */
const MOST_OF_TIME = 1 / 50;

type Sweeping = {
  readonly log: EventLog;
  readonly scheduler: Scheduler;
  readonly ports: Ports;
  readonly count: Counting;
  readonly troubles: Troubles;
};

/**
 * Looks through the log for whom nobody would wake: begun by another process, left by one that died, asked for something
 * on the command line. What wakes them may be lost at any moment; this finds them again.
 */
export const sweepOf = ({ log, scheduler, ports, count, troubles }: Sweeping): (() => Promise<Next>) => {
  let woken = new Map<string, number>();
  return async () => {
    const beganMs = ports.clock.nowMs();
    const listed = await log.list(AT_ANY_TIME_MS);
    const live = listed.ok ? listed.value : [];
    const asked = live.filter(({ dueAtMs }) => dueAtMs === AT_ONCE_MS);
    const found = await scheduler.ensure(live.map(({ id }) => id));
    const fresh = new Set(found.ok ? found.value : []);
    for (const { id, version } of asked) if (woken.get(id) !== version && !fresh.has(id)) await scheduler.wake(id);
    woken = new Map(asked.map(({ id, version }) => [id, version]));
    if (!listed.ok || !found.ok) troubles.met(SWEEP, listed.ok ? (found.ok ? [] : found.problems) : listed.problems);
    else {
      troubles.over(SWEEP);
      count.live(live.length);
      count.add('found', fresh.size);
    }
    const tookMs = ports.clock.nowMs() - beganMs;
    return { inMs: Math.max(EVERY_MS, tookMs / MOST_OF_TIME), lane: '' };
  };
};

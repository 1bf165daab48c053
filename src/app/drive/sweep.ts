import { failed, ok, type Result } from '../../core/problem.ts';
import type { Brief, EventLog } from '../../ports/event-log.ts';
import type { Next, Scheduler } from '../../ports/scheduler.ts';
import { SECOND } from '../../core/values/duration.ts';
import { AT_ONCE_MS } from '../executor/card.ts';
import { inBrief } from '../in-brief.ts';
import type { Ports } from '../operation.ts';
import { brokeOff } from './broke-off.ts';
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
 * on the command line. What wakes them may be lost at any moment; this finds them again. It looks at so many at a time,
 * and lets others have a word in between.
 */
export const sweepOf = ({ log, scheduler, ports, count, troubles }: Sweeping): (() => Promise<Next>) => {
  /** Those who had asked when it last looked, and at which version: they were woken then. */
  let woken = new Map<string, number>();
  return async () => {
    const asked = new Map<string, number>();
    let live = 0;
    const see = async (piece: readonly Brief[]): Promise<Result<void>> => {
      const found = await scheduler.ensure(piece.map(({ id }) => id));
      if (!found.ok) return found;
      const fresh = new Set(found.value);
      for (const { id, version } of piece.filter(({ dueAtMs }) => dueAtMs === AT_ONCE_MS)) {
        if (woken.get(id) !== version && !fresh.has(id)) await scheduler.wake(id);
        asked.set(id, version);
      }
      live += piece.length;
      count.add('found', fresh.size);
      return ok(undefined);
    };
    const swept = await withoutThrowing(() => inBrief(log, ports.clock, 'due', see));
    woken = asked;
    if (swept.ok) {
      troubles.over(SWEEP);
      count.live(live);
    } else troubles.met(SWEEP, swept.problems);
    return { inMs: Math.max(EVERY_MS, swept.ok ? swept.value / MOST_OF_TIME : 0), lane: '' };
  };
};

/** A mistake of ours ends no process that takes the turns of others, and what it kept from being found is found next time. */
const withoutThrowing = async <T>(act: () => Promise<Result<T>>): Promise<Result<T>> => {
  try {
    return await act();
  } catch (error) {
    const hint = 'nothing is lost, and it is tried again; please report it';
    return failed(brokeOff(error, { code: 'sweep-broke', what: 'a look through the log', hint }));
  }
};

import { ok, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog, Listed } from '../../ports/event-log.ts';
import { isRollout } from '../executor/find.ts';
import { type Heard, heardIn } from './heard.ts';

type Hear = (heard: readonly Heard[]) => void;

export type Tail = {
  /** From now on; what is given back ends it. Whoever listens first waits until it is known where all logs end. */
  readonly listen: (hear: Hear) => Promise<Result<() => void>>;
};

/** How long between two looks at where the logs end. */
const POLL_MS = 1000;

/** No look takes more than one part in so many of the time, however many rollouts there are. */
const REST = 20;

/**
 * What is written to any log of any rollout, by whichever process. However many listen, one look is for all of them; where
 * nobody does, nobody looks; and once it is to end, never again.
 */
export const tailOf = (log: EventLog, clock: Clock, ending: AbortSignal): Tail => {
  const listeners = new Set<Hear>();
  const known = new Map<string, number>();
  let looking: Promise<Result<void>> | undefined;

  const begin = async (): Promise<Result<void>> => {
    known.clear();
    const listed = await log.list();
    if (!listed.ok) return listed;
    for (const { id, version } of listed.value) known.set(id, version);
    void keepLooking();
    return ok(undefined);
  };
  const keepLooking = async (): Promise<void> => {
    for (let tookMs = 0; listeners.size > 0;) {
      await clock.sleep(Math.max(POLL_MS, tookMs * REST), ending);
      if (ending.aborted) return;
      const fromMs = clock.nowMs();
      const listed = await log.list();
      if (listed.ok) for (const row of listed.value) await tellNew(row);
      tookMs = Math.max(0, clock.nowMs() - fromMs);
    }
    looking = undefined;
  };
  /** What cannot be read now is read with the next look. */
  const tellNew = async (row: Listed): Promise<void> => {
    const from = known.get(row.id) ?? 0;
    if (row.version <= from || !isRollout(row.id)) return;
    const entries = await log.read(row.id, from + 1);
    if (!entries.ok) return;
    known.set(row.id, Math.max(from, entries.value.at(-1)?.version ?? from));
    const heard = heardIn(row, entries.value);
    for (const hear of listeners) hear(heard);
  };
  return {
    listen: async (hear) => {
      listeners.add(hear);
      looking ??= begin();
      const begun = await looking;
      if (begun.ok) return ok(() => void listeners.delete(hear));
      listeners.delete(hear);
      looking = undefined;
      return begun;
    },
  };
};

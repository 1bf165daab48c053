import { ok, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Brief, EventLog } from '../../ports/event-log.ts';
import { inBrief } from '../in-brief.ts';
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
    const begun = await inBrief(log, clock, 'all', async (piece) => {
      for (const { id, version } of piece) known.set(id, version);
      return ok(undefined);
    });
    if (!begun.ok) return begun;
    void keepLooking();
    return ok(undefined);
  };
  const keepLooking = async (): Promise<void> => {
    for (let tookMs = 0; listeners.size > 0;) {
      await clock.sleep(Math.max(POLL_MS, tookMs * REST), ending);
      if (ending.aborted) return;
      const looked = await inBrief(log, clock, 'all', async (piece) => {
        for (const row of piece) await tellNew(row);
        return ok(undefined);
      });
      tookMs = looked.ok ? looked.value : 0;
    }
    looking = undefined;
  };
  /** What cannot be read now is read with the next look. */
  const tellNew = async ({ id, version }: Brief): Promise<void> => {
    const from = known.get(id) ?? 0;
    if (version <= from || !isRollout(id)) return;
    const [entries, row] = [await log.read(id, from + 1), await log.card(id)];
    if (!entries.ok || !row.ok || !row.value) return;
    known.set(id, Math.max(from, entries.value.at(-1)?.version ?? from));
    const heard = heardIn(row.value, entries.value);
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

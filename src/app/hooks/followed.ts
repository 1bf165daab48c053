import { ok, type Result } from '../../core/problem.ts';
import { SECOND } from '../../core/values/duration.ts';
import { type KnownAlerts, readAlerts } from '../../ports/alert-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { AlertsIn } from './watching.ts';

type Looked = { readonly atMs: number; readonly known: Promise<Result<KnownAlerts>> };

/** What is told is seen by the turns of a second later. Far less than anybody takes to tell it. */
const FRESH_MS = SECOND;

/** One look a second, at what is new, serves all turns in an environment. After one that failed all of it is read anew. */
export const followedAlerts = (log: EventLog, clock: Pick<Clock, 'nowMs'>): AlertsIn => {
  const looks = new Map<string, Looked>();
  const look = async (environment: string, before: Looked | undefined): Promise<Result<KnownAlerts>> => {
    const known = await before?.known.catch(() => undefined);
    return readAlerts(log, environment, known?.ok ? known.value : undefined);
  };
  return async (environment) => {
    const before = looks.get(environment);
    const nowMs = clock.nowMs();
    const isFresh = before !== undefined && Math.abs(nowMs - before.atMs) < FRESH_MS;
    const looked = isFresh ? before : { atMs: nowMs, known: look(environment, before) };
    looks.set(environment, looked);
    const known = await looked.known;
    return known.ok ? ok(known.value.state) : known;
  };
};

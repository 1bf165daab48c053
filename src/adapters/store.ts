import { ok, type Result } from '../core/problem.ts';
import type { Context } from '../ports/adapter.ts';
import type { EventLog } from '../ports/event-log.ts';
import { isAddress } from '../ports/place.ts';
import type { Scheduler } from '../ports/scheduler.ts';

type How = { readonly context: () => Promise<Context>; readonly make?: boolean };

/** The log at a place: a file on this machine, or a server that many share. Only what is asked for is loaded. */
export const openLogAt = async (place: string, { context, make = true }: How): Promise<Result<EventLog>> => {
  if (!isAddress(place)) return (await import('./event-log/sqlite.ts')).sqliteEventLog(place);
  const { postgresEventLog } = await import('./event-log/postgres.ts');
  return postgresEventLog(place, { secret: (await context()).secret, make });
};

/** What wakes the rollouts of the log at that place. */
export const openSchedulerAt = async (_: string, { context }: How): Promise<Result<Scheduler>> => {
  const { inProcessScheduler } = await import('./scheduler/in-process.ts');
  return ok(inProcessScheduler((await context()).clock));
};

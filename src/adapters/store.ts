import { existsSync } from 'node:fs';
import { failed, ok, type Result } from '../core/problem.ts';
import type { Context } from '../ports/adapter.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { LogPlace } from '../ports/log-place.ts';
import { isAddress } from '../ports/place.ts';
import { logProblems } from './event-log/problems.ts';
import type { Scheduler } from '../ports/scheduler.ts';

type How = { readonly context: () => Promise<Context>; readonly make?: boolean };

/** The log at a place: a file on this machine, or a server that many share. Only what is asked for is loaded. */
export const openLogAt = async (place: string, { context, make = true }: How): Promise<Result<EventLog>> => {
  if (!isAddress(place)) return absentAt(place, make) ?? (await import('./event-log/sqlite.ts')).sqliteEventLog(place);
  const { postgresEventLog } = await import('./event-log/postgres.ts');
  return postgresEventLog(place, { secret: (await context()).secret, make });
};

/** The same place, past what keeps others out while its logs are moved. */
export const openPlaceAt = async (place: string, { context, make = true }: How): Promise<Result<LogPlace>> => {
  if (!isAddress(place)) return absentAt(place, make) ?? (await import('./event-log/sqlite.ts')).sqlitePlace(place);
  const { postgresPlace } = await import('./event-log/postgres.ts');
  return postgresPlace(place, { secret: (await context()).secret, make });
};

const absentAt = (file: string, make: boolean) =>
  make || existsSync(file) ? undefined : failed(logProblems.absent(file));

/** What wakes the rollouts of the log at that place. */
export const openSchedulerAt = async (place: string, { context }: How): Promise<Result<Scheduler>> => {
  const { clock, secret } = await context();
  if (!isAddress(place)) return ok((await import('./scheduler/in-process.ts')).inProcessScheduler(clock));
  return (await import('./scheduler/graphile.ts')).graphileScheduler(place, { secret });
};

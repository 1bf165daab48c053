import { existsSync } from 'node:fs';
import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import type { Context } from '../ports/adapter.ts';
import { LOG_PASSWORD, type OpenLog } from '../ports/event-log.ts';
import { isAddress } from '../ports/place.ts';

/** For an adapter of what Rampart keeps itself, in an event log that is named by its file or its server. */
export const LOG_SECRET = {
  name: LOG_PASSWORD,
  about: 'the password of the role, where one is asked for; for PostgreSQL',
  needed: false,
};

export const LOG_OPTIONS = {
  user: z.string().max(100).optional().meta({ description: 'the role to connect as; for PostgreSQL' }),
  tls: z
    .enum(['on', 'off'])
    .default('on')
    .meta({ description: 'off only where the way to the server is your own; for PostgreSQL' }),
};

type Named = { readonly at: string; readonly user?: string | undefined; readonly tls: 'on' | 'off' };

/** The log that whoever asks is in, or another one. One that is not there is not made: nobody would ever ask for it. */
export const ownLog = ({ at, ...how }: Named, { log, secret }: Context): Result<OpenLog> => {
  if (at === OWN_LOG) return log ? ok(log) : failed(noLog());
  return ok(async () => {
    if (isAddress(at)) {
      const { postgresEventLog } = await import('./event-log/postgres.ts');
      return postgresEventLog(addressOf(at, how), { secret, make: false });
    }
    if (!existsSync(at)) return failed(noFile(at));
    const { sqliteEventLog } = await import('./event-log/sqlite.ts');
    return sqliteEventLog(at);
  });
};

const OWN_LOG = 'log';

/** As the log is named elsewhere: who asks stands before the host there. */
const addressOf = (at: string, { user, tls }: Omit<Named, 'at'>): string => {
  const url = new URL(at);
  if (user !== undefined) url.username = user;
  url.searchParams.set('tls', tls);
  return url.href;
};

const noLog = (): Problem =>
  problem({
    kind: 'usage',
    code: 'no-log-here',
    path: 'place',
    message: 'whoever asks is in no event log',
    hint: 'name the file of one, like .rampart/rampart.db?environment=production',
  });

const noFile = (path: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-log-there',
    path,
    message: 'there is no such file',
    hint: 'check the path; a new log begins with rampart serve',
  });

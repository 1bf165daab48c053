import { z } from 'zod';
import { OWN_CAPABILITIES } from '../../core/flags/own.ts';
import { failed, ok, problem, type Problem } from '../../core/problem.ts';
import { Id } from '../../core/values/text.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import { isAddress } from '../../ports/place.ts';
import { keptInLog, logAt } from './rampart-log.ts';
import { askedOfService } from './rampart-service.ts';

const TOKEN = {
  name: 'RAMPART_TOKEN',
  about: 'the token of the service, with the role operator in that environment; for a service',
  needed: false,
};

const PASSWORD = {
  name: 'RAMPART_DB_PASSWORD',
  about: 'the password of the role, where one is asked for; for PostgreSQL',
  needed: false,
};

const Options = z.strictObject({
  environment: Id.meta({ description: 'the environment whose flags these are; each has its own' }),
  user: z.string().max(100).optional().meta({ description: 'the role to connect as; for PostgreSQL' }),
  tls: z
    .enum(['on', 'off'])
    .default('on')
    .meta({ description: 'off only where the way to the server is your own; for PostgreSQL' }),
});

export const rampart = flagBackendAdapter({
  name: 'rampart',
  about: 'the flags that Rampart keeps itself, in its own log: no other flag system needed',
  place: {
    what: 'the event log that the flags are kept in, or the address of a service that keeps them',
    example: 'log?environment=production',
    takes: ['file', 'postgres', 'https', 'http'],
  },
  options: Options,
  secrets: [TOKEN, PASSWORD],
  notes: [
    'A flag is kept as flagd reads it, each change an event with who made it, why and when, in a log with a hash chain: `flagset:` and the environment. Where nobody names a place it is the log that the rollout itself is in, and the environment that of its plan; so it moves along with the log.',
    'Another log is named by its file or its server, `other.db?environment=production` or `postgres://db.example.com/rampart?user=rampart&environment=production`, and has to be there; a service that keeps them elsewhere by its address, `https://rampart.example.com?environment=production`.',
    'Every write names the revision it was made for, and is refused where somebody else was faster. A flag that is frozen can be lowered and not raised, also by a rollout.',
    'Prerequisites are held by the evaluation itself: a user who lacks one of them does not have the flag. What a plan names is added to them, and never taken out: that is done by hand.',
    'Programs ask for these flags over HTTP: docs/flag-service.md says how.',
  ],
  capabilities: OWN_CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const { environment } = options;
    if (at === OWN_LOG) return context.log ? ok(keptInLog(context.log, environment, context.clock)) : failed(noLog());
    if (!/^https?:/i.test(at)) return ok(keptInLog(logAt(placeOf(at, options), context), environment, context.clock));
    const token = await context.secret(TOKEN.name);
    return token.ok ? ok(askedOfService({ at, environment, token: token.value }, context)) : token;
  },
});

/** The log that the rollout itself is in. */
const OWN_LOG = 'log';

const noLog = (): Problem =>
  problem({
    kind: 'usage',
    code: 'no-log-here',
    path: 'place',
    message: 'whoever asks is in no event log',
    hint: 'name the file of one, like .rampart/rampart.db?environment=production',
  });

/** As the log is named elsewhere: who asks stands before the host there. */
const placeOf = (at: string, { user, tls }: z.infer<typeof Options>): string => {
  if (!isAddress(at)) return at;
  const url = new URL(at);
  if (user !== undefined) url.username = user;
  url.searchParams.set('tls', tls);
  return url.href;
};

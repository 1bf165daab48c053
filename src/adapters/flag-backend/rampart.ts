import { z } from 'zod';
import { OWN_CAPABILITIES } from '../../core/flags/own.ts';
import { ok } from '../../core/problem.ts';
import { Id } from '../../core/values/text.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import { LOG_OPTIONS, LOG_SECRET, ownLog } from '../own-log.ts';
import { keptInLog } from './rampart-log.ts';
import { askedOfService } from './rampart-service.ts';

const TOKEN = {
  name: 'RAMPART_TOKEN',
  about: 'the token of the service, with the role operator in that environment; for a service',
  needed: false,
};

const Options = z.strictObject({
  environment: Id.meta({ description: 'the environment whose flags these are; each has its own' }),
  ...LOG_OPTIONS,
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
  secrets: [TOKEN, LOG_SECRET],
  notes: [
    'A flag is kept as flagd reads it, each change an event with who made it, why and when, in a log with a hash chain: `flagset:` and the environment. Where nobody names a place it is the log that the rollout itself is in, and the environment that of its plan; so it moves along with the log.',
    'Another log is named by its file or its server, `other.db?environment=production` or `postgres://db.example.com/rampart?user=rampart&environment=production`, and has to be there; a service that keeps them elsewhere by its address, `https://rampart.example.com?environment=production`.',
    'Every write names the revision it was made for, and is refused where somebody else was faster. A flag that is frozen can be lowered and not raised, also by a rollout.',
    'Prerequisites are held by the evaluation itself: a user who lacks one of them does not have the flag. What a plan names is added to them, and never taken out: that is done by hand.',
    'Programs ask for these flags over HTTP: docs/flag-service.md says how.',
  ],
  capabilities: OWN_CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const { environment, ...how } = options;
    if (/^https?:/i.test(at)) {
      const token = await context.secret(TOKEN.name);
      return token.ok ? ok(askedOfService({ at, environment, token: token.value }, context)) : token;
    }
    const log = ownLog({ at, ...how }, context);
    return log.ok ? ok(keptInLog(log.value, environment, context.clock)) : log;
  },
});

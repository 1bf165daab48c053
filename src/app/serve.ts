import { z } from 'zod';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { isLoopback } from '../core/values/loopback.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Scheduler } from '../ports/scheduler.ts';
import { drive } from './drive/drive.ts';
import { wakingLog } from './drive/waking-log.ts';
import { db } from './executor/fields.ts';
import { logPlace, withLog } from './executor/open.ts';
import { policyFile, words } from './fields.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';

const Role = z.enum(['all', 'api', 'worker']);

const Served = z.strictObject({
  schemaVersion: z.literal(1),
  role: Role,
  address: z.string().optional().meta({ description: 'where it answered; absent where it did not' }),
  turns: z.number().meta({ description: 'how many turns it took' }),
});
type Served = z.infer<typeof Served>;

export const serve = operation({
  name: 'serve',
  summary: 'Takes every turn when it is due, and answers over HTTP: rollouts, plans and commands, for a team.',
  effect: 'acts',
  examples: [
    { command: 'rampart serve', what: 'for this machine only, on port 4870' },
    { command: 'rampart serve --port 0 --db .rampart/rampart.db', what: 'on any port that is free' },
    { command: 'rampart serve --role worker --db postgres://db.example.com/rampart', what: 'one of any number' },
  ],
  input: z.strictObject({
    host: z
      .string()
      .min(1)
      .max(253)
      .default('127.0.0.1')
      .meta(words('the address to answer at', { value: 'ADDRESS' })),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(4870)
      .meta(words('the port; 0: any that is free', { value: 'PORT' })),
    strict: z
      .boolean()
      .default(false)
      .meta(words('whoever lets more people have a change has to say, by If-Match, which version they looked at')),
    role: Role.default('all').meta(
      words('all; worker: takes turns and does not answer; api: answers and takes none', { value: 'ROLE' }),
    ),
    policy: policyFile,
    db,
  }),
  output: Served,
  run: async (input, ports) => {
    const { host, db: file } = input;
    if (!isLoopback(host)) return failed(notAlone(host));
    return withLog(ports, file, async (log) => {
      const scheduler = await ports.openScheduler(logPlace(file, ports));
      if (!scheduler.ok) return scheduler;
      try {
        return await served(input, { log, scheduler: scheduler.value, ports });
      } finally {
        await scheduler.value.close();
      }
    });
  },
});

type Asked = {
  readonly host: string;
  readonly port: number;
  readonly strict: boolean;
  readonly role: z.infer<typeof Role>;
  readonly policy?: string | undefined;
};

type Given = { readonly log: EventLog; readonly scheduler: Scheduler; readonly ports: Ports };

/** Until somebody ends it, or it cannot answer where it should. Requests and turns that were begun come to their end. */
const served = async (
  { role, policy, ...listening }: Asked,
  { log, scheduler, ports }: Given,
): Promise<Result<Outcome<Served>>> => {
  const [signal, deaf] = [await ports.stopping(), new AbortController()];
  const say = (what: string): void =>
    ports.tell({ atMs: ports.clock.nowMs(), rollout: '', what, why: 'Ctrl-C ends it' });
  const stop = AbortSignal.any([signal, deaf.signal]);
  const driver = role === 'api' ? undefined : drive(ports, { log, scheduler, stop, policy });
  let address: string | undefined;
  const reached = (at: string): void => {
    address = at;
    say(`answering at ${at}`);
  };
  if (role === 'worker') say('taking turns');
  const answered =
    role === 'worker'
      ? ok(undefined)
      : await ports.serveHttp({ ...listening, log: wakingLog(log, scheduler), signal, reached });
  if (!answered.ok) deaf.abort();
  await driver?.done;
  const turns = driver?.numbers().turns ?? 0;
  return answered.ok
    ? ok(outcome<Served>({ schemaVersion: 1, role, ...(address === undefined ? {} : { address }), turns }))
    : answered;
};

const notAlone = (host: string) =>
  problem({
    kind: 'usage',
    code: 'not-alone',
    path: host,
    message: 'nobody has to prove who they are yet, so this answers on its own machine alone',
    hint: 'leave --host out, and reach it through a tunnel that knows who comes',
  });

import { z } from 'zod';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { PlaceStanding } from '../ports/log-place.ts';
import type { Scheduler } from '../ports/scheduler.ts';
import { openDoors, sayWhoMay } from './access/doors.ts';
import { drive } from './drive/drive.ts';
import { wakingLog } from './drive/waking-log.ts';
import { db } from './executor/fields.ts';
import type { OpenHook } from './hooks/open-hook.ts';
import { openHooks } from './hooks/open.ts';
import { watchAlerts } from './hooks/watching.ts';
import { logPlace, withLog } from './executor/open.ts';
import { optionalPath, policyFile, words } from './fields.ts';
import { operation, outcome, type Outcome, type Ports, type ServingHttp } from './operation.ts';

const Role = z.enum(['all', 'api', 'worker']);

const Served = z.strictObject({
  schemaVersion: z.literal(1),
  role: Role,
  address: z.string().optional().meta({ description: 'where it answered; absent where it did not' }),
  sync: z.string().optional().meta({ description: 'where it gave its flags to flagd; absent where it did not' }),
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
    { command: 'rampart serve --sync 8015', what: 'and gives its own flags to flagd, over gRPC' },
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
    sync: z
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .meta(
        words('gives its own flags to flagd as well, over gRPC, at this port; 0: any that is free', { value: 'PORT' }),
      ),
    origin: z
      .array(z.string().min(1).max(300))
      .max(20)
      .default([])
      .meta(
        words('where pages may ask from, as a proxy in front shows this service; may be repeated', { value: 'URL' }),
      ),
    hooks: optionalPath('who tells when all is not well, and what is done about it'),
    access: optionalPath('who comes in by an identity provider, and what they may do'),
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
    if (input.role === 'worker' && input.sync !== undefined) return failed(mute());
    return withLog(ports, input.db, async (log) => {
      const doors = await openDoors(input, log, ports);
      if (!doors.ok) return doors;
      const hooks = await openHooks(input.hooks, ports);
      if (!hooks.ok) return hooks;
      const watched = await watching(input.hooks, hooks.value, log, ports);
      if (!watched.ok) return watched;
      const scheduler = await ports.openScheduler(logPlace(input.db, ports));
      if (!scheduler.ok) return scheduler;
      try {
        return await served(input, { log, ...doors.value, hooks: hooks.value, scheduler: scheduler.value, ports });
      } finally {
        await scheduler.value.close();
      }
    });
  },
});

const mute = () =>
  problem({
    kind: 'usage',
    code: 'worker-is-mute',
    path: 'sync',
    message: 'a worker takes turns and answers nobody',
    hint: 'leave out --sync, or take the role all or api',
  });

/** Where no file says who tells, what was said before stays so. */
const watching = async (
  file: string | undefined,
  hooks: readonly OpenHook[],
  log: EventLog,
  { clock }: Ports,
): Promise<Result<void>> =>
  file === undefined
    ? ok(undefined)
    : watchAlerts(
        log,
        hooks.map(({ hook }) => hook),
        clock.nowMs(),
      );

type Asked = Pick<ServingHttp, 'host' | 'port' | 'strict'> & {
  readonly sync?: number | undefined;
  readonly role: z.infer<typeof Role>;
  readonly policy?: string | undefined;
  readonly db?: string | undefined;
};

type Given = Pick<ServingHttp, 'log' | 'gate' | 'reach' | 'hooks' | 'numbers'> & {
  readonly scheduler: Scheduler;
  readonly ports: Ports;
};

/** Until somebody ends it, or it cannot answer where it should. Requests and turns that were begun come to their end. */
const served = async (asked: Asked, given: Given): Promise<Result<Outcome<Served>>> => {
  const { role, policy } = asked;
  const { log, scheduler, ports } = given;
  const [signal, deaf] = [await ports.stopping(), new AbortController()];
  const stop = AbortSignal.any([signal, deaf.signal]);
  const driver = role === 'api' ? undefined : drive(ports, { log, scheduler, stop, policy });
  if (role === 'worker') say('workers', 'taking turns', ports);
  let answered: Result<Where> | undefined;
  try {
    answered =
      role === 'worker' ? ok<Where>({}) : await answering(asked, { ...given, numbers: driver?.numbers }, signal);
  } finally {
    if (!answered?.ok) deaf.abort();
    await driver?.done;
  }
  if (!answered.ok) return answered;
  return ok(outcome<Served>({ schemaVersion: 1, role, ...answered.value, turns: driver?.numbers().turns ?? 0 }));
};

/** Where it was reached. */
type Where = Pick<Served, 'address' | 'sync'>;

const answering = async (
  { host, port, strict, sync, db }: Asked,
  { log, gate, reach, hooks, numbers, scheduler, ports }: Given,
  signal: AbortSignal,
): Promise<Result<Where>> => {
  const where: { address?: string; sync?: string } = {};
  const reached = (at: string): void => {
    where.address = at;
    say(at, `answering at ${at}`, ports);
  };
  const given = (at: string): void => {
    where.sync = at;
    say(at, `giving flags to flagd at ${at}`, ports);
  };
  await sayWhoMay({ gate, reach }, ports);
  const waking = wakingLog(log, scheduler);
  const done = await ports.serveHttp({
    host,
    port,
    strict,
    log: waking,
    gate,
    reach,
    hooks,
    numbers,
    sync: sync === undefined ? undefined : { port: sync, reached: given },
    signal,
    reached,
    tell: ports.tell,
    standing: () => standingOf(logPlace(db, ports), ports),
  });
  return done.ok ? ok(where) : done;
};

/** Asked of the place itself, past what keeps everybody out of one that was moved. */
const standingOf = async (at: string, ports: Ports): Promise<Result<PlaceStanding>> => {
  const place = await ports.openPlace(at, { make: false });
  if (!place.ok) return place;
  try {
    return await place.value.standing();
  } finally {
    await place.value.log.close();
  }
};

const say = (rollout: string, what: string, { tell, clock }: Ports): void =>
  tell({ atMs: clock.nowMs(), rollout, what, why: 'Ctrl-C ends it' });

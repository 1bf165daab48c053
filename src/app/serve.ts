import { z } from 'zod';
import { failed, ok, type Problem, type Result } from '../core/problem.ts';
import { isLoopback } from '../core/values/loopback.ts';
import { type Gate, openGate } from './access/gate.ts';
import { notAlone, oddOrigin } from './access/refusals.ts';
import { db } from './executor/fields.ts';
import { withLog } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome, type Ports, type ServingHttp } from './operation.ts';

const Served = z.strictObject({ schemaVersion: z.literal(1), address: z.string() });
type Served = z.infer<typeof Served>;

export const serve = operation({
  name: 'serve',
  summary: 'Answers over HTTP: rollouts, plans and commands, for tools and people of a team.',
  effect: 'acts',
  examples: [
    { command: 'rampart serve', what: 'for this machine only, on port 4870' },
    { command: 'rampart serve --port 0 --db .rampart/rampart.db', what: 'on any port that is free' },
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
    origin: z
      .array(z.string().min(1).max(300))
      .max(20)
      .default([])
      .meta(
        words('where pages may ask from, as a proxy in front shows this service; may be repeated', { value: 'URL' }),
      ),
    strict: z
      .boolean()
      .default(false)
      .meta(words('whoever lets more people have a change has to say, by If-Match, which version they looked at')),
    db,
  }),
  output: Served,
  run: ({ host, port, origin, strict, db: file }, ports) =>
    withLog(ports, file, async (log) => {
      const gate = openGate(log, ports);
      const reach = await reachFor(host, origin, gate);
      if (!reach.ok) return reach;
      let address = '';
      const signal = await ports.stopping();
      const reached = (at: string): void => {
        address = at;
        ports.tell({ atMs: ports.clock.nowMs(), rollout: at, what: `answering at ${at}`, why: 'Ctrl-C ends it' });
      };
      await sayWhoMay(gate, reach.value, ports);
      const served = await ports.serveHttp({ host, port, strict, log, gate, reach: reach.value, signal, reached });
      return served.ok ? ok(outcome<Served>({ schemaVersion: 1, address })) : served;
    }),
});

type Reach = ServingHttp['reach'];

/** Where others reach it, somebody has to be able to prove who they are: all that stands in the way, at once. */
const reachFor = async (host: string, origins: readonly string[], gate: Gate): Promise<Result<Reach>> => {
  const odd = origins.flatMap(oddIn);
  const far = [host, ...origins].filter((one) => !isHere(one));
  const keys = far.length > 0 ? await gate.hasKeys() : ok(true);
  if (!keys.ok) return keys;
  const problems = [...odd, ...(keys.value ? [] : far.map(notAlone))];
  return problems.length > 0 ? failed(...problems) : ok({ alone: far.length === 0, origins });
};

const isHere = (where: string): boolean => isLoopback(URL.canParse(where) ? new URL(where).hostname : where);

const oddIn = (origin: string): readonly Problem[] => {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    return [oddOrigin(origin, 'this is no origin of pages')];
  const isSafe = origin.startsWith('https:') || (origin.startsWith('http:') && isHere(origin));
  return isSafe ? [] : [oddOrigin(origin, 'what goes over plain HTTP can be read on its way')];
};

/** That nobody has to prove anything is said as loudly as a service can. */
const sayWhoMay = async (gate: Gate, { alone }: Reach, ports: Ports): Promise<void> => {
  const open = alone ? await gate.isOpen() : ok(false);
  if (!open.ok || !open.value) return;
  const why = 'from then on nobody comes in without one: rampart access issue NAME --grant admin';
  const what = 'ANYBODY ON THIS MACHINE MAY DO EVERYTHING, until somebody is given a token';
  ports.tell({ atMs: ports.clock.nowMs(), rollout: 'access', what, why });
};

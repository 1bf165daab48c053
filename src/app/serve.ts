import { z } from 'zod';
import { failed, ok, problem } from '../core/problem.ts';
import { isLoopback } from '../core/values/loopback.ts';
import { db } from './executor/fields.ts';
import { withLog } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

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
    strict: z
      .boolean()
      .default(false)
      .meta(words('whoever lets more people have a change has to say, by If-Match, which version they looked at')),
    db,
  }),
  output: Served,
  run: async ({ host, port, strict, db: file }, ports) => {
    if (!isLoopback(host)) return failed(notAlone(host));
    return withLog(ports, file, async (log) => {
      let address = '';
      const signal = await ports.stopping();
      const reached = (at: string): void => {
        address = at;
        ports.tell({ atMs: ports.clock.nowMs(), rollout: at, what: `answering at ${at}`, why: 'Ctrl-C ends it' });
      };
      const served = await ports.serveHttp({ host, port, strict, log, signal, reached });
      return served.ok ? ok(outcome<Served>({ schemaVersion: 1, address })) : served;
    });
  },
});

const notAlone = (host: string) =>
  problem({
    kind: 'usage',
    code: 'not-alone',
    path: host,
    message: 'nobody has to prove who they are yet, so this answers on its own machine alone',
    hint: 'leave --host out, and reach it through a tunnel that knows who comes',
  });

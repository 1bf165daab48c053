import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { openDoors, sayWhoMay } from './access/doors.ts';
import { db } from './executor/fields.ts';
import { withLog } from './executor/open.ts';
import { optionalPath, words } from './fields.ts';
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
    origin: z
      .array(z.string().min(1).max(300))
      .max(20)
      .default([])
      .meta(
        words('where pages may ask from, as a proxy in front shows this service; may be repeated', { value: 'URL' }),
      ),
    access: optionalPath('who comes in by an identity provider, and what they may do'),
    strict: z
      .boolean()
      .default(false)
      .meta(words('whoever lets more people have a change has to say, by If-Match, which version they looked at')),
    db,
  }),
  output: Served,
  run: ({ host, port, origin, access, strict, db: file }, ports) =>
    withLog(ports, file, async (log) => {
      const doors = await openDoors({ host, origin, access }, log, ports);
      if (!doors.ok) return doors;
      let address = '';
      const signal = await ports.stopping();
      const reached = (at: string): void => {
        address = at;
        ports.tell({ atMs: ports.clock.nowMs(), rollout: at, what: `answering at ${at}`, why: 'Ctrl-C ends it' });
      };
      await sayWhoMay(doors.value, ports);
      const served = await ports.serveHttp({ host, port, strict, log, ...doors.value, signal, reached });
      return served.ok ? ok(outcome<Served>({ schemaVersion: 1, address })) : served;
    }),
});

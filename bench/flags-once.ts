import { config } from 'zod';
import { memoryEventLog } from '../src/adapters/event-log/memory.ts';
import { openGate } from '../src/app/access/gate.ts';
import { setFlag } from '../src/app/flag-service/changes.ts';
import { ok } from '../src/core/problem.ts';
import { httpApp } from '../src/faces/http/app.ts';
import { flagServices } from '../src/app/flag-service/services.ts';
import { listen } from '../src/faces/http/listen.ts';
import { portsWith } from '../test/helpers/cli.ts';
import { ASKING, aFlagService } from '../test/helpers/flag-service.ts';
import { worked } from '../test/helpers/log.ts';

/** The service with a hundred flags, a route that answers a constant of the same size, and one that says what it took. */
config({ jitless: true });
const log = memoryEventLog();
const service = await aFlagService(log);
for (let nth = 0; nth < 100; nth += 1)
  worked(await setFlag(service, `flag-${nth}`, { enabled: true, percentage: 30, rings: { beta: 60 } }, ASKING));
const ports = portsWith(new Map(), { clock: { nowMs: () => Date.now(), sleep: async () => undefined } });
const app = httpApp({
  operation: async () => Promise.reject(new Error('no operation is asked for here')),
  ports,
  log,
  flags: flagServices(ports, log),
  version: 'bench',
  strict: false,
  ending: new AbortController().signal,
  gate: openGate(log, ports),
  reach: { alone: true, origins: [] },
  who: async () => ok({ name: 'bench', roles: { '*': ['client'] }, teams: [] }),
  letIn: async () => ok(undefined),
  refused: async () => undefined,
});
// Beside the others, so that it may be asked as often as they.
app.post('/ofrep/v1/evaluate/constant', async (c) => {
  await c.req.text();
  return c.json({ key: 'flag-7', value: true, variant: 'on', reason: 'TARGETING_MATCH' });
});
app.get('/spent', (c) => {
  const { user, system } = process.cpuUsage();
  return c.text(String((user + system) / 1000));
});
await listen(app, {
  host: '127.0.0.1',
  port: 0,
  signal: new AbortController().signal,
  reached: (at) => void process.stdout.write(`${at}\n`),
});

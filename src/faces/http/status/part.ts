import { Hono } from 'hono';
import { opsStatus, serviceStatus } from '../../../app/service-status.ts';
import { theirs } from '../api/rights.ts';
import { refusalOf, SOMEWHERE } from '../guard.ts';
import { problems } from '../problem.ts';
import type { Env, Serving } from '../serving.ts';
import type { Meter } from './meter.ts';

/** How rollouts are, how the service is, and both as numbers for Prometheus. */
export const status = (serving: Serving, meter: Meter): Hono<Env> => {
  const app = new Hono<Env>();
  const { log, ports, version, numbers } = serving;
  const { nowMs } = ports.clock;
  const sinceMs = nowMs();
  app.get('/status.json', async (c) => {
    const refused = await refusalOf(c, 'look', SOMEWHERE, serving);
    if (refused) return problems(c, [refused]);
    const asked = c.req.queries('environment');
    const found = await serviceStatus(log, nowMs(), theirs(c.get('caller'), asked));
    return found.ok ? c.json(found.value, 200, FRESH) : problems(c, found.problems);
  });
  app.get('/ops/status.json', async (c) => {
    const refused = await refusalOf(c, 'look', '*', serving);
    if (refused) return problems(c, [refused]);
    const found = await opsStatus(log, { version, nowMs, sinceMs, numbers });
    return found.ok ? c.json(found.value, 200, FRESH) : problems(c, found.problems);
  });
  app.get('/metrics', async (c) => {
    const refused = await refusalOf(c, 'look', '*', serving);
    return refused ? problems(c, [refused]) : c.body(await meter.text(), 200, { 'content-type': meter.type, ...FRESH });
  });
  return app;
};

const FRESH = { 'cache-control': 'no-store' };

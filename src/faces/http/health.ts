import { Hono } from 'hono';
import type { Env, Part } from './serving.ts';

/** Alive: this process answers. Ready: its log answers too. Told to anybody, so nothing else is told. */
export const health: Part = ({ log, version }) => {
  const app = new Hono<Env>();
  const ready = async (): Promise<boolean> => (await log.ids('\u0000')).ok;
  app.get('/health/live', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => ((await ready()) ? c.json({ status: 'ok' }) : c.json(NOT_READY, 503)));
  app.get('/health', async (c) =>
    (await ready()) ? c.json({ status: 'ok', version }) : c.json({ ...NOT_READY, version }, 503),
  );
  return app;
};

const NOT_READY = { status: 'not-ready', why: 'the event log does not answer' };

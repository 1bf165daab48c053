import { Hono } from 'hono';
import type { Env, Part } from './serving.ts';

/** What can be asked for, as a document that is written beforehand: `node scripts/openapi.ts`. */
export const openapi: Part = ({ ports }) => {
  const app = new Hono<Env>();
  app.get('/openapi.json', async (c) =>
    c.body(await ports.bundle.read('schemas/openapi.json'), 200, { 'content-type': 'application/json' }),
  );
  return app;
};

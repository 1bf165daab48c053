import type { Hono } from 'hono';
import { problems } from '../problem.ts';
import type { Env } from '../serving.ts';
import { allowed, type Around, tagged } from './asked.ts';

/** All flags as flagd reads them, for a flagd that asks over HTTP, and for programs that evaluate by themselves. */
export const definitions = (app: Hono<Env>, base: string, around: Around): void => {
  app.get(`${base}/flagd/v1/flags.json`, async (c) => {
    const service = await allowed(c, 'look', around);
    if (!service.ok) return problems(c, service.problems);
    const { text, tag } = service.value.definitions();
    return tagged(c, tag, () => text);
  });
};

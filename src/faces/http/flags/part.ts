import { Hono } from 'hono';
import { problems } from '../problem.ts';
import type { Asked, Env, Part } from '../serving.ts';
import { allowed, type Around } from './asked.ts';
import { channelsNamed, events } from './events.ts';
import type { FlagRoute } from './route.ts';
import { FLAG_BASES, flagRoutes } from './routes.ts';

/** Our own flags. */
export const flags: Part = (serving) => {
  const app = new Hono<Env>();
  const around = { serving, services: serving.flags, channels: channelsNamed(serving.ports.unguessable) };
  for (const base of FLAG_BASES) {
    for (const route of flagRoutes) app.on(route.method, `${base}${route.path}`, (c) => answered(route, c, around));
    events(app, base, around);
  }
  return app;
};

/** Whoever may not ask for this here is told nothing of what is wrong with their request. */
const answered = async ({ right, answer }: FlagRoute, c: Asked, around: Around): Promise<Response> => {
  const service = await allowed(c, right, around);
  return service.ok ? answer(c, service.value, around) : problems(c, service.problems);
};

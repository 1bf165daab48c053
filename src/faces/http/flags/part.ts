import { Hono } from 'hono';
import type { Env, Part } from '../serving.ts';
import { definitions } from './definitions.ts';
import { evaluate } from './evaluate.ts';
import { channelsNamed, events } from './events.ts';
import { ofrep } from './ofrep.ts';
import { rest } from './rest.ts';
import { states } from './states.ts';

/** Our own flags. Without an environment in the path they are those of the users. */
export const flags: Part = (serving) => {
  const app = new Hono<Env>();
  const around = { serving, services: serving.flags, channels: channelsNamed(serving.ports.unguessable) };
  for (const base of ['', '/environments/:environment'])
    for (const route of [evaluate, rest, ofrep, events, definitions, states]) route(app, base, around);
  return app;
};

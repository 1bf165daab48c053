import type { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Reach } from '../reach.ts';
import type { Env } from '../serving.ts';

/** A browser asks beforehand, without a token, whether a page of another origin may ask for flags: those that are named may. */
export const pagesMayAsk = (app: Hono<Env>, { origins }: Reach): void => {
  const asking = cors({
    origin: (origin) => (origins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type', 'if-none-match'],
    exposeHeaders: ['etag'],
    maxAge: 600,
  });
  // A server that asks names no origin, and pays for none of this.
  for (const base of ['', '/environments/:environment'])
    app.use(`${base}/ofrep/*`, (c, next) => (c.req.header('origin') === undefined ? next() : asking(c, next)));
};

import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Ports } from '../../app/operation.ts';
import type { Env } from './serving.ts';

/** A span around each request, inside that of whoever sent it. Paths hold names of rollouts: the route is told instead. */
export const traced =
  (span: NonNullable<Ports['span']>): MiddlewareHandler<Env> =>
  async (c, next) => {
    const { method } = c.req;
    const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? 'none';
    const { traceparent, tracestate } = c.req.header();
    await span(
      {
        name: `${method} ${route}`,
        is: 'server',
        attributes: { 'http.request.method': method, 'http.route': route },
        from: { ...(traceparent ? { traceparent } : {}), ...(tracestate ? { tracestate } : {}) },
      },
      next,
    );
  };

import type { MiddlewareHandler } from 'hono';
import type { Ports } from '../../app/operation.ts';
import { routeOf } from './route.ts';
import type { Env } from './serving.ts';

/** A span around each request, inside that of whoever sent it. */
export const traced =
  (span: NonNullable<Ports['span']>): MiddlewareHandler<Env> =>
  async (c, next) => {
    const { method } = c.req;
    const route = routeOf(c);
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

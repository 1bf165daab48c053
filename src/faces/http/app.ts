import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { notKnown } from '../../app/access/refusals.ts';
import { problem } from '../../core/problem.ts';
import { isPage } from './dashboard.ts';
import { isChannel } from './flags/events.ts';
import { pagesMayAsk } from './flags/pages.ts';
import { parts } from './parts.ts';
import { fault, notHere, problems } from './problem.ts';
import type { Env, Serving } from './serving.ts';
import { traced } from './traced.ts';

/** A plan with its change in it is far below. */
const BODY_MAX_BYTES = 4 * 1024 * 1024;

/** Everything the service answers. Whoever asks is known before any route is looked for, but for what `open` lists. */
export const httpApp = (serving: Serving): Hono<Env> => {
  const app = new Hono<Env>();
  if (serving.ports.span) app.use(traced(serving.ports.span));
  app.use(secureHeaders({ contentSecurityPolicy: PAGES, xFrameOptions: 'DENY', referrerPolicy: 'no-referrer' }));
  app.use(bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (c) => problems(c, [tooLarge()]) }));
  pagesMayAsk(app, serving.reach);
  app.use(async (c, next) => {
    const caller = await serving.who(c.req.raw);
    if (caller.ok) {
      c.set('caller', caller.value);
      return next();
    }
    const { method, path } = c.req;
    if (OPEN.has(`${method} ${path}`) || isChannel(path) || isPage(method, path)) return next();
    const why = caller.problems[0]?.message ?? '';
    await serving.refused(undefined, { method, path, right: 'enter', environment: '*', why });
    return problems(c, caller.problems.length > 0 ? caller.problems : [notKnown('nobody knows who asks')]);
  });
  for (const part of parts) app.route('/', part(serving));
  app.notFound((c) => problems(c, [notHere(c.req.path)]));
  app.onError((_, c) => problems(c, [fault()]));
  return app;
};

/** A page runs what this service sends as files, speaks to nobody else, and never reads a text as HTML. */
const PAGES = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
};

/** What is open to anybody: whether the service is there, and the way in. */
const OPEN: ReadonlySet<string> = new Set(['GET /health', 'GET /health/live', 'GET /health/ready', 'POST /session']);

const tooLarge = () =>
  problem({
    kind: 'usage',
    code: 'too-large',
    message: `a body may have ${BODY_MAX_BYTES} bytes`,
    hint: 'leave out what is not needed',
  });

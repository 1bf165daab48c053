import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { notKnown } from '../../app/access/refusals.ts';
import type { News } from '../../app/operation.ts';
import { toldToStrangers } from '../../app/service-health.ts';
import { problem } from '../../core/problem.ts';
import { createMasker } from '../../core/secrets/mask.ts';
import { plain } from '../../core/values/quote.ts';
import { soundBody } from './body.ts';
import { isPage } from './dashboard.ts';
import { isChannel } from './flags/events.ts';
import { pagesMayAsk } from './flags/pages.ts';
import { addressOf } from './from.ts';
import { noteRefusal } from './guard.ts';
import { isSigned } from './hooks/part.ts';
import { limited } from './limits.ts';
import { parts } from './parts.ts';
import { fault, notHere, problems } from './problem.ts';
import type { Asked, Env, Serving } from './serving.ts';
import { meterOf } from './status/meter.ts';
import { status } from './status/part.ts';
import { traced } from './traced.ts';

/** A plan with its change in it is far below. */
const BODY_MAX_BYTES = 4 * 1024 * 1024;

/** Everything the service answers. Whoever asks is known before any route is looked for, but for what `open` lists. */
export const httpApp = (serving: Serving): Hono<Env> => {
  const app = new Hono<Env>();
  if (serving.ports.span) app.use(traced(serving.ports.span));
  const meter = meterOf(serving);
  app.use(meter.timed);
  app.use(secureHeaders({ contentSecurityPolicy: PAGES, xFrameOptions: 'DENY', referrerPolicy: 'no-referrer' }));
  app.use(bodyLimit({ maxSize: BODY_MAX_BYTES, onError: (c) => refusedForSize(c, serving) }));
  pagesMayAsk(app, serving.reach);
  const limit = limited(serving);
  app.use(async (c, next) => {
    c.set('from', addressOf(c, serving.reach));
    const caller = await serving.who(c.req.raw);
    if (caller.ok) c.set('caller', caller.value);
    const tooMany = await limit(c);
    if (tooMany) return tooMany;
    const { path } = c.req;
    // Answered as the GET that it stands for.
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    const isFree = OPEN.has(`${method} ${path}`) || isPage(method, path) || isChannel(path);
    const isOpen = isFree || isSigned(method, path, serving.hooks);
    if (caller.ok || isOpen) return next();
    await noteRefusal(c, { right: 'enter', environment: '*', why: caller.problems[0]?.message ?? '' }, serving);
    if (caller.problems.length === 0) return problems(c, [notKnown('nobody knows who asks')]);
    return problems(c, toldToStrangers(caller.problems));
  });
  app.use(soundBody);
  // A thousand rows are mostly the same words. What has a tag is left alone: squeezed it would be another one.
  app.get('/api/v1/rollouts', compress());
  app.route('/', status(serving, meter));
  for (const part of parts) app.route('/', part(serving));
  app.notFound((c) => problems(c, [notHere(c.req.path)]));
  app.onError((error, c) => {
    if (!c.req.raw.signal.aborted) serving.ports.tell(brokeOff(error, serving));
    return problems(c, [fault()]);
  });
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

/** What is open to anybody: whether the service is there, what it can be asked, and the way in. */
const OPEN: ReadonlySet<string> = new Set([
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'POST /session',
]);

/** Whoever asked is told nothing of what is inside; whoever runs the service is. */
const brokeOff = ({ message }: Error, { ports }: Serving): News => ({
  atMs: ports.clock.nowMs(),
  rollout: 'http',
  what: 'a request broke off, which is a fault in Rampart',
  why: plain(createMasker().text(message), 200),
});

/** What is too large is never read, so nobody knows yet who asks. */
const refusedForSize = async (c: Asked, serving: Serving): Promise<Response> => {
  c.set('from', addressOf(c, serving.reach));
  await noteRefusal(c, { right: 'enter', environment: '*', why: tooLarge().message }, serving);
  return problems(c, [tooLarge()]);
};

const tooLarge = () =>
  problem({
    kind: 'usage',
    code: 'too-large',
    message: `a body may have ${BODY_MAX_BYTES} bytes`,
    hint: 'leave out what is not needed',
  });

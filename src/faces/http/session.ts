import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { notKnown } from '../../app/access/refusals.ts';
import { toldToStrangers } from '../../app/service-health.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import type { Caller } from './caller.ts';
import { noteRefusal } from './guard.ts';
import { problems } from './problem.ts';
import { fromElsewhere, isExposed, isSecure } from './reach.ts';
import type { Asked, Env, Part, Serving } from './serving.ts';
import { COOKIES, sessionIn } from './who.ts';

/** Signing in and out for browsers, and who one is. */
export const session: Part = (serving) => {
  const app = new Hono<Env>();
  app.post('/session', (c) => signedIn(c, serving));
  app.delete('/session', (c) => signedOut(c, serving));
  app.get('/api/v1/me', (c) => c.json({ schemaVersion: 1, ...shown(c.get('caller')) }));
  return app;
};

const shown = ({ name, roles, teams, knownAs, proof }: Caller) => ({ name, roles, teams, knownAs, proof });

const signedIn = async (c: Asked, serving: Serving): Promise<Response> => {
  const { gate, reach, letIn } = serving;
  const request = c.req.raw;
  const elsewhere = fromElsewhere(request, reach);
  if (elsewhere) return problems(c, [elsewhere]);
  if (isExposed(request)) return problems(c, [exposed()]);
  const token = tokenIn(await c.req.text());
  const opened = token.ok ? await gate.signIn(token.value) : token;
  if (!opened.ok) {
    await noteRefusal(c, { right: 'enter', environment: '*', why: opened.problems[0]?.message ?? '' }, serving);
    return problems(c, toldToStrangers(opened.problems));
  }
  const { cookie, expiresAtMs, caller } = opened.value;
  const { method, path } = c.req;
  const noted = await letIn(caller, { method, path, from: c.get('from'), right: 'enter', environment: '*' });
  if (!noted.ok) return problems(c, toldToStrangers(noted.problems));
  const secure = isSecure(request);
  const expires = new Date(expiresAtMs);
  setCookie(c, secure ? COOKIES.secure : COOKIES.plain, cookie, { ...KEPT, secure, expires });
  return c.json({ schemaVersion: 1, ...shown(caller), expiresAtMs }, 201);
};

/** No script reads it, and no other site makes a browser send it. */
const KEPT = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

const signedOut = async (c: Asked, { gate }: Serving): Promise<Response> => {
  const cookie = sessionIn(c.req.raw);
  const closed = cookie === undefined ? ok(undefined) : await gate.signOut(cookie);
  if (!closed.ok) return problems(c, toldToStrangers(closed.problems));
  deleteCookie(c, COOKIES.secure, { ...KEPT, secure: true });
  deleteCookie(c, COOKIES.plain, KEPT);
  return c.body(null, 204);
};

const tokenIn = (text: string): Result<string> => {
  const read = readJson(text, 'session', 'body');
  const token =
    read.ok && typeof read.value === 'object' && read.value !== null && 'token' in read.value
      ? read.value.token
      : undefined;
  return typeof token === 'string' && token.length <= 8192
    ? ok(token)
    : failed(notKnown('no token was shown', 'send it as JSON: {"token": "…"}'));
};

const exposed = () =>
  problem({
    kind: 'refused',
    code: 'exposed',
    message: 'a session over plain HTTP could be read on its way',
    hint: 'put TLS in front of this service, and name it: rampart serve --origin https://…',
  });

import { Hono } from 'hono';
import { heed } from '../../../app/hooks/hear.ts';
import type { OpenHook } from '../../../app/hooks/open-hook.ts';
import { openBook } from '../../../app/once/book.ts';
import { alertsIn, weigh } from '../../../core/hooks/alert.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import { digestOf } from '../../../core/values/digest.ts';
import { readJson } from '../../../core/values/json.ts';
import type { Caller } from '../caller.ts';
import { noteRefusal, refusalOf } from '../guard.ts';
import { notHere, problems } from '../problem.ts';
import type { Asked, Env, Part, Serving } from '../serving.ts';
import { heardBefore, proofOf } from './proof.ts';

/** Where a signed hook is heard: whoever signs needs no token. */
export const isSigned = (method: string, path: string, hooks: Serving['hooks'] = []): boolean =>
  method === 'POST' && hooks.some(({ hook, signature }) => signature !== undefined && path === `/hooks/${hook.name}`);

/** What others tell us, and what is done about it: a way in for whoever knows a secret, or has a token. */
export const hooks: Part = (serving) => {
  const app = new Hono<Env>();
  const book = openBook(serving.log, serving.ports.clock);
  app.post('/hooks/:name', async (c) => {
    const open = serving.hooks?.find(({ hook }) => hook.name === c.req.param('name'));
    if (!open) return problems(c, [notHere(c.req.path)]);
    if (!open.signature) return heard(c, open, serving);
    const body = await c.req.text();
    const proof = proofOf(c.req.header(), body, { signature: open.signature, nowMs: serving.ports.clock.nowMs() });
    if (!proof.ok) {
      await noteRefusal(c, { right: 'enter', environment: '*', why: proof.problems[0]?.message ?? '' }, serving);
      return problems(c, proof.problems);
    }
    c.set('caller', callerOf(open));
    const key = digestOf({ hook: open.hook.name, id: proof.value });
    const begun = await book.begin(key, digestOf({ body }));
    if (!begun.ok) return problems(c, begun.problems);
    if (begun.value.is !== 'new') return problems(c, [heardBefore()]);
    const answer = await heard(c, open, serving);
    const { day } = begun.value;
    await book.end(key, day, answer.status < 500 ? { status: answer.status, headers: {}, body: '' } : undefined);
    return answer;
  });
  return app;
};

/** Whoever signs may do what the file says that they may, there and nowhere else. */
const callerOf = ({ hook: { name, environments } }: OpenHook): Caller => ({
  name: `hook ${name}`,
  roles: Object.fromEntries(environments.map((environment) => [environment, ['operator' as const]])),
  teams: [],
  proof: 'a signature',
});

const heard = async (c: Asked, { hook }: OpenHook, serving: Serving): Promise<Response> => {
  const body: Result<unknown> = readJson(await c.req.text(), 'hook', 'body');
  const alerts = body.ok ? alertsIn(hook.form, body.value) : body;
  if (!alerts.ok) return problems(c, alerts.problems);
  const { log, ports } = serving;
  const refused = async (environment: string): Promise<Problem | undefined> =>
    hook.environments.includes(environment)
      ? refusalOf(c, 'operate', environment, serving)
      : notHere(`/hooks/${hook.name}`);
  const by = c.get('caller').name;
  const found = await heed(weigh(hook, alerts.value), { log, ports, by, refused });
  return found.ok ? c.json(found.value) : problems(c, found.problems);
};

import { Hono } from 'hono';
import { heed, type Heeded, toSendAgain } from '../../../app/hooks/hear.ts';
import { numbersKeeper } from '../../../app/hooks/keep.ts';
import type { OpenHook } from '../../../app/hooks/open-hook.ts';
import { noteAlerts } from '../../../app/hooks/watching.ts';
import { openBook } from '../../../app/once/book.ts';
import { alertsIn, weigh } from '../../../core/hooks/alert.ts';
import { heardBefore } from '../../../core/hooks/heard-before.ts';
import type { AlertHook, NumbersHook } from '../../../core/hooks/hook.ts';
import { seenIn } from '../../../core/hooks/seen-alerts.ts';
import { isError, ok, type Problem, type Result } from '../../../core/problem.ts';
import { digestOf, type Sha256 } from '../../../core/values/digest.ts';
import { readJson } from '../../../core/values/json.ts';
import type { Caller } from '../caller.ts';
import { noteRefusal, refusalOf } from '../guard.ts';
import { notHere, problems } from '../problem.ts';
import type { Asked, Env, Part, Serving } from '../serving.ts';
import { proofOf } from './proof.ts';

/** Where a signed hook is heard: whoever signs needs no token. */
export const isSigned = (method: string, path: string, hooks: Serving['hooks'] = []): boolean =>
  method === 'POST' && hooks.some(({ hook, signature }) => signature !== undefined && path === `/hooks/${hook.name}`);

/** What others tell us, and what becomes of it: a way in for whoever knows a secret, or has a token. */
export const hooks: Part = (serving) => {
  const app = new Hono<Env>();
  const hearing: Hearing = {
    serving,
    book: openBook(serving.log, serving.ports.clock),
    keep: numbersKeeper(serving.log, serving.ports.clock),
  };
  app.post('/hooks/:name', async (c) => {
    const open = serving.hooks?.find(({ hook }) => hook.name === c.req.param('name'));
    if (!open) return problems(c, [notHere(c.req.path)]);
    const body = await c.req.text();
    if (!open.signature) return heard(c, open, hearing);
    const proof = proofOf(c.req.header(), body, { signature: open.signature, nowMs: serving.ports.clock.nowMs() });
    if (!proof.ok) return refused(c, proof.problems, serving, 'enter');
    c.set('caller', callerOf(open));
    const said = digestOf({ hook: open.hook.name, id: proof.value });
    return open.hook.form === 'observations' ? heard(c, open, hearing, said) : heardOnce(c, open, hearing, said);
  });
  return app;
};

type Hearing = {
  readonly serving: Serving;
  readonly book: ReturnType<typeof openBook>;
  readonly keep: ReturnType<typeof numbersKeeper>;
};

/** Whoever signs may do what the file says that they may, there and nowhere else. */
const callerOf = ({ hook: { name, environments } }: OpenHook): Caller => ({
  name: `hook ${name}`,
  roles: Object.fromEntries(environments.map((environment) => [environment, ['operator' as const]])),
  teams: [],
  proof: 'a signature',
});

/** Commands are done once, by whichever process hears of them first. Numbers know by themselves what they know. */
const heardOnce = async (c: Asked, open: OpenHook, hearing: Hearing, said: Sha256): Promise<Response> => {
  const { book, serving } = hearing;
  const begun = await book.begin(said, digestOf({ body: await c.req.text() }));
  // A full book keeps nothing from going back: then it may be done twice, which is better than never.
  if (!begun.ok) return isFull(begun.problems) ? heard(c, open, hearing) : problems(c, begun.problems);
  if (begun.value.is !== 'new') return refused(c, [heardBefore()], serving);
  const answer = await heard(c, open, hearing);
  const { day } = begun.value;
  await book.end(said, day, answer.status < 500 ? { status: answer.status, headers: {}, body: '' } : undefined);
  return answer;
};

const isFull = (found: readonly Problem[]): boolean => found.some(({ code }) => code === 'too-many');

const heard = async (c: Asked, { hook }: OpenHook, hearing: Hearing, said?: Sha256): Promise<Response> => {
  const body: Result<unknown> = readJson(await c.req.text(), 'hook', 'body');
  if (!body.ok) return refused(c, body.problems, hearing.serving);
  const found =
    hook.form === 'observations'
      ? await kept(c, { hook, body: body.value, said }, hearing)
      : await done(c, { hook, body: body.value }, hearing);
  return found.ok ? c.json(found.value) : refused(c, found.problems, hearing.serving);
};

type Told<H> = { readonly hook: H; readonly body: unknown };

const done = async (c: Asked, { hook, body }: Told<AlertHook>, { serving }: Hearing) => {
  const alerts = alertsIn(hook.form, body);
  if (!alerts.ok) return alerts;
  const { log, ports } = serving;
  const nowMs = ports.clock.nowMs();
  const seen = seenIn(hook, body, nowMs);
  if (!seen.ok) return seen;
  const refusedThere = refusedTo(c, hook, serving);
  const noting = { log, hook, nowMs, refused: refusedThere };
  // What goes back does so also where nothing could be written of what is watched.
  const heeded = await heed(weigh(hook, alerts.value), { log, ports, by: c.get('caller').name, refused: refusedThere });
  const noted = seen.value ? await noteAlerts(seen.value, noting) : NOTHING;
  if (!heeded.ok) return heeded;
  if (!noted.ok) return toSendAgain(noted.problems);
  const { did, passedOver } = heeded.value;
  const { watched, passedOver: before } = noted.value;
  return ok<Heeded>({ schemaVersion: 1, did, watched, passedOver: [...before, ...passedOver] });
};

const NOTHING = ok({ watched: 0, passedOver: [] });

type ToldNumbers = Told<NumbersHook> & { readonly said: Sha256 | undefined };

const kept = (c: Asked, told: ToldNumbers, { keep, serving }: Hearing) =>
  keep({ ...told, by: c.get('caller').name, refused: refusedTo(c, told.hook, serving) });

/** Where the file names an environment, and whoever tells has the right there. */
const refusedTo =
  (c: Asked, { name, environments }: OpenHook['hook'], serving: Serving) =>
  async (environment: string): Promise<Problem | undefined> =>
    environments.includes(environment) ? refusalOf(c, 'operate', environment, serving) : notHere(`/hooks/${name}`);

/** Somebody tries something, or a sender is broken: both are written down. What the guard has refused is already. */
const refused = async (
  c: Asked,
  found: readonly Problem[],
  serving: Serving,
  right: 'enter' | 'operate' = 'operate',
): Promise<Response> => {
  const why = found.find(isError);
  if (why && why.code !== 'not-yours' && why.kind !== 'unreachable')
    await noteRefusal(c, { right, environment: '*', why: why.message }, serving);
  return problems(c, found);
};

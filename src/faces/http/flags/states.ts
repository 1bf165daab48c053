import type { Hono } from 'hono';
import { z } from 'zod';
import { FlagKey } from '../../../core/flags/flag-parts.ts';
import { FlagState } from '../../../core/flags/flag-state.ts';
import { type KeptFlag, meaningIn } from '../../../core/flagset/flag-set.ts';
import { told as toldFlag, TOLD_WHY } from '../../../core/flagset/told.ts';
import { problem } from '../../../core/problem.ts';
import { problems } from '../problem.ts';
import type { Asked, Env } from '../serving.ts';
import { allowed, type Around, askingOf, bodyBy, told } from './asked.ts';
import { pageAsked, pageOf } from './page.ts';

/** Flags as rollouts speak of them: what another Rampart, that carries a plan out, asks and tells this one. */
export const states = (app: Hono<Env>, base: string, around: Around): void => {
  app.post(`${base}/flag-states/read`, (c) => read(c, around));
  app.get(`${base}/flag-states`, (c) => listed(c, around));
  app.put(`${base}/flag-states/:key`, (c) => written(c, around));
};

const Keys = z.strictObject({ keys: z.array(FlagKey).max(1000) });

const read = async (c: Asked, around: Around): Promise<Response> => {
  const service = await allowed(c, 'look', around);
  if (!service.ok) return problems(c, service.problems);
  return told(c, await bodyBy(c, Keys), ({ keys }) => {
    const { flags } = service.value.now();
    return c.json({ schemaVersion: 1, flags: keys.flatMap((key) => flags.get(key) ?? []).map(shown) });
  });
};

/** As an inventory lists it. */
const shown = (kept: KeptFlag) => {
  const { flag, doubt } = meaningIn(kept);
  const { createdAtMs, changedAtMs } = kept;
  return { flag, ...(doubt === undefined ? {} : { doubt }), createdAtMs, changedAtMs };
};

const listed = async (c: Asked, around: Around): Promise<Response> => {
  const service = await allowed(c, 'look', around);
  if (!service.ok) return problems(c, service.problems);
  return told(c, pageAsked(c), (page) => {
    const { some, more } = pageOf(service.value.now(), page);
    return c.json({ schemaVersion: 1, flags: some.map(shown), ...more });
  });
};

/** A rollout has its flag in hand, so nothing is asked of whose hands it is in; the revision has to be said. */
const written = async (c: Asked, around: Around): Promise<Response> => {
  const service = await allowed(c, 'operate', around);
  if (!service.ok) return problems(c, service.problems);
  const [body, asking] = [await bodyBy<FlagState>(c, FlagState), askingOf(c, TOLD_WHY, around.serving)];
  if (!body.ok) return problems(c, body.problems);
  if (!asking.ok) return problems(c, asking.problems);
  const { expected, by, reason } = asking.value;
  if (body.value.key !== c.req.param('key')) return problems(c, [otherKey(body.value.key)]);
  if (expected === undefined || expected === 'any') return problems(c, [unsaid(body.value.key)]);
  const said = { by, reason, atMs: around.serving.ports.clock.nowMs() };
  const revision = expected === 'none' ? undefined : String(expected);
  const changed = await service.value.change((set) => toldFlag(set, { flag: body.value, expected: revision, said }));
  return told(c, changed, () => c.body(null, 204));
};

const otherKey = (key: string) =>
  problem({
    kind: 'usage',
    code: 'flag-other-key',
    path: key,
    message: 'the flag in the body is not the one in the path',
    hint: 'send the flag that is meant',
  });

const unsaid = (key: string) =>
  problem({
    kind: 'usage',
    code: 'say-which',
    path: key,
    message: 'nothing says which revision of the flag was looked at',
    hint: 'send If-Match with its revision, or If-None-Match: * where it is not there',
  });

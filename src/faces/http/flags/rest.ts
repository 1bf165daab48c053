import type { Hono } from 'hono';
import { z } from 'zod';
import {
  type Asking,
  freezeFlag,
  increaseFlag,
  removeFlag,
  setFlag,
  type SetFlag,
  setFlags,
  toggleFlag,
} from '../../../app/flag-service/changes.ts';
import { holders } from '../../../app/flag-service/held.ts';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { flagView } from '../../../app/flag-service/view.ts';
import { FlagKey } from '../../../core/flags/flag-parts.ts';
import { flagSetProblems } from '../../../core/flagset/problems.ts';
import { FlagWish } from '../../../core/flagset/wish.ts';
import { failed, ok, type Result } from '../../../core/problem.ts';
import { checked } from '../../../core/values/issues.ts';
import { Percent } from '../../../core/values/percent.ts';
import { problems } from '../problem.ts';
import type { Asked, Env } from '../serving.ts';
import { allowed, type Around, askingOf, bodyBy, told, why } from './asked.ts';
import { pageAsked, pageOf } from './page.ts';

/** Flags for people and their scripts: the paths of the rollout guide. */
export const rest = (app: Hono<Env>, base: string, around: Around): void => {
  const flags = `${base}/feature-flags`;
  app.get(flags, (c) => listed(c, around));
  app.get(`${flags}/:name`, (c) => shown(c, around));
  app.put(`${flags}/:name`, (c) =>
    changed(c, around, Wish, (service, { reason: _, ...wish }, asking) => setFlag(service, nameIn(c), wish, asking)),
  );
  app.delete(`${flags}/:name`, (c) => removed(c, around));
  app.post(`${flags}/rollout/:name/increase`, (c) =>
    changed(c, around, Increase, (service, { increase_by: by }, asking) =>
      increaseFlag(service, nameIn(c), by, asking),
    ),
  );
  for (const [verb, frozen] of [
    ['freeze', true],
    ['unfreeze', false],
  ] as const)
    app.post(`${flags}/${verb}/:name`, (c) =>
      changed(c, around, Why, (service, _, asking) => freezeFlag(service, nameIn(c), frozen, asking)),
    );
  app.post(`${flags}/toggle`, (c) =>
    changed(c, around, Toggle, (service, { flag, enabled }, asking) => toggleFlag(service, flag, enabled, asking)),
  );
  app.post(`${flags}/bulk-update`, (c) => changedMany(c, around));
};

const Why = z.strictObject(why);
const Wish = FlagWish.extend(why);
const Increase = z.strictObject({ increase_by: Percent.default(10), ...why });
const Toggle = z.strictObject({ flag: FlagKey, enabled: z.boolean(), ...why });
const Bulk = z
  .array(FlagWish.extend({ name: FlagKey }))
  .min(1)
  .max(1000);
const Many = z.union([Bulk, z.strictObject({ flags: Bulk, ...why })]);

const nameIn = (c: Asked): string => c.req.param('name') ?? '';

const changed = async <T extends { readonly reason?: string | undefined }>(
  c: Asked,
  around: Around,
  schema: z.ZodType<T>,
  change: (service: FlagService, said: T, asking: Asking) => Promise<Result<SetFlag>>,
): Promise<Response> => {
  const said = await saidBy(c, around, schema);
  if (!said.ok) return problems(c, said.problems);
  const { service, body, asking } = said.value;
  return told(c, await change(service, body, asking), ({ flag, made }) => {
    return versioned(c, flag.revision, flag, made ? 201 : 200);
  });
};

type SaidBy<T> = { readonly service: FlagService; readonly body: T; readonly asking: Asking };

/** Whoever may not operate here is told nothing of what is wrong with their request. */
const saidBy = async <T>(c: Asked, around: Around, schema: z.ZodType<T>): Promise<Result<SaidBy<T>>> => {
  const service = await allowed(c, 'operate', around);
  if (!service.ok) return service;
  const key = c.req.param('name');
  const name = key === undefined ? ok('') : checked(FlagKey, key, 'flag');
  const body = await bodyBy(c, schema);
  const asking = askingOf(c, body.ok ? reasonIn(body.value) : undefined, around.serving);
  if (name.ok && body.ok && asking.ok) return ok({ service: service.value, body: body.value, asking: asking.value });
  return failed(...[name, body, asking].flatMap((part) => (part.ok ? [] : part.problems)));
};

const reasonIn = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'reason' in body && typeof body.reason === 'string'
    ? body.reason
    : undefined;

const changedMany = async (c: Asked, around: Around): Promise<Response> => {
  const said = await saidBy(c, around, Many);
  if (!said.ok) return problems(c, said.problems);
  const { service, body, asking } = said.value;
  const wishes = Array.isArray(body) ? body : body.flags;
  return told(c, await setFlags(service, wishes, asking), (flags) => {
    const { version } = service.now();
    return versioned(c, version, { schemaVersion: 1, version, flags });
  });
};

/** With what `If-Match` takes. */
const versioned = (c: Asked, version: number, body: object, status: 200 | 201 = 200): Response => {
  c.header('etag', `"${version}"`);
  c.header('cache-control', 'no-store');
  return c.json(body, status);
};

const removed = async (c: Asked, around: Around): Promise<Response> => {
  const said = await saidBy(c, around, Why);
  if (!said.ok) return problems(c, said.problems);
  const { service, asking } = said.value;
  return told(c, await removeFlag(service, nameIn(c), asking), () => c.body(null, 204));
};

const shown = async (c: Asked, around: Around): Promise<Response> => {
  const service = await allowed(c, 'look', around);
  if (!service.ok) return problems(c, service.problems);
  const { team, log, environment, now } = service.value;
  const kept = now().flags.get(nameIn(c));
  if (!kept) return problems(c, [flagSetProblems.missing(nameIn(c), now().flags.keys())]);
  const held = await holders(log, environment, [kept.key]);
  return told(c, held, (by) => versioned(c, kept.revision, flagView(kept, team, by.get(kept.key)?.id)));
};

const listed = async (c: Asked, around: Around): Promise<Response> => {
  const service = await allowed(c, 'look', around);
  if (!service.ok) return problems(c, service.problems);
  const page = pageAsked(c);
  if (!page.ok) return problems(c, page.problems);
  const { team, log, environment, now } = service.value;
  const { version } = now();
  const { some, more } = pageOf(now(), page.value);
  const held = await holders(
    log,
    environment,
    some.map(({ key }) => key),
  );
  return told(c, held, (by) =>
    versioned(c, version, {
      schemaVersion: 1,
      environment,
      version,
      flags: some.map((kept) => flagView(kept, team, by.get(kept.key)?.id)),
      ...more,
    }),
  );
};

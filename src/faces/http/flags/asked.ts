import type { z } from 'zod';
import type { Asking } from '../../../app/flag-service/changes.ts';
import type { FlagService } from '../../../app/flag-service/service.ts';
import type { Services } from '../../../app/flag-service/services.ts';
import { DEFAULT_ENVIRONMENT } from '../../../core/policy/names.ts';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { checked } from '../../../core/values/issues.ts';
import { readJson } from '../../../core/values/json.ts';
import { plainLine } from '../../../core/values/quote.ts';
import { Line } from '../../../core/values/text.ts';
import { isCalledJson, wrongType } from '../body.ts';
import { actorOf, type Right } from '../caller.ts';
import { refusalOf } from '../guard.ts';
import { problems } from '../problem.ts';
import type { Asked, Serving } from '../serving.ts';

/**
 * A page cannot send a token with an event stream. Whoever was given the flags of an environment was given the name of its
 * channel as well, which nobody can guess, and which ends with this process. What is told there is that something changed.
 */
export type Channels = {
  readonly nameOf: (environment: string) => string;
  /** Whether somebody was given it. No name is made for whoever guesses: they would fill the memory with environments. */
  readonly wasGiven: (environment: string, name: string | undefined) => boolean;
  readonly open: { now: number };
};

export type Around = { readonly serving: Serving; readonly services: Services; readonly channels: Channels };

/** The environment that stands in the path; without one, where users are. */
export const environmentOf = (c: Asked): string => c.req.param('environment') ?? DEFAULT_ENVIRONMENT;

/** The flags that somebody asks for, if they have the right there. */
export const allowed = async (c: Asked, right: Right, { serving, services }: Around): Promise<Result<FlagService>> => {
  const environment = environmentOf(c);
  const refused = await refusalOf(c, right, environment, serving);
  if (refused) return failed(refused);
  return right === 'operate' ? services.toChange(environment) : services.at(environment);
};

/** A JSON body by its schema; an empty one says nothing. */
export const bodyBy = async <T>(c: Asked, schema: z.ZodType<T>): Promise<Result<T>> => {
  const text = await c.req.text();
  if (text.trim() === '') return checked(schema, {}, 'request');
  if (!isCalledJson(c)) return failed(wrongType());
  const json = readJson(text, 'request', 'the body');
  return json.ok ? checked(schema, json.value, 'request') : json;
};

/** What may be said of every change. */
export const why = { reason: Line.optional() };

/** Who asks, why, and at which version they looked: `If-Match`, or `If-None-Match: *` for what must not be there yet. */
export const askingOf = (c: Asked, reason: string | undefined, { strict }: Serving): Result<Asking> => {
  const expected = expectedIn(c);
  if (!expected.ok) return expected;
  return ok({ by: actorOf(c.get('caller')), reason: plainLine(reason ?? ''), expected: expected.value, strict });
};

const expectedIn = (c: Asked): Result<Asking['expected']> => {
  const [match, none] = [c.req.header('if-match'), c.req.header('if-none-match')];
  if (none !== undefined) return none.trim() === '*' && match === undefined ? ok('none') : failed(noVersion());
  if (match === undefined) return ok(undefined);
  if (match.trim() === '*') return ok('any');
  const revision = /^"(\d{1,15})"$/.exec(match.trim())?.[1];
  return revision === undefined ? failed(noVersion()) : ok(Number(revision));
};

/** A document, or its text, with its tag; nothing but the tag for whoever has it already. */
export const tagged = (c: Asked, tag: string, body: () => object | string): Response => {
  const etag = `"${tag}"`;
  c.header('etag', etag);
  c.header('cache-control', 'private, no-cache');
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(etag)) return c.body(null, 304);
  const said = body();
  return typeof said === 'string' ? c.body(said, 200, { 'content-type': 'application/json' }) : c.json(said);
};

/** With what `If-Match` takes. */
export const versioned = <T extends object>(c: Asked, version: number, body: T, status: 200 | 201 = 200): Response => {
  c.header('etag', `"${version}"`);
  c.header('cache-control', 'no-store');
  return c.json(body, status);
};

export const nameIn = (c: Asked): string => c.req.param('name') ?? '';

/** What was done, or all that is in its way. */
export const told = <T>(c: Asked, result: Result<T>, say: (value: T) => Response): Response =>
  result.ok ? say(result.value) : problems(c, result.problems);

const noVersion = (): Problem =>
  problem({
    kind: 'usage',
    code: 'no-version',
    path: 'If-Match',
    message: 'this is no version that was given out here',
    hint: 'send the ETag that came with the flag, as in If-Match: "12"; or If-None-Match: * for a flag that must be new',
  });

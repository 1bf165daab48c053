import { z } from 'zod';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend, Listed, Page } from '../../ports/flag-backend.ts';
import { httpClient, type Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import {
  asksForNames,
  isBoolean,
  isSo,
  meaningOf,
  namesIn,
  Payload,
  payloadFor,
  Segment,
  segmentFor,
  segmentKeyOf,
  unsayable,
} from './flipt-flag.ts';
import { flagProblems } from './problems.ts';
import { pageOf } from './listing.ts';
import { type Found, readFirst } from './read-first.ts';
import { listedWhole } from './vendor-list.ts';

const TOKEN = { name: 'FLIPT_TOKEN', about: 'the client token, where Flipt asks for one', needed: false };

const CAPABILITIES = {
  stepPercent: 1,
  segments: false,
  conditions: false,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

const Key = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'not a key that Flipt gives');
const Options = z.strictObject({
  environment: Key.default('default').meta({ description: 'the environment that is rolled out in' }),
  namespace: Key.default('default').meta({ description: 'the namespace that the flags belong to' }),
});

export const flipt = flagBackendAdapter({
  name: 'flipt',
  about: 'a Flipt server, version 2, by its API of environments',
  place: {
    what: 'the address of the server',
    example: 'https://flipt.example.com/?environment=production&namespace=default',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [TOKEN],
  notes: [
    'A flag is a boolean flag of one environment and namespace, with a rollout for a segment of named users, `NAME-named`, and a threshold for everyone. Flipt has no switch beside these: `enabled` of a boolean flag is what it serves when nothing fits, so it stays false, and a flag that is off has no rollouts.',
    'Flipt draws in whole percents, and what is finer would reach a whole percent, so plans that ask for finer steps are refused when they are made. Rings are too: a segment of Flipt is served as a whole or not at all. Names with quotes, backslashes or control characters are refused, because some clients of Flipt cannot read them.',
    'Every write names the revision of the environment that it was made for, which is a commit, and Flipt refuses it if anything was committed since. Named users are a commit of their own, before that of the flag.',
    'Flipt evaluates for nobody without an entity id: there the program that asks gets its own default, also at 100 %.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const token = await context.secret(TOKEN.name);
    if (!token.ok) return token;
    const { value } = token;
    const headers = value === undefined ? {} : { authorization: `Bearer ${value}` };
    const secrets = value === undefined ? {} : { [TOKEN.name]: value };
    const ask = httpClient({ at, headers, secrets }, context);
    const [environment, namespace] = [options.environment, options.namespace].map(encodeURIComponent);
    const resources = `/api/v2/environments/${environment}/namespaces/${namespace}/resources`;
    return ok(backendOf({ ask, at, resources }));
  },
});

type Flipt = { readonly ask: Http; readonly at: string; readonly resources: string };

/** A resource, and the commit at which it was read. */
type Held<T> = { readonly payload: T; readonly revision: string };

type Known = Held<Payload> & { readonly names: readonly string[] | undefined };

const backendOf = (at: Flipt): FlagBackend => ({
  ...readFirst<Known>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, at),
    put: (flag, found) => put(flag, found?.raw, at),
  }),
  list: (page) => list(page, at),
});

const find = async (key: string, at: Flipt): Promise<Result<Found<Known> | undefined>> => {
  const held = await resource(at, { type: 'flipt.core.Flag', key, form: Payload });
  if (!held.ok || !held.value) return held.ok ? ok(undefined) : held;
  const segment = asksForNames(held.value.payload, key) ? await segmentOf(key, at) : ok(undefined);
  if (!segment.ok) return segment;
  return ok(foundIn(key, held.value, segment.value?.payload));
};

const foundIn = (key: string, { payload, revision }: Held<Payload>, segment: Segment | undefined): Found<Known> => {
  const names = segment ? namesIn(segment) : asksForNames(payload, key) ? undefined : [];
  const { flag, doubt } = meaningOf(key, payload, names);
  const { type, enabled, rollouts } = payload;
  const digest = digestOf({ type, enabled, rollouts, segment: segment ?? null });
  return { flag, doubt, revision: digest, raw: { payload, revision, names } };
};

/** All of the namespace in two requests, for Flipt gives no pages of them. */
const list = async (page: Page, at: Flipt): Promise<Result<Listed>> => {
  const [flags, segments] = [await resourcesOf('flipt.core.Flag', at), await resourcesOf('flipt.core.Segment', at)];
  if (!flags.ok) return flags;
  if (!segments.ok) return segments;
  const { revision, payloads } = flags.value;
  const { names, next } = pageOf(payloads.keys(), page);
  const items = names.map((name) => {
    const payload = Payload.safeParse(payloads.get(name));
    const segment = Segment.safeParse(segments.value.payloads.get(segmentKeyOf(name)));
    const asks = payload.success && asksForNames(payload.data, name) ? segment.data : undefined;
    const found = payload.success
      ? ok(foundIn(name, { payload: payload.data, revision }, asks))
      : failed(httpProblems.odd({ at: at.at, write: false }, `${name} is no flag`));
    return { name, found };
  });
  return listedWhole(items, next);
};

const Resources = z.looseObject({
  resources: z
    .array(z.looseObject({ key: z.string(), payload: z.unknown() }))
    .max(10_000)
    .default([]),
  revision: z.string(),
});

type Payloads = { readonly revision: string; readonly payloads: ReadonlyMap<string, unknown> };

const resourcesOf = async (type: string, { ask, at, resources }: Flipt): Promise<Result<Payloads>> => {
  const answer = await ask({ method: 'GET', path: `${resources}/${type}` });
  if (!answer.ok) return answer;
  const read = Resources.safeParse(answer.value.json);
  if (!read.success) return failed(httpProblems.odd({ at, write: false }, 'no list of resources'));
  const payloads = new Map(read.data.resources.map(({ key, payload }): [string, unknown] => [key, payload]));
  return ok({ revision: read.data.revision, payloads });
};

const segmentOf = (key: string, at: Flipt) =>
  resource(at, { type: 'flipt.core.Segment', key: segmentKeyOf(key), form: Segment });

type Sought<T> = { readonly type: string; readonly key: string; readonly form: z.ZodType<T> };

const resource = async <T>(
  { ask, at, resources }: Flipt,
  { type, key, form }: Sought<T>,
): Promise<Result<Held<T> | undefined>> => {
  const answer = await ask({ method: 'GET', path: `${resources}/${type}/${encodeURIComponent(key)}`, expects: [404] });
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok(undefined);
  const held = z.looseObject({ resource: z.looseObject({ payload: form }), revision: z.string() });
  const read = held.safeParse(answer.value.json);
  const [issue] = read.error?.issues ?? [];
  if (read.success) return ok({ payload: read.data.resource.payload, revision: read.data.revision });
  return failed(httpProblems.odd({ at, write: false }, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`));
};

/** Names first: a flag may ask for a segment only when that is there. Each commit follows the one before it. */
const put = async (flag: FlagState, there: Known | undefined, at: Flipt): Promise<Result<void>> => {
  const why = there && !isBoolean(there.payload) ? 'it is there, and no boolean flag' : unsayable(flag);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  const named = await putNames(flag, there, at);
  if (!named.ok) return named;
  if (there && isSo(flag, there.payload)) return ok(undefined);
  const payload = payloadFor(flag, there?.payload);
  const done = await commit(at, { key: flag.key, isThere: there !== undefined, payload, revision: named.value });
  return done.ok ? ok(undefined) : done;
};

/** What is named already is left alone: Flipt refuses a commit that changes nothing. */
const putNames = async (flag: FlagState, there: Known | undefined, at: Flipt): Promise<Result<string>> => {
  const revision = there?.revision ?? '';
  if (flag.allow.length === 0) return ok(revision);
  const segment = await segmentOf(flag.key, at);
  if (!segment.ok) return segment;
  const now = segment.value && namesIn(segment.value.payload);
  const isSo = now?.length === flag.allow.length && flag.allow.every((name) => now.includes(name));
  if (isSo) return ok(revision);
  return commit(at, {
    key: segmentKeyOf(flag.key),
    isThere: segment.value !== undefined,
    payload: segmentFor(flag),
    revision,
  });
};

type Commit = {
  readonly key: string;
  readonly isThere: boolean;
  readonly payload: object;
  readonly revision: string;
};

/** Gives the revision that comes of it. Without one it is told to make what is not there, and refuses if it is. */
const commit = async ({ ask, at, resources }: Flipt, { isThere, ...body }: Commit): Promise<Result<string>> => {
  const answer = await ask({ method: isThere ? 'PUT' : 'POST', path: resources, body });
  if (!answer.ok) return answer;
  const read = z.looseObject({ revision: z.string() }).safeParse(answer.value.json);
  return read.success ? ok(read.data.revision) : failed(httpProblems.odd({ at, write: true }, 'no revision'));
};

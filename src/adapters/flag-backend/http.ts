import { z } from 'zod';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { MOST_LISTED } from '../../core/flags/inventory.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { HARDLY } from '../../core/values/percent.ts';
import { plain } from '../../core/values/quote.ts';
import { Id } from '../../core/values/text.ts';
import { type Context, flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend, Page } from '../../ports/flag-backend.ts';
import type { Told } from '../../ports/place.ts';
import { type Http, httpClient } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { type Names as Listing, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';
import { type Found, readFirst } from './read-first.ts';

const TOKEN = {
  name: 'FLAGS_TOKEN',
  about: 'the bearer token of the flag service, where it asks for one',
  needed: false,
};

const CAPABILITIES = {
  stepPercent: 0.01,
  segments: true,
  conditions: false,
  allowList: false,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: false,
  listed: true,
};

const Options = z.strictObject({
  everyone: Id.default('ga').meta({ description: 'the ring that is everybody' }),
});

/** What the service says of a flag. Fields beside these are its own business. */
const Flag = z.looseObject({
  enabled: z.boolean(),
  strategy: z.string().optional(),
  percentage: z.number().min(0).max(100).optional(),
  rings: z.record(Id, z.number().min(0).max(100)).optional(),
});
type Flag = z.infer<typeof Flag>;

export const http = flagBackendAdapter({
  name: 'http',
  about: 'a feature-flag service with a REST API: GET and PUT /feature-flags/NAME',
  place: { what: 'the address of the service', example: 'https://flags.example.com', takes: ['https', 'http'] },
  options: Options,
  secrets: [TOKEN],
  notes: [
    'A flag is read with `GET /feature-flags/NAME` (404 where there is none) and set with `PUT /feature-flags/NAME`: `{"enabled": true, "strategy": "percentage", "percentage": 5}`, or `{"enabled": true, "strategy": "ring", "rings": {"internal": 100, "beta": 50, "ga": 0}}`. Shares are set, never increased: a request that arrives twice changes nothing.',
    'The service knows its rings by name, and who is in them; the rules of the plan are not sent.',
    'All flags are read with `GET /feature-flags?limit=50`: `{"flags": [{"name": "faster-login"}], "next": "…"}`, and the next page with `&after=…`; a bare list is all of them. A service that answers 404 there lists none, and that is told.',
    'It keeps no revisions. Every write looks first, and the next turn reads back; between the two, somebody else may write.',
  ],
  capabilities: CAPABILITIES,
  connect: async (told, context) => {
    const token = await context.secret(TOKEN.name);
    return token.ok ? ok(service(told, token.value, context)) : token;
  },
});

const service = (
  { at, options: { everyone } }: Told<z.infer<typeof Options>>,
  token: string | undefined,
  context: Context,
): FlagBackend => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const ask = httpClient({ at, headers, secrets: token === undefined ? {} : { [TOKEN.name]: token } }, context);
  return readFirst<Flag>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, ask, { at, everyone }),
    names: (page) => namesAt(page, ask, at),
    put: async (flag, found) => {
      const body = bodyOf(flag, found?.raw, everyone);
      const done = await ask({ method: 'PUT', path: pathOf(flag.key), body, expects: [409, 412] });
      if (!done.ok) return done;
      return done.value.status >= 400 ? failed(flagProblems.moved(flag.key, true)) : ok(undefined);
    },
  });
};

/** A bare list is all of them. A service that is asked for a page and gives more, gave all of them as well. */
const Names = z.union([
  z.array(z.looseObject({ name: z.string() })).max(MOST_LISTED),
  z.looseObject({
    flags: z.array(z.looseObject({ name: z.string() })).max(MOST_LISTED),
    next: z.string().max(500).nullish(),
  }),
]);

const namesAt = async (page: Page, ask: Http, at: string): Promise<Result<Listing>> => {
  const { after, most } = page;
  const query = { limit: String(most), ...(after === undefined ? {} : { after }) };
  const answer = await ask({ method: 'GET', path: '/feature-flags', query, expects: [404, 405] });
  if (!answer.ok) return answer;
  if (answer.value.status >= 400) return failed(flagProblems.notListed(at));
  const read = Names.safeParse(answer.value.json);
  if (!read.success) return failed(httpProblems.odd({ at, write: false }, 'no list of flags with their names'));
  if (Array.isArray(read.data))
    return ok(
      pageOf(
        read.data.map(({ name }) => name),
        page,
      ),
    );
  const { flags, next } = read.data;
  return ok({ names: flags.map(({ name }) => name), next: next ?? undefined });
};

const pathOf = (key: string): string => `/feature-flags/${encodeURIComponent(key)}`;

const find = async (
  key: string,
  ask: Http,
  { at, everyone }: { readonly at: string; readonly everyone: string },
): Promise<Result<Found<Flag> | undefined>> => {
  const answer = await ask({ method: 'GET', path: pathOf(key), expects: [404] });
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok(undefined);
  const read = Flag.safeParse(answer.value.json);
  if (!read.success) return failed(httpProblems.odd({ at, write: false }, read.error.issues[0]?.message ?? 'no flag'));
  const { enabled, strategy, percentage, rings } = read.data;
  const revision = digestOf({ enabled, strategy, percentage, rings });
  return ok({ ...meaningOf(key, read.data, everyone), revision, raw: read.data });
};

const meaningOf = (key: string, { enabled, strategy, percentage, rings = {} }: Flag, everyone: string) => {
  const bare: FlagState = {
    key,
    enabled,
    percent: percentage ?? 100,
    rings: [],
    allow: [],
    place: { is: 'everywhere' },
  };
  if (strategy === undefined || strategy === 'percentage')
    return { flag: bare, doubt: percentage === undefined && enabled ? 'no percentage, so everyone' : undefined };
  if (strategy !== 'ring')
    return { flag: { ...bare, percent: 100 }, doubt: `its strategy is "${plain(strategy)}", so it counts as everyone` };
  const shares = Object.entries(rings).filter(([name, percent]) => name !== everyone && percent >= HARDLY);
  const percent = rings[everyone] ?? 0;
  return { flag: { ...bare, percent, rings: shares.map(([ring, share]) => ({ ring, percent: share })) } };
};

/** All fields, each time: what is left out would stay as it was. */
const bodyOf = (flag: FlagState, found: Flag | undefined, everyone: string) => {
  const { enabled, percent } = flag;
  const closed = Object.fromEntries(Object.keys(found?.rings ?? {}).map((name) => [name, 0]));
  const open = Object.fromEntries(flag.rings.map(({ ring, percent: share }) => [ring, share]));
  const inRings = flag.rings.length > 0;
  const rings = { ...closed, ...open, ...(inRings ? { [everyone]: percent } : {}) };
  return {
    enabled,
    strategy: inRings ? 'ring' : 'percentage',
    percentage: inRings ? 0 : percent,
    ...(Object.keys(rings).length > 0 ? { rings } : {}),
  };
};

import { z } from 'zod';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { flagBackendAdapter, needed } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { httpClient, type Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { Filters, filtersFor, meaningOf, unsayable } from './posthog-groups.ts';
import { flagProblems } from './problems.ts';
import { type Found, readFirst } from './read-first.ts';
import { endOf, listedWhole, offsetOf } from './vendor-list.ts';

const KEY = {
  name: 'POSTHOG_KEY',
  about: 'a personal API key that may read and write feature flags of the project',
  needed: true,
};

const CAPABILITIES = {
  stepPercent: 0.001,
  segments: true,
  conditions: false,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: false,
  listed: true,
};

const Options = z.strictObject({
  project: z
    .string()
    .regex(/^\d{1,12}$/, 'not the number of a project')
    .meta({ description: 'the number of the project' }),
});

export const posthog = flagBackendAdapter({
  name: 'posthog',
  about: 'PostHog, hosted by itself or by you, by its REST API',
  place: {
    what: 'the address of the instance, not of its ingestion',
    example: 'https://us.posthog.com/?project=12345',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [KEY],
  notes: [
    'A flag is a list of release conditions of one project, written in one request: named users, one for each condition of each ring, and a last one for everyone. PostHog gives the flag to whom any of them gives it, so there are no standing rules that keep somebody out. Payloads stay as they are.',
    '`user.id` is the distinct id, `user.tier` the person property `tier`, and any other name is itself. All shares of a flag draw by the same hash of its key and the distinct id, so the seed of the plan is not sent, and raising a share takes nobody out. A plan that draws by accounts is refused.',
    'Conditions are regular expressions with their values escaped, because the plain comparisons of PostHog take capitals and small letters for the same.',
    'A write names the version it was made for and what stood there, and is refused where the conditions were changed since. Somebody who only switches the flag on or off in between is not overruled: a write says whether the flag is active only where that is to change.',
    'PostHog refuses to switch a flag off that other active flags depend on. Then its conditions go to 0 % and it stays active, and nobody has it.',
    'SDKs that evaluate by themselves need the properties that conditions ask for. They ask the server where one is not given, or where a value holds signs beyond ASCII.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const key = await needed(context, KEY);
    if (!key.ok) return key;
    const headers = { authorization: `Bearer ${key.value}` };
    const ask = httpClient({ at, headers, secrets: { [KEY.name]: key.value } }, context);
    return ok(backendOf({ ask, at, flags: `/api/projects/${options.project}/feature_flags/` }));
  },
});

type PostHog = { readonly ask: Http; readonly at: string; readonly flags: string };

const Flag = z.looseObject({
  id: z.int(),
  key: z.string(),
  active: z.boolean(),
  version: z.int().nullish(),
  filters: Filters,
  bucketing_identifier: z.string().nullish(),
  created_at: z.string().max(100).nullish(),
});
type Flag = z.infer<typeof Flag>;

const Results = z.looseObject({ count: z.int(), results: z.array(z.looseObject({ key: z.string() })).max(1000) });

const backendOf = (at: PostHog): FlagBackend => ({
  ...readFirst<Flag>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, at),
    put: (flag, found) => put(flag, found?.raw, at),
  }),
  list: async (page) => {
    const { offset, limit } = offsetOf(page);
    const read = await resultsOf({ limit: String(limit), offset: String(offset) }, at);
    if (!read.ok) return read;
    const { count: total, results } = read.value;
    const next = endOf({ offset, got: results.length, total }, { at: at.at, write: false });
    if (!next.ok) return next;
    const items = results.map((one) => ({ name: one.key, found: foundIn(one, at) }));
    return listedWhole(items, next.value);
  },
});

const find = async (key: string, at: PostHog): Promise<Result<Found<Flag> | undefined>> => {
  const searched = await search(key, at);
  if (!searched.ok || !searched.value) return searched.ok ? ok(undefined) : searched;
  return foundIn(searched.value, at);
};

const foundIn = (one: unknown, { at }: PostHog): Result<Found<Flag>> => {
  const read = Flag.safeParse(one);
  const [issue] = read.error?.issues ?? [];
  if (!read.success)
    return failed(httpProblems.odd({ at, write: false }, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`));
  const raw = read.data;
  const { flag, doubt } = meaningOf(raw.key, raw.filters);
  const createdAtMs = Date.parse(raw.created_at ?? '');
  const byDevice = raw.bucketing_identifier === 'device_id';
  // What is off and was never shaped is no riddle.
  const untouched = !raw.active && raw.filters.groups.length === 0;
  return ok({
    flag: { ...flag, enabled: raw.active, percent: byDevice ? 100 : flag.percent },
    doubt: byDevice ? 'it draws by device, so it counts as everyone' : untouched ? undefined : doubt,
    revision: `v${raw.version ?? 0}`,
    raw,
    aside: Number.isNaN(createdAtMs) ? {} : { createdAtMs },
  });
};

const MOST = 100;
const MOST_PAGES = 20;

/** A flag has a number by which it is told, and only a search knows it; others may have its key within theirs. */
const search = async (key: string, at: PostHog): Promise<Result<unknown>> => {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await resultsOf({ search: key, limit: String(MOST), offset: String(page * MOST) }, at);
    if (!read.ok) return read;
    const { count, results } = read.value;
    const found = results.find((one) => one.key === key);
    if (found || results.length === 0 || (page + 1) * MOST >= count) return ok(found);
  }
  const why = `more than ${MOST * MOST_PAGES} flags are found for one key`;
  return failed(httpProblems.odd({ at: at.at, write: false }, why));
};

const resultsOf = async (
  query: Readonly<Record<string, string>>,
  { ask, at, flags }: PostHog,
): Promise<Result<z.infer<typeof Results>>> => {
  const answer = await ask({ method: 'GET', path: flags, query });
  if (!answer.ok) return answer;
  const read = Results.safeParse(answer.value.json);
  return read.success ? ok(read.data) : failed(httpProblems.odd({ at, write: false }, 'no list of flags'));
};

const put = async (flag: FlagState, there: Flag | undefined, at: PostHog): Promise<Result<void>> => {
  const arms = there?.filters.multivariate?.variants.length ? 'it is there, and has arms' : undefined;
  const why = arms ?? unsayable(flag);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  const active = !reachesNobody(flag);
  const filters = filtersFor(flag, there?.filters);
  if (!there) return tell(at, { method: 'POST', body: { key: flag.key, name: '', filters, active } });
  const { id, version, ...before } = there;
  const made = { filters, version: version ?? 0, original_flag: { filters: before.filters, active: before.active } };
  const switching = active === before.active ? {} : { active };
  const done = await tell(at, { method: 'PATCH', id, body: { ...made, ...switching } });
  const refused = !done.ok && done.problems.some(({ code }) => code === 'http-refused');
  // Others depend on it, and it may not be switched off.
  return refused && !active && before.active ? tell(at, { method: 'PATCH', id, body: made }) : done;
};

type Told = { readonly method: 'POST' | 'PATCH'; readonly id?: number; readonly body: unknown };

const tell = async ({ ask, flags }: PostHog, { method, id, body }: Told): Promise<Result<void>> => {
  const answer = await ask({ method, path: id === undefined ? flags : `${flags}${id}/`, body });
  return answer.ok ? ok(undefined) : answer;
};

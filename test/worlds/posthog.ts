import { z } from 'zod';
import { posthog } from '../../src/adapters/flag-backend/posthog.ts';
import { canonicalJson } from '../../src/core/values/digest.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

/** The feature flags of PostHog's REST API as far as we speak to them. */
const Property = z.strictObject({
  key: z.string(),
  type: z.literal('person'),
  operator: z.enum(['exact', 'regex', 'icontains']),
  value: z.union([z.string(), z.array(z.string())]),
});
const Filters = z.looseObject({
  groups: z.array(
    z.strictObject({
      description: z.string().nullish(),
      properties: z.array(Property),
      rollout_percentage: z.number().min(0).max(100),
      variant: z.null(),
    }),
  ),
  multivariate: z.null(),
  aggregation_group_type_index: z.null(),
});
const New = z.strictObject({
  key: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  filters: Filters,
  active: z.boolean(),
});
const Change = z.strictObject({
  filters: Filters.optional(),
  active: z.boolean().optional(),
  version: z.int().optional(),
  original_flag: z.record(z.string(), z.unknown()).optional(),
});

type Flag = {
  id: number;
  key: string;
  name: string;
  filters: Record<string, unknown>;
  active: boolean;
  version: number;
};

export type PostHogServer = {
  readonly flags: Map<number, Flag>;
  /** Flags that other active flags depend on. */
  readonly needed: Set<string>;
};

const no = (status: number, detail: string): Said => ({
  status,
  json: { type: 'validation_error', code: 'x', detail, attr: null },
});

const postHogServer = (state: PostHogServer): ((seen: Seen) => Said) => {
  const list = (query: URLSearchParams): Said => {
    const [search = '', limit, offset] = [
      query.get('search') ?? '',
      Number(query.get('limit')),
      Number(query.get('offset')),
    ];
    const found = [...state.flags.values()].filter(({ key }) => key.toLowerCase().includes(search.toLowerCase()));
    const next = offset + limit < found.length ? 'https://posthog.example.com/next' : null;
    return {
      status: 200,
      json: { count: found.length, next, previous: null, results: found.slice(offset, offset + limit).map(shown) },
    };
  };
  const create = (json: unknown): Said => {
    const sent = New.safeParse(json);
    if (!sent.success) return no(400, sent.error.issues[0]?.message ?? 'bad');
    if ([...state.flags.values()].some(({ key }) => key === sent.data.key))
      return no(400, 'There is already a feature flag with this key.');
    const id = state.flags.size + 1;
    state.flags.set(id, { id, ...sent.data, version: 1 });
    return { status: 201, json: shown(state.flags.get(id)) };
  };
  const change = (flag: Flag, json: unknown): Said => {
    const sent = Change.safeParse(json);
    if (!sent.success) return no(400, sent.error.issues[0]?.message ?? 'bad');
    const { version, original_flag: original = {}, ...fields } = sent.data;
    if (version !== undefined && version !== flag.version && inConflict(flag, fields, original))
      return { ...no(409, 'The feature flag was updated by ana@x.com since you started editing it.') };
    if (fields.active === false && flag.active && state.needed.has(flag.key))
      return no(400, 'Cannot disable this feature flag because other flags depend on it: x (ID: 7).');
    Object.assign(flag, fields, { version: flag.version + 1 });
    return { status: 200, json: shown(flag) };
  };
  return ({ method, path, query, json, headers }) => {
    if (headers.get('authorization') !== `Bearer ${SECRET}`) return no(401, 'Invalid Personal API key.');
    const [, , , project, what, id] = path.split('/');
    if (what !== 'feature_flags' || project !== '7') return no(404, 'Not found.');
    if (id === '') return method === 'POST' ? create(json) : list(query);
    const flag = state.flags.get(Number(id));
    return flag ? change(flag, json) : no(404, 'Not found.');
  };
};

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** A field that is to change, and that is neither what the sender knew nor what they want. */
const inConflict = (
  flag: Flag,
  fields: Pick<z.infer<typeof Change>, 'filters' | 'active'>,
  original: Readonly<Record<string, unknown>>,
): boolean =>
  (['filters', 'active'] as const).some((name) => {
    const [wanted, known, now] = [fields[name], original[name], flag[name]];
    if (wanted === undefined || known === undefined) return false;
    return !same(wanted, known) && !same(known, now) && !same(wanted, now);
  });

const shown = (flag: Flag | undefined) => ({
  ...flag,
  deleted: false,
  ensure_experience_continuity: false,
  bucketing_identifier: 'distinct_id',
  experiment_set: [],
  created_at: '2026-03-01T09:00:00.000Z',
  tags: [],
});

const AT = 'https://posthog.example.com';

export const aPostHog = async () => {
  const state: PostHogServer = { flags: new Map(), needed: new Set() };
  const server = aServer(AT, postHogServer(state), { POSTHOG_KEY: SECRET });
  return { state, server, backend: worked(await posthog.open(`${AT}/?project=7`, server.context)) };
};

export const posthogWorld = async (): Promise<FlagWorld> => ({ ...(await aPostHog()), byUser: true });

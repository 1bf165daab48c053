import { z } from 'zod';
import { growthbook } from '../../src/adapters/flag-backend/growthbook.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

/** The REST API of GrowthBook, version 1, as far as we speak to it: what is published is what SDKs are sent. */
const shared = {
  id: z.string().optional(),
  description: z.string().optional(),
  condition: z.string().optional(),
  enabled: z.boolean().optional(),
  prerequisites: z.array(z.strictObject({ id: z.string(), condition: z.string() })).optional(),
};
const Rule = z.discriminatedUnion('type', [
  z.strictObject({ ...shared, type: z.literal('force'), value: z.enum(['true', 'false']) }),
  z.strictObject({
    ...shared,
    type: z.literal('rollout'),
    value: z.enum(['true', 'false']),
    coverage: z.number().min(0).max(1),
    hashAttribute: z.string(),
    seed: z.string().optional(),
    hashVersion: z.union([z.literal(1), z.literal(2)]).optional(),
  }),
]);
type Rule = z.infer<typeof Rule>;
const Environments = z.record(z.string(), z.strictObject({ enabled: z.boolean(), rules: z.array(Rule) }));
const Update = z.strictObject({ environments: Environments });
const New = z.strictObject({
  id: z.string().regex(/^[a-zA-Z0-9_.:|-]+$/),
  owner: z.string(),
  project: z.string().optional(),
  description: z.string(),
  valueType: z.literal('boolean'),
  defaultValue: z.enum(['true', 'false']),
  environments: Environments,
});

type Feature = Omit<z.infer<typeof New>, 'environments' | 'valueType'> & {
  valueType: string;
  archived: boolean;
  version: number;
  environments: z.infer<typeof Environments>;
};

export type GrowthBookServer = {
  readonly features: Map<string, Feature>;
  /** Whether a person has to approve what is published. */
  guarded: boolean;
};

const no = (status: number, message: string): Said => ({ status, json: { message } });

const growthBookServer = (state: GrowthBookServer): ((seen: Seen) => Said) => {
  let made = 0;
  const withIds = (rules: readonly Rule[]): Rule[] => rules.map((rule) => ({ ...rule, id: `fr_${(made += 1)}` }));
  const published = (environments: z.infer<typeof Environments>): z.infer<typeof Environments> =>
    Object.fromEntries(
      Object.entries(environments).map(([name, one]) => [name, { ...one, rules: withIds(one.rules) }]),
    );
  const create = (json: unknown): Said => {
    const sent = New.safeParse(json);
    if (!sent.success) return no(400, `Request body: ${sent.error.issues[0]?.message}`);
    const { id, environments, ...rest } = sent.data;
    if (state.features.has(id)) return no(400, `Feature id '${id}' already exists.`);
    const bare = { production: { enabled: false, rules: [] }, staging: { enabled: false, rules: [] } };
    const feature = { ...rest, id, archived: false, version: 1, environments: { ...bare, ...published(environments) } };
    state.features.set(id, feature);
    return { status: 200, json: { feature: shown(feature) } };
  };
  const update = (feature: Feature, json: unknown): Said => {
    const sent = Update.safeParse(json);
    if (!sent.success) return no(400, `Request body: ${sent.error.issues[0]?.message}`);
    const odd = Object.keys(sent.data.environments).find((name) => !feature.environments[name]);
    if (odd !== undefined) return no(400, `Environment key(s) '${odd}' not recognized.`);
    if (state.guarded) return no(403, 'This feature requires approval before changes can be published.');
    Object.assign(feature.environments, published(sent.data.environments));
    feature.version += 1;
    return { status: 200, json: { feature: shown(feature) } };
  };
  const list = (query: URLSearchParams): Said => {
    const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
    if (limit < 1 || limit > 100) return no(400, 'Pagination limit must be between 1 and 100');
    const all = [...state.features.values()].map(shown);
    const features = all.slice(offset, offset + limit);
    return { status: 200, json: { features, limit, offset, count: features.length, total: all.length } };
  };
  return ({ method, path, query, json, headers }) => {
    if (headers.get('authorization') !== `Bearer ${SECRET}`) return no(401, 'No valid API key');
    const [, , , what, id] = path.split('/').map(decodeURIComponent);
    if (what !== 'features') return no(404, 'Unknown API endpoint');
    if (id === undefined && method === 'GET') return list(query);
    if (id === undefined) return create(json);
    const feature = state.features.get(id);
    // Not 404: that is what the real one says.
    if (!feature) return no(400, 'Could not find a feature with that key');
    return method === 'POST' ? update(feature, json) : { status: 200, json: { feature: shown(feature) } };
  };
};

/** Rules come back with fields that were not sent. */
const shown = ({ environments, version, ...feature }: Feature) => ({
  ...feature,
  dateCreated: '2026-03-01T00:00:00.000Z',
  dateUpdated: '2026-03-01T00:00:00.000Z',
  tags: [],
  prerequisites: [],
  revision: { version, comment: '', date: '2026-03-01T00:00:00.000Z', createdBy: 'x', publishedBy: 'x' },
  environments: Object.fromEntries(
    Object.entries(environments).map(([name, { enabled, rules }]) => [
      name,
      { enabled, defaultValue: feature.defaultValue, rules: rules.map(shownRule), definition: '{}' },
    ]),
  ),
});

const shownRule = (rule: Rule) => ({
  allEnvironments: false,
  ...rule,
  description: rule.description ?? '',
  condition: rule.condition ?? '',
  coverage: rule.type === 'rollout' ? rule.coverage : 1,
  savedGroupTargeting: [],
  savedGroups: [],
  prerequisites: rule.prerequisites ?? [],
  enabled: rule.enabled ?? true,
});

/** What the SDKs of an environment are sent: flags that are off there, and rules that reach nobody, are left out. */
export const payloadOf = ({ features }: GrowthBookServer, environment = 'production') =>
  Object.fromEntries(
    [...features.values()].flatMap(({ id, defaultValue, environments }) => {
      const { enabled = false, rules = [] } = environments[environment] ?? {};
      const live = rules.filter((rule) => rule.enabled !== false && !(rule.type === 'rollout' && rule.coverage === 0));
      return enabled ? [[id, { defaultValue: defaultValue === 'true', rules: live.map(ruleForSdks) }]] : [];
    }),
  );

const ruleForSdks = (rule: Rule) => {
  const needs = (rule.prerequisites ?? []).map(({ id, condition }) => ({ id, condition: JSON.parse(condition) }));
  return {
    id: rule.id ?? '',
    force: rule.value === 'true',
    ...(rule.condition === undefined ? {} : { condition: JSON.parse(rule.condition) }),
    ...(needs.length > 0 ? { parentConditions: needs } : {}),
    ...(rule.type === 'rollout' && rule.coverage < 1 ? drawnBy(rule) : {}),
  };
};

const drawnBy = ({ coverage, hashAttribute, seed, hashVersion }: Extract<Rule, { type: 'rollout' }>) => ({
  coverage,
  hashAttribute,
  ...(seed === undefined ? {} : { seed }),
  ...(hashVersion === undefined ? {} : { hashVersion }),
});

const AT = 'https://growthbook.example.com';

export const aGrowthBook = async (options = 'environment=production') => {
  const state: GrowthBookServer = { features: new Map(), guarded: false };
  const server = aServer(AT, growthBookServer(state), { GROWTHBOOK_KEY: SECRET });
  return { state, server, backend: worked(await growthbook.open(`${AT}/?${options}`, server.context)) };
};

export const growthbookWorld = async (): Promise<FlagWorld> => aGrowthBook();

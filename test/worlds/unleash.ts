import { z } from 'zod';
import { unleash } from '../../src/adapters/flag-backend/unleash.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

/** The admin API of Unleash as far as we speak to it, traps included. */
const Sent = z.strictObject({
  name: z.string(),
  title: z.string().optional(),
  disabled: z.boolean().optional(),
  parameters: z.record(z.string(), z.string()),
  constraints: z.array(
    z.strictObject({
      contextName: z.string(),
      operator: z.enum(['IN', 'STR_STARTS_WITH', 'STR_ENDS_WITH', 'STR_CONTAINS']),
      values: z.array(z.string()),
      inverted: z.boolean(),
      caseInsensitive: z.boolean(),
    }),
  ),
  segments: z.array(z.number()),
});
type Strategy = z.infer<typeof Sent> & { id: string };
type Environment = { enabled: boolean; strategies: Strategy[] };
type Feature = { environments: Record<string, Environment>; parents: string[] };

export type UnleashServer = {
  readonly features: Map<string, Feature>;
  readonly segments: Map<string, number>;
  /** Environments in which only change requests change anything. */
  readonly guarded: Set<string>;
  /** What the user of the token may do; undefined for a token that is nobody's. */
  grants?: readonly { permission: string; project?: string; environment?: string }[];
};

const no = (status: number, name: string, message: string): Said => ({ status, json: { id: 'x', name, message } });
const done = (json: unknown = {}): Said => ({ status: 200, json });

const bare = (): Environment => ({ enabled: false, strategies: [] });

const unleashServer = (state: UnleashServer): ((seen: Seen) => Said) => {
  let made = 0;
  const withId = (strategy: z.infer<typeof Sent>): Strategy => ({ ...strategy, id: `s${(made += 1)}` });
  const ofFeatures = ({ method, json }: Seen): Said => {
    const { name } = z.looseObject({ name: z.string() }).parse(json);
    if (method !== 'POST') return no(405, 'NotAllowed', method);
    if (state.features.has(name)) return no(409, 'NameExistsError', 'a flag with that name exists');
    state.features.set(name, { environments: { development: bare(), production: bare() }, parents: [] });
    return { status: 201, json: { name } };
  };
  const ofStrategies = (there: Environment, id: string | undefined, { method, json }: Seen): Said => {
    const at = there.strategies.findIndex((one) => one.id === id);
    if (id !== undefined && at < 0) return no(404, 'NotFoundError', `no strategy ${id}`);
    if (method === 'DELETE') {
      there.strategies.splice(at, 1);
      there.enabled &&= there.strategies.length > 0;
      return { status: 200 };
    }
    const sent = Sent.safeParse(json);
    if (!sent.success) return no(400, 'BadDataError', sent.error.issues[0]?.message ?? 'bad');
    const strategy = id === undefined ? withId(sent.data) : { ...sent.data, id };
    there.strategies.splice(at < 0 ? there.strategies.length : at, at < 0 ? 0 : 1, strategy);
    return done(strategy);
  };
  const switching = (there: Environment, to: string): Said => {
    there.enabled = to === 'on';
    if (there.enabled && there.strategies.every(({ disabled }) => disabled === true))
      there.strategies.push(
        withId({ name: 'flexibleRollout', parameters: { rollout: '100' }, constraints: [], segments: [] }),
      );
    return { status: 200 };
  };
  const ofFeature = (name: string, rest: readonly string[], seen: Seen): Said => {
    const feature = state.features.get(name);
    if (!feature) return no(404, 'NotFoundError', `no flag ${name}`);
    const [part, environment = '', action, id] = rest;
    if (part === undefined && seen.method === 'GET') return done(shown(name, feature));
    if (part === 'dependencies') {
      feature.parents.push(z.looseObject({ feature: z.string() }).parse(seen.json).feature);
      return { status: 200 };
    }
    const there = feature.environments[environment];
    if (part !== 'environments' || !there) return no(404, 'NotFoundError', 'no such thing');
    if (state.guarded.has(environment))
      return no(403, 'NoAccessError', 'Strategies can only be changed through change requests in this environment');
    return action === 'strategies' ? ofStrategies(there, id, seen) : switching(there, action ?? '');
  };
  return (seen) => {
    if (seen.headers.get('authorization') !== SECRET) return no(401, 'AuthenticationRequired', 'You must log in');
    if (seen.text !== '' && seen.json === undefined) return no(415, 'ContentTypeError', 'application/json is expected');
    if (seen.path === '/api/admin/user')
      return state.grants === undefined
        ? no(404, 'NotFoundError', 'this token belongs to nobody')
        : done({ user: { id: 1, username: 'rampart' }, permissions: state.grants });
    if (seen.path === '/api/admin/search/features') return found(state, new URLSearchParams(seen.query));
    if (seen.path === '/api/admin/segments')
      return done({ segments: [...state.segments].map(([name, id]) => ({ id, name, constraints: [] })) });
    const [, , , , project, , name, ...rest] = seen.path.split('/').map(decodeURIComponent);
    if (project !== 'default') return no(404, 'NotFoundError', 'no such project');
    return name === undefined ? ofFeatures(seen) : ofFeature(name, rest, seen);
  };
};

/** A page of the flags of one project, with how many there are in all. */
const found = ({ features }: UnleashServer, query: URLSearchParams): Said => {
  if (query.get('project') !== 'IS:default') return done({ features: [], total: 0 });
  const offset = Number(query.get('offset'));
  const all = [...features.keys()].map((name) => ({ name, project: 'default', type: 'release', stale: false }));
  return done({ features: all.slice(offset, offset + Number(query.get('limit'))), total: all.length });
};

const shown = (name: string, { environments, parents }: Feature) => ({
  name,
  type: 'release',
  archived: false,
  createdAt: '2026-03-01T09:00:00.000Z',
  environments: Object.entries(environments).map(([key, one]) => ({ name: key, ...one })),
  dependencies: parents.map((feature) => ({ feature, enabled: true, variants: [] })),
});

const AT = 'https://unleash.example.com';

export const anUnleash = async (options = 'environment=production') => {
  const state: UnleashServer = { features: new Map(), segments: new Map(), guarded: new Set() };
  const server = aServer(AT, unleashServer(state), { UNLEASH_TOKEN: SECRET });
  return { state, server, backend: worked(await unleash.open(`${AT}/?${options}`, server.context)) };
};

export const unleashWorld = async (): Promise<FlagWorld> => anUnleash();

import { z } from 'zod';
import { launchdarkly } from '../../src/adapters/flag-backend/launchdarkly.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import { type Environment, patched, SemanticPatch, type Variation } from './launchdarkly-patch.ts';
import type { FlagWorld } from './world.ts';

/** The REST API of LaunchDarkly as far as we speak to it, with its ways to say no. */
type Flag = { archived: boolean; variations: Variation[]; environments: Record<string, Environment> };

export type LaunchDarklyServer = {
  readonly flags: Map<string, Flag>;
  /** Environments in which only an approval request changes anything. */
  readonly guarded: Set<string>;
  /** Flags with a scheduled change that a patch would make fail. */
  readonly scheduled: Set<string>;
};

const NewFlag = z.strictObject({
  key: z.string(),
  name: z.string(),
  variations: z.array(z.strictObject({ value: z.unknown() })),
  defaults: z.strictObject({ onVariation: z.int(), offVariation: z.int() }),
  temporary: z.boolean(),
});

const no = (status: number, code: string, message: string): Said => ({ status, json: { code, message, id: 'x' } });

const launchDarklyServer = (state: LaunchDarklyServer): ((seen: Seen) => Said) => {
  let made = 0;
  const newId = (): string => `id-${(made += 1)}`;
  const create = (json: unknown): Said => {
    const sent = NewFlag.safeParse(json);
    if (!sent.success) return no(400, 'invalid_request', sent.error.issues[0]?.message ?? 'bad');
    const { key, variations, defaults } = sent.data;
    if (state.flags.has(key)) return no(409, 'conflict', 'A feature with that key already exists');
    const bare = (name: string): Environment => ({
      on: false,
      version: 1,
      salt: `${key}/${name}`,
      targets: [],
      rules: [],
      fallthrough: { variation: defaults.onVariation },
      offVariation: defaults.offVariation,
      prerequisites: [],
    });
    const named = variations.map(({ value }) => ({ _id: newId(), value }));
    state.flags.set(key, {
      archived: false,
      variations: named,
      environments: { production: bare('production'), test: bare('test') },
    });
    return { status: 201, json: shown(key, state.flags.get(key)) };
  };
  const list = (query: URLSearchParams): Said => {
    const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
    if (query.get('summary') !== '0' || limit > 100) return no(400, 'invalid_request', 'without rules, or too many');
    const all = [...state.flags].map(([key, flag]) => shown(key, flag, query.get('env') ?? undefined));
    return { status: 200, json: { items: all.slice(offset, offset + limit), totalCount: all.length, _links: {} } };
  };
  const patch = (key: string, { json, headers }: Seen): Said => {
    const flag = state.flags.get(key);
    if (!flag) return no(404, 'not_found', 'Invalid resource identifier');
    if (!headers.get('content-type')?.includes('domain-model=launchdarkly.semanticpatch'))
      return no(400, 'invalid_request', 'a JSON patch is a list');
    const sent = SemanticPatch.safeParse(json);
    if (!sent.success) return no(400, 'invalid_request', sent.error.issues[0]?.message ?? 'bad');
    const { environmentKey, instructions } = sent.data;
    const there = flag.environments[environmentKey];
    if (!there) return no(400, 'invalid_request', `no environment ${environmentKey}`);
    if (state.guarded.has(environmentKey)) return no(405, 'method_not_allowed', 'approval is required');
    if (state.scheduled.has(key)) return no(400, 'conflict', 'this would cause a scheduled change to fail');
    const known = { variations: flag.variations, newId };
    const variationsOf = (name: string): readonly Variation[] | undefined => state.flags.get(name)?.variations;
    const after = patched(there, instructions, { ...known, variationsOf });
    if (typeof after === 'string') return no(400, 'invalid_request', after);
    flag.environments[environmentKey] = after;
    return { status: 200, json: shown(key, flag) };
  };
  return (seen) => {
    if (seen.headers.get('authorization') !== SECRET) return no(401, 'unauthorized', 'Invalid access token');
    const [, , , what, project, key] = seen.path.split('/').map(decodeURIComponent);
    if (what !== 'flags' || project !== 'default') return no(404, 'not_found', 'Invalid resource identifier');
    if (key === undefined && seen.method === 'GET') return list(seen.query);
    if (key === undefined)
      return seen.method === 'POST' ? create(seen.json) : no(405, 'method_not_allowed', seen.method);
    if (seen.method === 'PATCH') return patch(key, seen);
    const flag = state.flags.get(key);
    if (!flag) return no(404, 'not_found', 'Invalid resource identifier');
    return { status: 200, json: shown(key, flag, seen.query.get('env') ?? undefined) };
  };
};

/** With every field that the published description of the API calls required. */
const shown = (key: string, flag: Flag | undefined, only?: string) => ({
  name: key,
  key,
  kind: 'boolean',
  _version: 1,
  creationDate: 1_700_000_000_000,
  variations: flag?.variations,
  temporary: true,
  tags: [],
  _links: {},
  experiments: { baselineIdx: 0, items: [] },
  customProperties: {},
  archived: flag?.archived,
  environments: Object.fromEntries(
    Object.entries(flag?.environments ?? {}).flatMap(([name, one]) =>
      only === undefined || only === name ? [[name, configOf(name, one)]] : [],
    ),
  ),
});

const configOf = (name: string, { targets, ...one }: Environment) => ({
  ...one,
  ...split(targets),
  archived: false,
  sel: 'x',
  lastModified: 1_700_000_000_000,
  _site: { href: '/', type: 'text/html' },
  _environmentName: name,
  trackEvents: false,
  trackEventsFallthrough: false,
});

/** Users stand in the older of two lists; in the newer one each of their targets has a place and no names. */
const split = (targets: Environment['targets']) => ({
  targets: targets.filter(({ contextKind }) => contextKind === 'user'),
  contextTargets: targets.map((one) => (one.contextKind === 'user' ? { ...one, values: [] } : one)),
});

/** What the SDKs are sent of a flag. */
export const servedToSdks = (key: string, { variations, environments }: Flag, environment = 'production') => {
  const { targets = [], rules = [], ...one } = environments[environment] ?? {};
  const named = rules.map(({ _id, ...rule }) => ({ ...rule, id: _id }));
  return { key, ...one, ...split(targets), rules: named, variations: variations.map(({ value }) => value) };
};

const AT = 'https://app.launchdarkly.example.com';

export const aLaunchDarkly = async (options = 'environment=production') => {
  const state: LaunchDarklyServer = { flags: new Map(), guarded: new Set(), scheduled: new Set() };
  const server = aServer(AT, launchDarklyServer(state), { LAUNCHDARKLY_TOKEN: SECRET });
  return { state, server, backend: worked(await launchdarkly.open(`${AT}/?${options}`, server.context)) };
};

export const launchdarklyWorld = async (): Promise<FlagWorld> => aLaunchDarkly();

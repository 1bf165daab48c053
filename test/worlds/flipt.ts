import { z } from 'zod';
import { flipt } from '../../src/adapters/flag-backend/flipt.ts';
import { canonicalJson } from '../../src/core/values/digest.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

/** The resources of a Flipt server, version 2: each write is a commit on top of the one that it names. */
const KEY = z.string().regex(/^[-_,A-Za-z0-9]+$/);
const Rollout = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('SEGMENT_ROLLOUT_TYPE'),
    description: z.string(),
    segment: z.strictObject({
      value: z.boolean(),
      segments: z.array(KEY).min(1),
      segmentOperator: z.enum(['OR_SEGMENT_OPERATOR', 'AND_SEGMENT_OPERATOR']),
    }),
  }),
  z.strictObject({
    type: z.literal('THRESHOLD_ROLLOUT_TYPE'),
    description: z.string(),
    threshold: z.strictObject({ percentage: z.number().min(0).max(100), value: z.boolean() }),
  }),
]);
const Flag = z.looseObject({
  '@type': z.literal('flipt.core.Flag'),
  key: KEY,
  name: z.string(),
  type: z.enum(['BOOLEAN_FLAG_TYPE', 'VARIANT_FLAG_TYPE']),
  enabled: z.boolean(),
  rollouts: z.array(Rollout),
});
const Segment = z.strictObject({
  '@type': z.literal('flipt.core.Segment'),
  key: KEY,
  name: z.string(),
  description: z.string(),
  matchType: z.enum(['ANY_MATCH_TYPE', 'ALL_MATCH_TYPE']),
  constraints: z.array(
    z.strictObject({
      type: z.literal('ENTITY_ID_COMPARISON_TYPE'),
      property: z.string(),
      operator: z.literal('isoneof'),
      value: z.string(),
      description: z.string(),
    }),
  ),
});
const Sent = z.strictObject({
  key: KEY,
  payload: z.discriminatedUnion('@type', [Flag, Segment]),
  revision: z.string(),
});

export type FliptServer = {
  readonly flags: Map<string, z.infer<typeof Flag>>;
  readonly segments: Map<string, z.infer<typeof Segment>>;
  commits: number;
};

const no = (status: number, message: string): Said => ({ status, json: { code: 1, message, details: [] } });
const NAMED =
  /^\/api\/v2\/environments\/production\/namespaces\/default\/resources(?:\/(?<type>[\w.]+)(?:\/(?<key>.+))?)?$/;

const fliptServer = (state: FliptServer): ((seen: Seen) => Said) => {
  const head = (): string => String(state.commits).padStart(40, '0');
  const held = (type: string): Map<string, { key: string }> =>
    type === 'flipt.core.Flag' ? state.flags : state.segments;
  const said = (key: string, payload: unknown): Said => ({
    status: 200,
    json: { resource: { namespaceKey: 'default', key, payload }, revision: head() },
  });
  const put = (method: string, json: unknown): Said => {
    const sent = Sent.safeParse(json);
    if (!sent.success) return no(400, sent.error.issues[0]?.message ?? 'bad');
    const { key, payload, revision } = sent.data;
    if (revision !== '' && revision !== head()) return no(409, `expected head revision "${revision}" has changed`);
    const before = held(payload['@type']).get(key);
    if (method === 'POST' && before) return no(409, `create resource "${key}"`);
    if (method === 'PUT' && !before) return no(404, `update resource "${key}"`);
    if (before && canonicalJson(before) === canonicalJson(payload))
      return no(500, 'committing and pushing: empty commit');
    const unknown = 'rollouts' in payload ? missingIn(payload, state) : undefined;
    if (unknown !== undefined) return no(400, `flag references unknown segment "${unknown}"`);
    held(payload['@type']).set(key, payload);
    state.commits += 1;
    return said(key, payload);
  };
  const list = (type: string): Said => {
    const resources = [...held(type)].map(([key, payload]) => ({ namespaceKey: 'default', key, payload }));
    return { status: 200, json: { resources, revision: head() } };
  };
  return ({ method, path, json, headers }) => {
    if (headers.get('authorization') !== `Bearer ${SECRET}`) return no(401, 'request was not authenticated');
    const named = NAMED.exec(path)?.groups;
    if (!named) return no(404, 'no such environment');
    const { type, key } = named;
    if (type === undefined) return put(method, json);
    if (key === undefined) return list(type);
    const found = held(type).get(decodeURIComponent(key));
    return found ? said(key, found) : no(404, `flag default/${key} not found`);
  };
};

const missingIn = ({ rollouts }: z.infer<typeof Flag>, { segments }: FliptServer): string | undefined =>
  rollouts
    .flatMap((one) => (one.type === 'SEGMENT_ROLLOUT_TYPE' ? one.segment.segments : []))
    .find((key) => !segments.has(key));

/** What clients that evaluate by themselves are sent of a namespace. */
export const snapshotOf = ({ flags, segments, commits }: FliptServer) => ({
  namespace: { key: 'default' },
  digest: String(commits),
  flags: [...flags.values()].map(({ key, name, enabled, type, rollouts }) => ({
    key,
    name,
    description: '',
    enabled,
    type,
    createdAt: null,
    updatedAt: null,
    rules: [],
    rollouts: rollouts.map((rollout, nth) =>
      rollout.type === 'THRESHOLD_ROLLOUT_TYPE'
        ? { type: rollout.type, rank: nth + 1, threshold: rollout.threshold }
        : {
            type: rollout.type,
            rank: nth + 1,
            segment: {
              ...rollout.segment,
              segments: rollout.segment.segments.flatMap((one) => segmentForClients(segments.get(one))),
            },
          },
    ),
  })),
});

const segmentForClients = (segment: z.infer<typeof Segment> | undefined) =>
  segment
    ? [
        {
          key: segment.key,
          name: '',
          description: '',
          matchType: segment.matchType.replace('_MATCH', '_SEGMENT_MATCH'),
          createdAt: null,
          updatedAt: null,
          constraints: segment.constraints.map(({ type, property, operator, value }) => ({
            id: property,
            type: type.replace('_COMPARISON', '_CONSTRAINT_COMPARISON'),
            property,
            operator,
            value,
          })),
        },
      ]
    : [];

const AT = 'https://flipt.example.com';

export const aFlipt = async () => {
  const state: FliptServer = { flags: new Map(), segments: new Map(), commits: 1 };
  const server = aServer(AT, fliptServer(state), { FLIPT_TOKEN: SECRET });
  return { state, server, backend: worked(await flipt.open(`${AT}/?environment=production`, server.context)) };
};

export const fliptWorld = async (): Promise<FlagWorld> => ({
  ...(await aFlipt()),
  byUser: true,
  names: /^[^"\\\p{Cc}]*$/u,
});

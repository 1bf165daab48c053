import { z } from 'zod';
import { FlagKey } from '../../core/flags/flag-parts.ts';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { canonicalJson, digestOf } from '../../core/values/digest.ts';
import { flagBackendAdapter, needed } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { httpClient } from '../http.ts';
import { flagProblems } from './problems.ts';
import { type Found, readFirst } from './read-first.ts';
import { type Feature, type Unleash, unleashApi } from './unleash-api.ts';
import {
  kept,
  meaningOf,
  NO_SEGMENT,
  type Rings,
  strategiesOf,
  type Strategy,
  type Written,
} from './unleash-strategies.ts';

const TOKEN = { name: 'UNLEASH_TOKEN', about: 'a token that may change flags of the project', needed: true };

const CAPABILITIES = {
  stepPercent: 1,
  segments: true,
  conditions: false,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: true,
  sticky: true,
  monotone: true,
  revisioned: false,
  listed: true,
};

const Name = z.string().regex(/^[A-Za-z0-9._~-]{1,100}$/, 'not a name that Unleash gives');
const Options = z.strictObject({
  project: Name.default('default').meta({ description: 'the project that the flags belong to' }),
  environment: Name.meta({ description: 'the environment that is rolled out in' }),
  rings: z.enum(['rules', 'segments']).default('rules').meta({
    description:
      '`rules`: the conditions of the plan; `segments`: segments that are there under the names of the rings',
  }),
});

export const unleash = flagBackendAdapter({
  name: 'unleash',
  about: 'an Unleash server, by its admin API',
  place: {
    what: 'the address of the server',
    example: 'https://unleash.example.com/?project=default&environment=production',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [TOKEN],
  notes: [
    'A flag is a set of gradual rollouts in one environment: one for everyone, one for named users, and one for each condition of each ring. They draw by the same group, and by `userId` where the plan says `user.id`. Whoever has no such attribute is out. Other environments stay as they are.',
    'Unleash draws in whole percents: it would make nobody of half a percent, so plans that ask for finer steps are refused when they are made.',
    'A strategy is there before the environment is switched on, and stays when it is switched off, at 0 %: Unleash gives a flag to everyone that is on and has no strategy.',
    'What a flag needs becomes a dependency on its parent; dependencies that others made stay. Where change requests are on, every write is refused, and that is told.',
    'Unleash keeps no revisions. Every write looks first, and the next turn reads back; between the two, somebody else may write. SDKs see a change when they ask next, mostly within 15 seconds.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const token = await needed(context, TOKEN);
    if (!token.ok) return token;
    const server = { at, headers: { authorization: token.value }, secrets: { [TOKEN.name]: token.value } };
    return ok(backendOf(unleashApi(httpClient(server, context), { at, ...options })));
  },
});

type Known = { readonly feature: Feature; readonly rings: Rings };

const backendOf = (api: Unleash): FlagBackend =>
  readFirst<Known>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, api),
    names: api.names,
    greet: api.greet,
    put: async (flag, found) => {
      const rings = found ? ok(found.raw.rings) : await api.rings();
      if (!rings.ok) return rings;
      const wanted = strategiesOf(flag, rings.value);
      const unknown = wanted.find(({ segments }) => segments.includes(NO_SEGMENT));
      if (unknown) return failed(flagProblems.notHeld(flag.key, `there is no segment for the ${unknown.title}`));
      return put(flag, wanted, { api, feature: found?.raw.feature });
    },
  });

const find = async (key: string, api: Unleash): Promise<Result<Found<Known> | undefined>> => {
  const [feature, rings] = await Promise.all([api.feature(key), api.rings()]);
  if (!feature.ok) return feature;
  if (!rings.ok) return rings;
  if (!feature.value) return ok(undefined);
  const { enabled, strategies } = feature.value;
  const { flag, doubt } = meaningOf(key, strategies, rings.value);
  const revision = digestOf({
    enabled,
    strategies: strategies.map(({ id, ...one }) => ({ id: id ?? '', ...kept(one) })),
  });
  // What is off and was never shaped is no riddle.
  const untouched = !enabled && strategies.length === 0;
  const read = untouched ? { ...flag, percent: 0 } : flag;
  return ok({
    flag: { ...read, enabled },
    doubt: untouched ? undefined : doubt,
    revision,
    raw: { feature: feature.value, rings: rings.value },
    aside: asideOf(feature.value),
  });
};

/** By their type, these are never finished: they wait for the day on which they are needed. */
const LASTING = new Set<string | undefined>(['kill-switch', 'permission']);

const asideOf = ({ createdAtMs, type, parents }: Feature) => ({
  ...(createdAtMs === undefined ? {} : { createdAtMs }),
  ...(LASTING.has(type) ? { lasting: true } : {}),
  prerequisites: parents.filter((parent) => FlagKey.safeParse(parent).success).slice(0, 50),
});

type Standing = { readonly api: Unleash; readonly feature: Feature | undefined };

/** One request after the other, each of which may be the last: in between nobody has it who had it neither before nor after. */
const put = async (flag: FlagState, wanted: readonly Written[], { api, feature }: Standing): Promise<Result<void>> => {
  const off = reachesNobody(flag);
  const steps = [
    ...(feature ? [] : [() => api.create(flag.key)]),
    ...(off && feature?.enabled ? [() => api.switch(flag.key, 'off')] : []),
    ...missingParents(flag, feature).map((parent) => () => api.needs(flag.key, parent)),
    ...shaping(flag.key, wanted, { api, feature }),
    ...(off || feature?.enabled ? [] : [() => api.switch(flag.key, 'on')]),
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return ok(undefined);
};

const missingParents = ({ prerequisites = [] }: FlagState, feature: Feature | undefined): readonly string[] =>
  prerequisites.filter((parent) => !feature?.parents.includes(parent));

/** Those that stay or come first, then those that go: the last one to go would switch the environment off. */
const shaping = (key: string, wanted: readonly Written[], { api, feature }: Standing) => {
  const there = feature?.strategies ?? [];
  const idOf = ({ title }: Written): Strategy | undefined => there.find((one) => one.title === title && one.id);
  const stay = new Set(wanted.map((one) => idOf(one)?.id));
  const gone = there.filter(({ id }) => !stay.has(id));
  return [
    ...wanted.flatMap((one) => {
      const now = idOf(one);
      if (now && canonicalJson(kept(now)) === canonicalJson(kept(one)) && now.disabled !== true) return [];
      return [() => (now?.id ? api.replace(key, now.id, one) : api.add(key, one))];
    }),
    ...gone.flatMap(({ id }) => (id ? [() => api.remove(key, id)] : [])),
  ];
};

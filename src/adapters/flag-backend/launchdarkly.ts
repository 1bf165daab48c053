import { z } from 'zod';
import { FlagKey } from '../../core/flags/flag-parts.ts';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { flagBackendAdapter, needed } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { httpClient } from '../http.ts';
import { type Flag, type LaunchDarkly, launchDarklyApi } from './launchdarkly-api.ts';
import { meaningOf, shapeOf, unsayable } from './launchdarkly-rules.ts';
import { instructionsFor, shapeIn } from './launchdarkly-shape.ts';
import { flagProblems } from './problems.ts';
import { type Found, readFirst } from './read-first.ts';
import { bareFlag } from './rule-words.ts';
import { listedWhole } from './vendor-list.ts';

const TOKEN = {
  name: 'LAUNCHDARKLY_TOKEN',
  about: 'an access token, of a service rather than a person, that may create and change flags',
  needed: true,
};

const CAPABILITIES = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: true,
  sticky: true,
  monotone: true,
  revisioned: false,
  listed: true,
};

const Key = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'not a key that LaunchDarkly gives');
const Options = z.strictObject({
  project: Key.default('default').meta({ description: 'the key of the project that the flags belong to' }),
  environment: Key.meta({ description: 'the key of the environment that is rolled out in' }),
});

export const launchdarkly = flagBackendAdapter({
  name: 'launchdarkly',
  about: 'LaunchDarkly, by its REST API',
  place: {
    what: 'the address of the instance: app.launchdarkly.com, app.eu.launchdarkly.com or app.launchdarkly.us',
    example: 'https://app.launchdarkly.com/?project=default&environment=production',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [TOKEN],
  notes: [
    'A write is one semantic patch of one environment, which LaunchDarkly applies as a whole or not at all: targets for named users, a rule for each standing rule, one for each condition of each ring, and a last one for everyone. Shares go to a thousandth of a percent. Other environments stay as they are; a flag that is not there is made with `true` and `false`, off everywhere.',
    'Who is asked for goes by context: `user.id` is the key of the user, `account.id` that of the account, `account.tier` an attribute of it, and a name without a dot an attribute of the user. All shares of a flag draw by its own salt, so the seed of the plan is not sent, and raising a share takes nobody out.',
    'The default rule serves `false` until everyone has it, and the share of everyone is a rule that asks for something to draw by. LaunchDarkly puts a context without the key or attribute of a percentage rollout into bucket 0, which the smallest share would reach.',
    'What a flag needs becomes a prerequisite on its `true` variation; prerequisites that others made stay. Guarded rollouts, experiments and release pipelines of LaunchDarkly on the same flag read as shaped by hand, and the next write would replace them.',
    'The semantic patch takes no version. Each one names the rules it was made for, which every write of ours makes anew, so a late one of ours is refused. Somebody who changes nothing but targets or the default rule between a look and a write is not noticed; the next turn reads back.',
    'Where approvals are required every write is refused, and that is told. So is one that would make a scheduled change or a pending approval fail: that is never overridden.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const token = await needed(context, TOKEN);
    if (!token.ok) return token;
    const headers = { authorization: token.value, 'ld-api-version': '20240415' };
    const server = { at, headers, secrets: { [TOKEN.name]: token.value } };
    return ok(backendOf(launchDarklyApi(httpClient(server, context), { at, ...options })));
  },
});

const backendOf = (api: LaunchDarkly): FlagBackend => ({
  ...readFirst<Flag>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, api),
    put: async (flag, found) => {
      const done = await put(flag, found?.raw, api);
      if (done.ok || !found || !done.problems.some(({ code }) => code === 'http-refused')) return done;
      // A step that did not fit: either the flag moved, or LaunchDarkly's own words say why.
      const now = await find(flag.key, api);
      return now.ok && now.value?.revision !== found.revision ? failed(flagProblems.moved(flag.key, true)) : done;
    },
  }),
  list: async (page) => {
    const read = await api.flags(page);
    if (!read.ok) return read;
    const items = read.value.items.map(({ name, flag }) => ({
      name,
      found: flag.ok ? ok(found(name, flag.value)) : flag,
    }));
    return listedWhole(items, read.value.next);
  },
});

const find = async (key: string, api: LaunchDarkly): Promise<Result<Found<Flag> | undefined>> => {
  const read = await api.flag(key);
  return read.ok ? ok(read.value && found(key, read.value)) : read;
};

const found = (key: string, raw: Flag): Found<Flag> => {
  const { config, createdAtMs, lasting } = raw;
  const prerequisites = config.prerequisites.map((one) => one.key).filter((one) => FlagKey.safeParse(one).success);
  const made = createdAtMs === undefined ? {} : { createdAtMs };
  const aside = { ...made, ...(lasting ? { lasting } : {}), prerequisites: prerequisites.slice(0, 50) };
  return { ...meaningIn(key, raw), raw, aside };
};

const meaningIn = (key: string, { config, sides }: Flag): Omit<Found<Flag>, 'raw'> => {
  const revision = `v${config.version}`;
  if (!sides) return { flag: bareFlag(key, 100), doubt: 'it is no on-off flag, so it counts as everyone', revision };
  if (!config.on && config.offVariation === sides.on.nth)
    return { flag: bareFlag(key, 100), doubt: 'switched off it serves true, so it counts as everyone', revision };
  const { flag, doubt } = meaningOf(key, shapeIn(config, sides));
  // What is off and was never shaped is no riddle.
  const untouched = !config.on && config.rules.length === 0 && config.targets.length === 0;
  return { flag: { ...flag, enabled: config.on }, doubt: untouched ? undefined : doubt, revision };
};

const put = async (flag: FlagState, there: Flag | undefined, api: LaunchDarkly): Promise<Result<void>> => {
  const why = there && !there.sides ? 'it is there, and no on-off flag' : unsayable(flag);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  const parents = await parentsOf(flag, there, api);
  if (!parents.ok) return parents;
  const now = there ? ok(there) : await api.create(flag.key);
  if (!now.ok) return now;
  const { config, sides } = now.value;
  if (!sides) return failed(flagProblems.notHeld(flag.key, 'it is there, and no on-off flag'));
  const off = reachesNobody(flag);
  return api.patch(flag.key, [
    ...instructionsFor(shapeOf(flag), config, sides),
    ...parents.value.map((parent) => ({ kind: 'addPrerequisite', ...parent })),
    ...(off === config.on ? [{ kind: off ? 'turnFlagOff' : 'turnFlagOn' }] : []),
  ]);
};

type Parent = { readonly key: string; readonly variationId: string };

/** The parents that a flag does not name yet. One that is not there could never be met. */
const parentsOf = async (
  { key, prerequisites = [] }: FlagState,
  there: Flag | undefined,
  api: LaunchDarkly,
): Promise<Result<readonly Parent[]>> => {
  const known = new Set(there?.config.prerequisites.map((one) => one.key));
  const found: Parent[] = [];
  for (const parent of prerequisites.filter((one) => !known.has(one))) {
    const read = await api.flag(parent);
    if (!read.ok) return read;
    const sides = read.value?.sides;
    if (!sides) return failed(flagProblems.notHeld(key, `there is no on-off flag ${parent}, which it needs`));
    found.push({ key: parent, variationId: sides.on.id });
  }
  return ok(found);
};

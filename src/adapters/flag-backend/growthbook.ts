import { z } from 'zod';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { flagBackendAdapter, needed } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { httpClient } from '../http.ts';
import { type Flag, type GrowthBook, growthBookApi } from './growthbook-api.ts';
import { meaningOf, shapeOf, unsayable } from './growthbook-rules.ts';
import { shapeIn } from './growthbook-shape.ts';
import { flagProblems } from './problems.ts';
import { type Found, readFirst } from './read-first.ts';
import { bareFlag } from './rule-words.ts';
import { listedWhole } from './vendor-list.ts';

const KEY = {
  name: 'GROWTHBOOK_KEY',
  about: 'a secret key or personal access token that may publish features of the environment',
  needed: true,
};

const CAPABILITIES = {
  stepPercent: 0.01,
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

const Name = z.string().regex(/^[A-Za-z0-9._@+ -]{1,100}$/, 'not a name that GrowthBook gives');
const Options = z.strictObject({
  environment: Name.meta({ description: 'the environment that is rolled out in' }),
  user: Name.default('id').meta({ description: 'the attribute that tells users apart: `user.id` of the plan' }),
  owner: Name.default('Rampart').meta({ description: 'who owns a flag that is made' }),
  project: Name.optional().meta({ description: 'the id of the project of a flag that is made' }),
});

export const growthbook = flagBackendAdapter({
  name: 'growthbook',
  about: 'GrowthBook, hosted by itself or by you, by its REST API',
  place: {
    what: 'the address of the API',
    example: 'https://api.growthbook.io/?environment=production',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [KEY],
  notes: [
    'A flag is a list of rules in one environment, published in one request: named users, the standing rules, one for each condition of each ring, and a last one for everyone. Each gives the feature to some and passes the others on. Other environments stay as they are, and a flag that is not there is made with `false` for all of them. It speaks version 1 of the API, of a server that keeps `seed` and `hashVersion`: GrowthBook recommends version 2 by now, but that one replaces the rules of all environments at once.',
    '`user.id` is the attribute that the option `user` names, `user.tier` is `tier`, `account.id` is `accountId`, and any other name is itself. All shares of a flag draw by the same seed with hash version 2, whoever lacks the attribute is out, and raising a share takes nobody out.',
    'Buckets go in steps of 0.01 %, and GrowthBook lets in the one that equals the coverage. So coverage is half a step less than the share: 5 % is written as 0.04995, and reaches exactly 5 %.',
    'Conditions that look for a part of a text ask that the attribute is there: SDKs in JavaScript would compare one that is missing as the word "null".',
    'What a flag needs becomes a prerequisite of each of its rules, which needs a plan that has prerequisites. Ramp schedules, safe rollouts and experiments of GrowthBook on the same flag read as shaped by hand, and the next write would replace them.',
    'Version 1 takes no revision. Every write looks first, and the next turn reads back; between the two, somebody else may publish. Where approvals are required every write is refused, and that is told. A minute has 60 requests, and a turn takes two or three for each flag.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const key = await needed(context, KEY);
    if (!key.ok) return key;
    const headers = { authorization: `Bearer ${key.value}` };
    const server = { at, headers, secrets: { [KEY.name]: key.value } };
    return ok(backendOf(growthBookApi(httpClient(server, context), { at, ...options }), options.user));
  },
});

const backendOf = (api: GrowthBook, user: string): FlagBackend => ({
  ...readFirst<Flag>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, api, user),
    put: (flag, found) => put(flag, found?.raw, { api, user }),
  }),
  list: async (page) => {
    const read = await api.flags(page);
    if (!read.ok) return read;
    const items = read.value.items.map(({ name, flag }) => ({
      name,
      found: flag.ok ? ok(foundAs(name, flag.value, user)) : flag,
    }));
    return listedWhole(items, read.value.next);
  },
});

const find = async (key: string, api: GrowthBook, user: string): Promise<Result<Found<Flag> | undefined>> => {
  const read = await api.flag(key);
  return read.ok ? ok(read.value && foundAs(key, read.value, user)) : read;
};

const foundAs = (key: string, raw: Flag, user: string): Found<Flag> => {
  const { there, ages, ...kind } = raw;
  // Drafts, and what SDKs are sent, are not part of it: they follow from the rules, or come later.
  const revision = digestOf({ ...kind, there: { enabled: there.enabled, rules: there.rules } });
  const about = { revision, raw, aside: ages };
  const why = unlike(raw);
  if (why !== undefined) {
    const flag = { ...bareFlag(key, 100), enabled: there.enabled };
    return { ...about, flag, doubt: `${why}, so it counts as everyone` };
  }
  const { flag, doubt } = meaningOf(key, shapeIn(there), user);
  // What is off and was never shaped is no riddle.
  const untouched = !there.enabled && there.rules.length === 0;
  return { ...about, flag: { ...flag, enabled: there.enabled }, doubt: untouched ? undefined : doubt };
};

/** Why it is no flag that could be rolled out at all. */
const unlike = ({ isBoolean, startsOn }: Flag): string | undefined => {
  if (!isBoolean) return 'it is no on-off flag';
  return startsOn ? 'its default value is true, in every environment' : undefined;
};

type Standing = { readonly api: GrowthBook; readonly user: string };

const put = async (flag: FlagState, there: Flag | undefined, { api, user }: Standing): Promise<Result<void>> => {
  const why = (there && unlike(there)) ?? unsayable(flag);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  for (const parent of flag.prerequisites ?? []) {
    const read = await api.flag(parent);
    if (!read.ok) return read;
    if (!read.value?.isBoolean)
      return failed(flagProblems.notHeld(flag.key, `there is no on-off flag ${parent}, which it needs`));
  }
  const rules = shapeOf(flag, user);
  return api.publish(flag.key, { isThere: there !== undefined, enabled: !reachesNobody(flag), rules });
};

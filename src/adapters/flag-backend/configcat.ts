import { z } from 'zod';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { flagBackendAdapter, needed } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { httpClient, type Http } from '../http.ts';
import { httpProblems } from '../http-problems.ts';
import { Formula, formulaFor, meaningOf, unsayable } from './configcat-formula.ts';
import { flagProblems } from './problems.ts';
import { pageOf } from './listing.ts';
import { type Found, readFirst } from './read-first.ts';
import { bareFlag } from './rule-words.ts';
import { listedWhole } from './vendor-list.ts';

const USER = { name: 'CONFIGCAT_USER', about: 'the user name of the Public API credentials', needed: true };
const PASSWORD = { name: 'CONFIGCAT_PASSWORD', about: 'the password that belongs to it', needed: true };

const CAPABILITIES = {
  stepPercent: 1,
  segments: true,
  conditions: true,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: false,
  listed: true,
};

const Id = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'not an id that ConfigCat gives');
const Options = z.strictObject({
  config: Id.meta({ description: 'the id of the config that the flags belong to' }),
  environment: Id.meta({ description: 'the id of the environment that is rolled out in' }),
});

export const configcat = flagBackendAdapter({
  name: 'configcat',
  about: 'ConfigCat, by its Public Management API',
  place: {
    what: 'the address of the API',
    example:
      'https://api.configcat.com/?config=08d86d63-2726-47cd-8bfc-59608ecb91e2&environment=08d86d63-2731-4b8b-823a-56ddda9da038',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [USER, PASSWORD],
  notes: [
    'A flag is a list of targeting rules in one environment, replaced in one request: named users, the standing rules, one for each condition of each ring, and a percentage for everyone. The first rule that fits decides, and all percentages of a flag draw by the same hash, so raising a share takes nobody out; the seed of the plan is not sent.',
    'ConfigCat draws in whole percents, so plans that ask for finer steps are refused when they are made. There is no switch beside the rules: a flag that is off has none, and serves `false`.',
    '`user.id` is the `Identifier`, `user.email` and `user.country` are `Email` and `Country`, `user.tier` is `tier`, and any other name is itself. What a rule is for stands as the hint of its first value.',
    'A flag that is not there is made in the config, with `false` in every environment. Prerequisites that others made are taken for rules shaped by hand, and the next write would replace them.',
    'Every write looks first, at all flags of the config in one request, and the next turn reads back; ConfigCat takes no revision, so in between somebody else may write. Each write says why, for products that ask for a reason.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options }, context) => {
    const [user, password] = [await needed(context, USER), await needed(context, PASSWORD)];
    const missing = [user, password].flatMap((one) => (one.ok ? [] : one.problems));
    if (!user.ok || !password.ok) return failed(...missing);
    const shown = btoa(`${user.value}:${password.value}`);
    const secrets = { [USER.name]: user.value, [PASSWORD.name]: password.value, credentials: shown };
    const ask = httpClient({ at, headers: { authorization: `Basic ${shown}` }, secrets }, context);
    return ok(backendOf({ ask, at, ...options }));
  },
});

/** What is off has no rules there, so none are asked of it. */
const told = (flag: FlagState): FlagState => (reachesNobody(flag) ? { ...flag, targeting: [] } : flag);

type ConfigCat = {
  readonly ask: Http;
  readonly at: string;
  readonly config: string;
  readonly environment: string;
};

const Setting = Formula.extend({
  setting: z.looseObject({ settingId: z.int(), key: z.string(), settingType: z.string() }),
});
type Setting = z.infer<typeof Setting>;
const Settings = z.looseObject({
  settingFormulas: z.array(z.looseObject({ setting: z.looseObject({ key: z.string() }) })).max(10_000),
});

const backendOf = (at: ConfigCat): FlagBackend => {
  const backend = readFirst<Setting>({
    capabilities: CAPABILITIES,
    find: (key) => find(key, at),
    put: (flag, found) => put(flag, found?.raw, at),
  });
  return {
    ...backend,
    write: (flag, expected) => backend.write(told(flag), expected),
    list: async (page) => {
      const read = await settingsIn(at);
      if (!read.ok) return read;
      const { names, next } = pageOf(read.value.keys(), page);
      const items = names.map((name) => ({ name, found: foundIn(name, read.value.get(name), at) }));
      return listedWhole(items, next);
    },
  };
};

const find = async (key: string, at: ConfigCat): Promise<Result<Found<Setting> | undefined>> => {
  const read = await settingsIn(at);
  return read.ok ? foundIn(key, read.value.get(key), at) : read;
};

/** All of the config, by their keys: what it costs to know the number of one. */
const settingsIn = async ({
  ask,
  at,
  config,
  environment,
}: ConfigCat): Promise<Result<ReadonlyMap<string, unknown>>> => {
  const answer = await ask({ method: 'GET', path: `/v2/configs/${config}/environments/${environment}/values` });
  if (!answer.ok) return answer;
  const read = Settings.safeParse(answer.value.json);
  if (!read.success) return failed(httpProblems.odd({ at, write: false }, 'no list of settings'));
  return ok(new Map(read.data.settingFormulas.map((one) => [one.setting.key, one])));
};

const foundIn = (key: string, one: unknown, { at }: ConfigCat): Result<Found<Setting> | undefined> => {
  if (one === undefined) return ok(undefined);
  const read = Setting.safeParse(one);
  const [issue] = read.error?.issues ?? [];
  if (!read.success)
    return failed(httpProblems.odd({ at, write: false }, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`));
  const raw = read.data;
  const { defaultValue, targetingRules, percentageEvaluationAttribute = null } = raw;
  const revision = digestOf({ defaultValue, targetingRules, percentageEvaluationAttribute });
  const { flag, doubt } = isBoolean(raw)
    ? meaningOf(key, raw)
    : { flag: bareFlag(key, 100), doubt: 'it is no on-off flag, so it counts as everyone' };
  return ok({ flag, doubt, revision, raw });
};

const isBoolean = ({ setting }: Setting): boolean => setting.settingType === 'boolean';

const REASON = 'set by Rampart';

const put = async (flag: FlagState, there: Setting | undefined, at: ConfigCat): Promise<Result<void>> => {
  const why = there && !isBoolean(there) ? 'it is there, and no on-off flag' : unsayable(flag);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  const id = there ? ok(there.setting.settingId) : await create(flag.key, at);
  if (!id.ok) return id;
  const path = `/v2/environments/${at.environment}/settings/${id.value}/value`;
  const done = await at.ask({ method: 'PUT', path, query: { reason: REASON }, body: formulaFor(flag) });
  return done.ok ? ok(undefined) : done;
};

/** A flag without a rule, which serves false wherever it is asked for. Gives its number. */
const create = async (key: string, at: ConfigCat): Promise<Result<number>> => {
  const body = { key, name: key, settingType: 'boolean' };
  const made = await at.ask({ method: 'POST', path: `/v1/configs/${at.config}/settings`, body });
  if (!made.ok) return made;
  const read = z.looseObject({ settingId: z.int() }).safeParse(made.value.json);
  return read.success ? ok(read.data.settingId) : failed(httpProblems.odd({ at: at.at, write: true }, 'no settingId'));
};

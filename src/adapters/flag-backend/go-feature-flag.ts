import { z } from 'zod';
import { type FlagState, reachesNobody, switchedOff } from '../../core/flags/flag-state.ts';
import { whyNotHeld } from '../../core/flags/held.ts';
import { sameFlag } from '../../core/flags/compare.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { canonicalJson, digestOf } from '../../core/values/digest.ts';
import { plain } from '../../core/values/quote.ts';
import { type Context, flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import type { Told } from '../../ports/place.ts';
import { httpClient } from '../http.ts';
import { BUSY_MS, changeText, type FlagFile, greetFile, readText } from './flag-file.ts';
import { type Sheet, sheetIn } from './goff-file.ts';
import { listedBy, listedFlag, pageOf } from './listing.ts';
import { GoffFlag, meaningOf, MOVING, rulesOf, unsayable } from './goff-rules.ts';
import { flagProblems } from './problems.ts';

const KEY = {
  name: 'GOFF_API_KEY',
  about: 'the admin key of the relay proxy, where it is told to refresh',
  needed: false,
};

const CAPABILITIES = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

const Options = z.strictObject({
  relay: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .meta({ description: 'the relay proxy that is told to read the file again after each change' }),
});
type Options = z.infer<typeof Options>;

export const goFeatureFlag = flagBackendAdapter({
  name: 'go-feature-flag',
  about: 'a GO Feature Flag file, in YAML or JSON',
  place: { what: 'the file of flags', example: 'flags.goff.yaml', takes: ['file'] },
  options: Options,
  secrets: [KEY],
  notes: [
    'A flag has the variations `on` and `off`, a rule for named users, for each standing rule and each ring, and a default rule with the share of everyone. `variations`, `targeting` and `defaultRule` are set, and nothing else: comments, other fields and other flags stay, byte for byte outside of the flag that changes. Off is 0 % and no rules.',
    'Users are drawn by flag and `targetingKey`, which is what `user.id` of a plan means there. A ring that is partly open has at least the share of everyone.',
    '`starts-with`, `ends-with` and `contains` do not tell capitals from small letters in its queries; `equal-to` and `one-of` do. Quotes and backslashes cannot be asked for.',
    'A flag with a `scheduledRollout`, an `experimentation` or a `progressiveRollout` changes by itself: it counts as everyone, and is not written until somebody takes that out.',
    'Its arms share out the buckets in an order of their names that moves users as shares grow, so plans with arms are refused.',
    'With the option `relay`, `POST /admin/v1/retriever/refresh` follows each change; if that fails the change stands, is told as a warning, and is seen when the relay reads the file by itself.',
  ],
  capabilities: CAPABILITIES,
  connect: async (told, context) => {
    const refresh = await refreshBy(told.options, context);
    return refresh.ok ? ok(fileOf(told, refresh.value)) : refresh;
  },
});

type Refresh = () => Promise<readonly Problem[]>;

const refreshBy = async ({ relay }: Options, context: Context): Promise<Result<Refresh>> => {
  if (relay === undefined) return ok(async () => []);
  const key = await context.secret(KEY.name);
  if (!key.ok) return key;
  const headers = key.value === undefined ? {} : { authorization: `Bearer ${key.value}` };
  const secrets = key.value === undefined ? {} : { [KEY.name]: key.value };
  const ask = httpClient({ at: relay.replace(/\/+$/, ''), headers, secrets }, context);
  return ok(async () => {
    const told = await ask({ method: 'POST', path: '/admin/v1/retriever/refresh' });
    return told.ok ? [] : told.problems.map((one) => ({ ...one, severity: 'warning' as const }));
  });
};

const fileOf = ({ at }: Told<Options>, refresh: Refresh): FlagBackend => {
  const file: FlagFile = { path: at, begins: 'empty, or as {} in JSON' };
  return {
    capabilities: CAPABILITIES,
    read: async (keys) => {
      const text = readText(file);
      const sheet = text.ok ? sheetIn(text.value, at) : text;
      return sheet.ok ? readFlags(keys, sheet.value, at) : sheet;
    },
    write: async (flag, expected) => {
      let before = '';
      const done = changeText(file, BUSY_MS, (text) => {
        before = text;
        const sheet = sheetIn(text, at);
        return sheet.ok ? textWith(flag, { text, sheet: sheet.value, expected, at }) : sheet;
      });
      const now = done.ok ? readText(file) : undefined;
      return now?.ok && now.value !== before ? ok(undefined, await refresh()) : done;
    },
    greet: () => greetFile(file),
    list: async (page) => {
      const text = readText(file);
      const sheet = text.ok ? sheetIn(text.value, at) : text;
      if (!sheet.ok) return sheet;
      return listedBy(pageOf(Object.keys(sheet.value.flags), page), (key) => {
        const found = definitionOf(key, sheet.value, at);
        if (!found.ok || !found.value) return found.ok ? ok(undefined) : found;
        const { flag, doubt } = meaningOf(key, found.value);
        return ok(listedFlag({ flag: { ...flag, revision: digestOf(found.value) }, doubt }));
      });
    },
  };
};

const readFlags = (keys: readonly string[], sheet: Sheet, at: string): Result<readonly FlagState[]> => {
  const all = keys.map((key) => [key, definitionOf(key, sheet, at)] as const);
  const problems = all.flatMap(([, one]) => (one.ok ? [] : one.problems));
  if (problems.length > 0) return failed(...problems);
  const found = all.flatMap(([key, one]) =>
    one.ok && one.value ? [{ ...meaningOf(key, one.value), revision: digestOf(one.value) }] : [],
  );
  return ok(
    found.map(({ flag, revision }) => ({ ...flag, revision })),
    found.flatMap(({ flag, doubt }) => (doubt ? [flagProblems.edited(flag.key, doubt)] : [])),
  );
};

const definitionOf = (key: string, { flags }: Sheet, at: string): Result<GoffFlag | undefined> => {
  if (!Object.hasOwn(flags, key)) return ok(undefined);
  const read = GoffFlag.safeParse(flags[key]);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  return failed(
    flagProblems.broken(at, key, plain(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), 200)),
  );
};

type Writing = {
  readonly text: string;
  readonly sheet: Sheet;
  readonly expected: string | undefined;
  readonly at: string;
};

const textWith = (asked: FlagState, { text, sheet, expected, at }: Writing): Result<string> => {
  const flag = reachesNobody(asked) ? { ...switchedOff(asked), targeting: [] } : asked;
  const found = definitionOf(flag.key, sheet, at);
  if (!found.ok) return found;
  const moving = MOVING.find((name) => found.value?.[name] !== undefined);
  const why = whyNotHeld(asked, CAPABILITIES) ?? unsayable(flag) ?? (moving && `it has a ${moving}; take that out`);
  if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
  const variations = { on: true, off: false, ...found.value?.variations };
  const made = { ...found.value, variations, ...rulesOf(flag) };
  if (found.value && canonicalJson(found.value) === canonicalJson(made)) return ok(text);
  if ((found.value && digestOf(found.value)) !== expected)
    return failed(flagProblems.moved(flag.key, found.value !== undefined));
  const { flag: again, doubt } = meaningOf(flag.key, GoffFlag.parse(made));
  if (doubt !== undefined || !sameFlag(again, flag))
    return failed(flagProblems.notHeld(flag.key, doubt ?? 'it would be read back as something else'));
  const before = found.value ?? {};
  const fields = Object.entries({ variations, ...rulesOf(flag) }).filter(
    ([name, value]) => canonicalJson(Reflect.get(before, name) ?? null) !== canonicalJson(value),
  );
  return sheet.with(flag.key, Object.fromEntries(fields));
};

import { z } from 'zod';
import { type FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import { whyNotHeld } from '../../core/flags/held.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { plain } from '../../core/values/quote.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend, Listed, Page } from '../../ports/flag-backend.ts';
import type { Told } from '../../ports/place.ts';
import { type Assigned, assignedIn } from './env-lines.ts';
import { BUSY_MS, changeText, type FlagFile, greetFile, readText } from './flag-file.ts';
import { listedBy, listedFlag, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';

const CAPABILITIES = {
  stepPercent: 100,
  segments: false,
  conditions: false,
  allowList: false,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

const word = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'not a word');
const Options = z.strictObject({
  prefix: z
    .string()
    .regex(/^(?:[A-Za-z_][A-Za-z0-9_]{0,60})?$/, 'not the beginning of a variable')
    .default('')
    .meta({ description: 'what stands before the name of every toggle, as in `FEATURE_`' }),
  names: z
    .enum(['upper', 'as-is'])
    .default('upper')
    .meta({ description: '`upper`: faster-login is FASTER_LOGIN; `as-is`: faster_login' }),
  on: word.default('true').meta({ description: 'what is written for on' }),
  off: word.default('false').meta({ description: 'what is written for off' }),
});
type Options = z.infer<typeof Options>;

export const env = flagBackendAdapter({
  name: 'env',
  about: 'environment variables in a dotenv file: on or off, nothing between',
  place: { what: 'the dotenv file', example: '.env?prefix=FEATURE_', takes: ['file'] },
  options: Options,
  secrets: [],
  notes: [
    'A toggle is a variable: `FASTER_LOGIN=true`. What a variable cannot say in its name becomes an underscore. `1`, `yes` and `on` mean on as well; `0`, `no`, `off` and nothing mean off; anything else counts as on, and is told.',
    'The file must be there, and stays as it is but for the values that change: comments, order, quotes and what belongs to others. Where a variable stands twice, the last counts, and both are written.',
    'A list of its toggles holds the variables with the prefix; without one, those whose value says on or off. Names come in small letters, with underscores: what a plan calls faster-login is faster_login there.',
    'It takes effect when whoever reads the file reads it again, mostly with a deployment. Plan for that: a rollback is not faster than that either.',
  ],
  capabilities: CAPABILITIES,
  connect: async (told) => ok(dotenv(told)),
});

const dotenv = ({ at, options }: Told<Options>): FlagBackend => {
  const file: FlagFile = { path: at, begins: 'empty' };
  return {
    capabilities: CAPABILITIES,
    read: async (keys) => {
      const text = readText(file);
      return text.ok ? readFlags(keys, text.value, options) : text;
    },
    write: async (flag, expected) => {
      const why = whyNotHeld(flag, CAPABILITIES);
      if (why !== undefined) return failed(flagProblems.notHeld(flag.key, why));
      return changeText(file, BUSY_MS, (text) => withFlag(flag, { text, expected, options }));
    },
    greet: () => greetFile(file),
    list: async (page) => {
      const text = readText(file);
      return text.ok ? togglesIn(text.value, options, page) : text;
    },
  };
};

const readFlags = (keys: readonly string[], text: string, options: Options): Result<readonly FlagState[]> => {
  const all = assignedIn(text);
  const found = keys.flatMap((key) => {
    const [last] = allOf(key, all, options).slice(-1);
    return last ? [{ key, ...meaningOf(last.value, options), revision: revisionOf(last) }] : [];
  });
  const doubts = found.flatMap(({ key, doubt }): Problem[] => (doubt ? [flagProblems.edited(key, doubt)] : []));
  return ok(
    found.map(({ key, enabled, revision }) => ({ ...stateOf(key, enabled), revision })),
    doubts,
  );
};

const stateOf = (key: string, enabled: boolean): FlagState => ({
  key,
  enabled,
  percent: enabled ? 100 : 0,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});

/** The same variable may be assigned more than once; the last one counts. */
const allOf = (key: string, all: readonly Assigned[], options: Options): readonly Assigned[] => {
  const name = nameOf(key, options);
  return all.filter((one) => one.name === name);
};

const nameOf = (key: string, { prefix, names }: Options): string => {
  const name = `${prefix}${key.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
  return names === 'upper' ? name.toUpperCase() : name;
};

const ON = new Set(['true', '1', 'yes', 'on']);
const OFF = new Set(['false', '0', 'no', 'off', '']);

const meaningOf = (value: string, { on, off }: Options): { enabled: boolean; doubt?: string } => {
  if (value === on) return { enabled: true };
  if (value === off) return { enabled: false };
  if (ON.has(value.toLowerCase())) return { enabled: true };
  if (OFF.has(value.toLowerCase())) return { enabled: false };
  return { enabled: true, doubt: `its value is "${plain(value)}", so it counts as everyone` };
};

const revisionOf = ({ value }: Assigned): string => digestOf(value);

/** The variables that are toggles: those with the prefix; without one, those whose value says on or off. */
const togglesIn = async (text: string, options: Options, page: Page): Promise<Result<Listed>> => {
  const { prefix, names } = options;
  const given = names === 'upper' ? prefix.toUpperCase() : prefix;
  const toggles = assignedIn(text).filter(
    (one) => one.name.startsWith(given) && (given !== '' || meaningOf(one.value, options).doubt === undefined),
  );
  const last = new Map(toggles.map((one) => [keyOf(one.name.slice(given.length), options), one]));
  const listed = await listedBy(pageOf(last.keys(), page), (key) => {
    const one = last.get(key);
    if (!one) return ok(undefined);
    const { enabled, doubt } = meaningOf(one.value, options);
    return ok(listedFlag({ flag: { ...stateOf(key, enabled), revision: revisionOf(one) }, doubt }));
  });
  return listed.ok ? ok({ ...listed.value, folded: true }) : listed;
};

const keyOf = (name: string, { names }: Options): string => (names === 'upper' ? name.toLowerCase() : name);

type Writing = { readonly text: string; readonly expected: string | undefined; readonly options: Options };

const withFlag = (flag: FlagState, { text, expected, options }: Writing): Result<string> => {
  const there = allOf(flag.key, assignedIn(text), options);
  const wanted = !reachesNobody(flag);
  const value = wanted ? options.on : options.off;
  const last = there.at(-1);
  const now = last && meaningOf(last.value, options);
  if (now?.enabled === wanted && now.doubt === undefined) return ok(text);
  if ((last && revisionOf(last)) !== expected) return failed(flagProblems.moved(flag.key, last !== undefined));
  if (last) return ok(there.reduceRight((left, { from, to }) => left.slice(0, from) + value + left.slice(to), text));
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  const name = nameOf(flag.key, options);
  // A key such as 2fa is no variable by itself.
  if (/^\d/.test(name)) return failed(flagProblems.notHeld(flag.key, 'no variable begins with a digit; give a prefix'));
  return ok(`${text}${gap}${name}=${value}\n`);
};

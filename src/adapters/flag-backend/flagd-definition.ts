import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { plain } from '../../core/values/quote.ts';
import { bare, type Meaning, meaningOf } from './flagd-reading.ts';
import { type Logic, servedOf } from '../../core/flags/flagd-targeting.ts';
import { flagProblems } from './problems.ts';

const Json = z.custom<Logic>((value) => value !== undefined);

/** A flag as it stands in the file. What else is in it is none of our business, and stays. */
const FlagdFlag = z.looseObject({
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.record(z.string(), Json),
  defaultVariant: z.string().nullish(),
  targeting: Json.optional(),
});
export type FlagdFlag = z.infer<typeof FlagdFlag>;

export const definitionOf = (
  flags: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
): Result<FlagdFlag | undefined> => {
  if (!Object.hasOwn(flags, key)) return ok(undefined);
  const read = FlagdFlag.safeParse(flags[key]);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') ?? '';
  return failed(flagProblems.broken(path, key, plain(`${where} ${issue?.message ?? ''}`.trim(), 200)));
};

/** Of the whole flag, with what means nothing to us. */
export const revisionOf = (flag: FlagdFlag): string => digestOf(flag);

/** What a flag is. One that is switched off reaches nobody, however it is shaped. */
export const stateOf = (key: string, found: FlagdFlag): Meaning => {
  const { flag, doubt } = enabledState(key, found);
  return found.state === 'DISABLED' ? { flag: { ...flag, enabled: false }, doubt: undefined } : { flag, doubt };
};

const enabledState = (key: string, { variants, defaultVariant, targeting }: FlagdFlag): Meaning => {
  if (variants['on'] === false || variants['off'] === true)
    return { flag: bare(key, 100), doubt: 'on does not mean true in it, so it counts as everyone' };
  if (targeting === undefined || digestOf(targeting) === NO_TARGETING) return defaultState(key, defaultVariant);
  const { flag, doubt } = meaningOf(key, targeting);
  const { no } = servedOf(flag);
  const other =
    defaultVariant === no ? undefined : `its default variant is ${plain(String(defaultVariant))}, not ${no}`;
  return { flag, doubt: doubt ?? other };
};

const NO_TARGETING = digestOf({});

/** Without a default variant the program that asks decides for itself: as it does when flagd cannot be reached. */
const defaultState = (key: string, name: string | null | undefined): Meaning => {
  if (name === 'on') return { flag: bare(key, 100), doubt: undefined };
  if (name === 'off' || name === null || name === undefined) return { flag: bare(key, 0), doubt: undefined };
  return { flag: bare(key, 100), doubt: `everybody gets ${plain(name)}` };
};

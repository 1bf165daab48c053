import { FlagdFlag } from '../../core/flags/flagd-flag.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { plain } from '../../core/values/quote.ts';
import { flagProblems } from './problems.ts';

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

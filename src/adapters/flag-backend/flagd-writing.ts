import type { FlagState } from '../../core/flags/flag-state.ts';
import { type FlagdFlag, shapedAs } from '../../core/flags/flagd-flag.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { revisionOf } from './flagd-definition.ts';
import { withMember } from './json-splice.ts';
import { flagProblems } from './problems.ts';

type Writing = { readonly text: string; readonly found: FlagdFlag | undefined; readonly expected: string | undefined };

/** The file's text with the flag as it should be; the same text where it is so already. */
export const textWith = (flag: FlagState, { text, found, expected }: Writing): Result<string> => {
  const shaped = shapedAs(flag, found);
  if ('whyNot' in shaped) return failed(flagProblems.notHeld(flag.key, shaped.whyNot));
  const { made } = shaped;
  const revision = found && revisionOf(found);
  if (revision === revisionOf(made)) return ok(text);
  if (revision !== expected) return failed(flagProblems.moved(flag.key, found !== undefined));
  const at = ['flags', flag.key];
  return ok(found ? withFields(text, at, { found, made }) : withMember(laidOut(text), at, made));
};

/** A file without flags is mostly one short line; with flags in it people will want to read it. */
const laidOut = (text: string): string =>
  /"flags":\s*\{\s*\}/.test(text) ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text;

const withFields = (text: string, at: readonly string[], flags: { found: FlagdFlag; made: FlagdFlag }): string =>
  ['state', 'variants', 'defaultVariant', 'targeting']
    .filter((name) => digestOf(flags.found[name] ?? null) !== digestOf(flags.made[name]))
    .reduce((now, name) => withMember(now, [...at, name], flags.made[name]), text);

import { sameFlag } from '../../core/flags/compare.ts';
import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { type FlagdFlag, revisionOf, stateOf } from './flagd-definition.ts';
import { type Logic, servedOf, targetingOf } from '../../core/flags/flagd-targeting.ts';
import { withMember } from './json-splice.ts';
import { flagProblems } from './problems.ts';

type Writing = { readonly text: string; readonly found: FlagdFlag | undefined; readonly expected: string | undefined };

/** The file's text with the flag as it should be; the same text where it is so already. */
export const textWith = (flag: FlagState, { text, found, expected }: Writing): Result<string> => {
  const made = definitionFor(flag, found);
  if (!made.ok) return made;
  const revision = found && revisionOf(found);
  if (revision === revisionOf(made.value)) return ok(text);
  if (revision !== expected) return failed(flagProblems.moved(flag.key, found !== undefined));
  const at = ['flags', flag.key];
  return ok(found ? withFields(text, at, { found, made: made.value }) : withMember(laidOut(text), at, made.value));
};

/** A file without flags is mostly one short line; with flags in it people will want to read it. */
const laidOut = (text: string): string =>
  /"flags":\s*\{\s*\}/.test(text) ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text;

const withFields = (text: string, at: readonly string[], flags: { found: FlagdFlag; made: FlagdFlag }): string =>
  ['state', 'variants', 'defaultVariant', 'targeting']
    .filter((name) => digestOf(flags.found[name] ?? null) !== digestOf(flags.made[name]))
    .reduce((now, name) => withMember(now, [...at, name], flags.made[name]), text);

/** Refused where it would not be read back as what it is. */
const definitionFor = (flag: FlagState, found: FlagdFlag | undefined): Result<FlagdFlag> => {
  const variants = { ...found?.variants, ...missing(flag, found) };
  const kinds = new Set(Object.values(variants).map(kindOf));
  if (kinds.size > 1)
    return failed(
      flagProblems.notHeld(flag.key, `its variants would be ${[...kinds].join(' and ')}, and flagd takes one kind`),
    );
  const made: FlagdFlag = {
    ...found,
    state: flag.enabled ? 'ENABLED' : 'DISABLED',
    variants,
    defaultVariant: servedOf(flag).no,
    targeting: targetingOf(flag),
  };
  const { flag: again, doubt } = stateOf(flag.key, made);
  if (doubt === undefined && sameFlag(again, flag)) return ok(made);
  return failed(flagProblems.notHeld(flag.key, doubt ?? 'it would be read back as something else'));
};

/** The variants it needs and does not have. Those it has keep what they stand for. */
const missing = ({ variants = [] }: FlagState, found: FlagdFlag | undefined): Readonly<Record<string, Logic>> => {
  const needed: [string, Logic][] =
    variants.length > 0
      ? variants.map(({ name }) => [name, name])
      : [
          ['on', true],
          ['off', false],
        ];
  return Object.fromEntries(needed.filter(([name]) => !Object.hasOwn(found?.variants ?? {}, name)));
};

const kindOf = (value: Logic): string => {
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'object' ? 'objects' : `${typeof value}s`;
};

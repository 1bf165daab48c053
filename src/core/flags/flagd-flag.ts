import { z } from 'zod';
import { plain } from '../values/quote.ts';
import { sameFlag } from './compare.ts';
import type { FlagState } from './flag-state.ts';
import { bare, type Meaning, meaningOf } from './flagd-reading.ts';
import { type Logic, servedOf, targetingOf } from './flagd-targeting.ts';

const Json = z.custom<Logic>((value) => value !== undefined);

/** A flag as flagd reads it. What else is in it is none of our business, and stays. */
export const FlagdFlag = z.looseObject({
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.record(z.string(), Json),
  defaultVariant: z.string().nullish(),
  targeting: Json.optional(),
});
export type FlagdFlag = z.infer<typeof FlagdFlag>;

/** What a flag is. One that is switched off reaches nobody, however it is shaped. */
export const stateOf = (key: string, found: FlagdFlag): Meaning => {
  const { flag, doubt } = enabledState(key, found);
  return found.state === 'DISABLED' ? { flag: { ...flag, enabled: false }, doubt: undefined } : { flag, doubt };
};

const enabledState = (key: string, { variants, defaultVariant, targeting }: FlagdFlag): Meaning => {
  if (variants['on'] === false || variants['off'] === true)
    return { flag: bare(key, 100), doubt: 'on does not mean true in it, so it counts as everyone' };
  if (targeting === undefined || isEmpty(targeting)) return defaultState(key, defaultVariant);
  const { flag, doubt } = meaningOf(key, targeting);
  const { no } = servedOf(flag);
  const other =
    defaultVariant === no ? undefined : `its default variant is ${plain(String(defaultVariant))}, not ${no}`;
  return { flag, doubt: doubt ?? other };
};

const isEmpty = (targeting: Logic): boolean =>
  typeof targeting === 'object' &&
  targeting !== null &&
  !Array.isArray(targeting) &&
  Object.keys(targeting).length === 0;

/** Without a default variant the program that asks decides for itself: as it does when flagd cannot be reached. */
const defaultState = (key: string, name: string | null | undefined): Meaning => {
  if (name === 'on') return { flag: bare(key, 100), doubt: undefined };
  if (name === 'off' || name === null || name === undefined) return { flag: bare(key, 0), doubt: undefined };
  return { flag: bare(key, 100), doubt: `everybody gets ${plain(name)}` };
};

/** A flag as flagd would read it, or why it could not be read back as what it is. */
export type Shaped = { readonly made: FlagdFlag } | { readonly whyNot: string };

/** Of one that is there, the four fields that say who gets what; the rest stays, and so does what a variant stands for. */
export const shapedAs = (flag: FlagState, found: FlagdFlag | undefined): Shaped => {
  const variants = { ...found?.variants, ...missing(flag, found) };
  const kinds = new Set(Object.values(variants).map(kindOf));
  if (kinds.size > 1) return { whyNot: `its variants would be ${[...kinds].join(' and ')}, and flagd takes one kind` };
  const made: FlagdFlag = {
    ...found,
    state: flag.enabled ? 'ENABLED' : 'DISABLED',
    variants,
    defaultVariant: servedOf(flag).no,
    targeting: targetingOf(flag),
  };
  const { flag: again, doubt } = stateOf(flag.key, made);
  if (doubt === undefined && sameFlag(again, flag)) return { made };
  return { whyNot: doubt ?? 'it would be read back as something else' };
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

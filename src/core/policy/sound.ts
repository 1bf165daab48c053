import type { z } from 'zod';
import { pathInWords } from '../values/issues.ts';
import { DEFAULT_POLICY } from './defaults/index.ts';
import { isNamedTable } from './merge.ts';
import { Policy } from './policy.ts';
import { isTable } from './vet.ts';

type Place = readonly string[];

export type Sound = {
  readonly policy: Policy;
  /** What was put back to how it is built in, in words: nothing the rules find there is the team's. */
  readonly putBack: readonly string[];
};

/**
 * A policy with its faulty rows and fields as they are built in, so that the rules can look at all the rest. Undefined
 * where a faulty row is new: nothing built in can stand for it, and whatever names it would be blamed in its place.
 */
export const soundPart = (value: unknown): Sound | undefined => {
  const read = Policy.safeParse(value);
  if (read.success) return { policy: read.data, putBack: [] };
  const places = read.error.issues.flatMap(placesOf);
  if (places.some(isNewRow)) return undefined;
  const mended = Policy.safeParse(places.reduce((part, place) => asBuiltIn(part, DEFAULT_POLICY, place), value));
  return mended.success ? { policy: mended.data, putBack: places.map(pathInWords) } : undefined;
};

/** `schedule.windows`, `metrics.error-rate`: two names down there is a row or a field. */
const DEPTH = 2;

/** Fields that belong nowhere are named beside the path of what they are in. */
const placesOf = (issue: z.core.$ZodIssue): Place[] => {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => path.slice(0, DEPTH).map(String));
};

const isNewRow = ([table = '', row = '']: Place): boolean =>
  isNamedTable([table]) && row !== '' && ownValue(ownValue(DEFAULT_POLICY, table), row) === undefined;

const asBuiltIn = (part: unknown, builtIn: unknown, [key, ...rest]: Place): unknown => {
  if (key === undefined || !isTable(part)) return builtIn;
  const others = Object.entries(part).filter(([name]) => name !== key);
  const mended = asBuiltIn(part[key], ownValue(builtIn, key), rest);
  return Object.fromEntries(mended === undefined ? others : [...others, [key, mended]]);
};

const ownValue = (table: unknown, key: string): unknown =>
  isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;

import { pathInWords } from '../values/issues.ts';
import type { EffectivePolicy } from './built-in.ts';
import { isTable, type Path } from './vet.ts';

export const BUILT_IN = 'built in';

/** One value of a policy, as people read it. */
export type PolicyRow = { readonly path: string; readonly value: string; readonly origin: string };

/** A value that is not built in; null for a row that was taken out. */
export type Overridden = { readonly path: string; readonly value: unknown; readonly origin: string };

type Described = Pick<EffectivePolicy, 'policy' | 'origins'>;

/** Every value in force, in the order of the policy, then what was taken out. */
export const policyRows = ({ policy, origins }: Described): PolicyRow[] => {
  const rows = leavesIn(policy, []).map(({ path, value }) => ({
    path,
    value: inShort(value),
    origin: origins.get(path) ?? BUILT_IN,
  }));
  return [...rows, ...takenOut({ policy, origins }).map((row) => ({ ...row, value: 'taken out' }))];
};

export const overridden = ({ policy, origins }: Described): Overridden[] => {
  const given = leavesIn(policy, []).flatMap(({ path, value }) => {
    const origin = origins.get(path);
    return origin === undefined ? [] : [{ path, value, origin }];
  });
  return [...given, ...takenOut({ policy, origins })];
};

const takenOut = ({ policy, origins }: Described): Overridden[] => {
  const there = new Set(leavesIn(policy, []).map(({ path }) => path));
  return [...origins].filter(([path]) => !there.has(path)).map(([path, origin]) => ({ path, value: null, origin }));
};

/** Lists and empty tables count as one value, as they do where policies are laid over each other. */
const leavesIn = (value: unknown, path: Path): { readonly path: string; readonly value: unknown }[] =>
  isTable(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leavesIn(inner, [...path, key]))
    : [{ path: pathInWords(path), value }];

/** On one line: `[mon, tue]`, `{days: [mon], from: 09:00}`. */
const inShort = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inShort).join(', ')}]`;
  if (!isTable(value)) return String(value);
  const fields = Object.entries(value).map(([key, inner]) => `${key}: ${inShort(inner)}`);
  return `{${fields.join(', ')}}`;
};

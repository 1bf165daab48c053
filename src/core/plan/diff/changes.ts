import { canonicalJson } from '../../values/digest.ts';

/** A field by its name, or a row of a list by what it is known by. */
export type Step = { readonly name: string; readonly row: boolean };
export type Path = readonly Step[];

/** One place in which two documents differ. `undefined` stands for: is not there. */
export type Change = {
  readonly path: Path;
  readonly before: unknown;
  readonly after: unknown;
  /** The same rows in another order. */
  readonly moved: boolean;
};

/** Small values that only mean something as a whole. */
const WHOLE = new Set(['rule', 'noData', 'deadline', 'place', 'metric', 'when', 'users']);

/** What a row may be known by, the best first; it counts where every row has it and no two share it. */
const NAMES = ['id', 'key', 'name', 'ring', 'path', 'risk', 'text'];

/** Every difference between two JSON documents: where their canonical forms differ there is at least one, else none. */
export const changesBetween = (before: unknown, after: unknown, path: Path = []): Change[] => {
  if (same(before, after)) return [];
  if (isWhole(path.at(-1))) return [{ path, before, after, moved: false }];
  if (Array.isArray(before) && Array.isArray(after)) return changedRows(before, after, path);
  if (isRecord(before) && isRecord(after)) return changedFields(before, after, path);
  return [{ path, before, after, moved: false }];
};

const isWhole = (step: Step | undefined): boolean => step !== undefined && !step.row && WHOLE.has(step.name);

/** What is not there is not the same as null. */
const same = (a: unknown, b: unknown): boolean =>
  (a === undefined) === (b === undefined) && canonicalJson(a) === canonicalJson(b);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const changedFields = (before: Record<string, unknown>, after: Record<string, unknown>, path: Path): Change[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    changesBetween(before[key], after[key], [...path, { name: key, row: false }]),
  );

const changedRows = (before: unknown[], after: unknown[], path: Path): Change[] => {
  const nameOf = namingOf(before, after);
  const [old, now] = [named(before, nameOf), named(after, nameOf)];
  const names = [...new Set([...now.keys(), ...old.keys()])];
  const changes = names.flatMap((name) => changesBetween(old.get(name), now.get(name), [...path, { name, row: true }]));
  const kept = (rows: ReadonlyMap<string, unknown>) =>
    [...rows.keys()].filter((name) => old.has(name) && now.has(name));
  return same(kept(old), kept(now)) ? changes : [...changes, { path, before, after, moved: true }];
};

type Naming = (row: unknown) => string;

/** Rows without a name are known by all they say; two that say the same by which of them comes first. */
const namingOf = (before: readonly unknown[], after: readonly unknown[]): Naming => {
  const field = NAMES.find((name) => [before, after].every((rows) => isUnique(rows, name)));
  return (row) => {
    const name = field !== undefined && isRecord(row) ? row[field] : row;
    return typeof name === 'string' ? name : canonicalJson(row);
  };
};

const isUnique = (rows: readonly unknown[], field: string): boolean => {
  const names = rows.map((row) => (isRecord(row) ? row[field] : undefined));
  return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
};

const named = (rows: readonly unknown[], nameOf: Naming): Map<string, unknown> => {
  const found = new Map<string, unknown>();
  for (const row of rows) {
    const name = nameOf(row);
    let unused = name;
    for (let count = 2; found.has(unused); count += 1) unused = `${name} (${count})`;
    found.set(unused, row);
  }
  return found;
};

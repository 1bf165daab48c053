import { problem, type Problem } from '../problem.ts';
import { pathInWords } from '../values/issues.ts';
import { didYouMean } from '../values/nearest.ts';
import { quoted } from '../values/quote.ts';
import { isTable, type Path, type Table } from './vet.ts';

/** Where the rows have names, `null` takes one out. A star stands for any name. */
const NAMED_TABLES: readonly Path[] = [
  ['rules'],
  ['withheld'],
  ['ladders'],
  ['rings'],
  ['metrics'],
  ['triggers'],
  ['triggers', '*'],
  ['review', 'roles'],
  ['environments'],
  ['backends'],
  ['checklists', 'before'],
  ['checklists', 'during'],
  ['checklists', 'after'],
  ['communications'],
  ['announce'],
  ['dependencies'],
  ['risks'],
  ['recommendations'],
  ['successCriteria'],
];

export type Merged = {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Every leaf that the overlay gave, and every row that it took out. */
  readonly given: readonly Path[];
};

/**
 * Lays a vetted overlay over a base. Tables merge by key; lists and single values replace; a table that says what it `is`
 * replaces the other whole, since the fields of one kind mean nothing beside another.
 */
export const merge = (base: unknown, overlay: unknown, path: Path = []): Merged => {
  if (!isTable(overlay)) return { value: overlay, problems: nullsIn(overlay, path), given: [path] };
  const rows = isTable(base) && !Object.hasOwn(overlay, 'is') ? base : {};
  const changes = Object.entries(overlay).map(([key, value]) => ({
    key,
    ...(value === null ? takeOut(rows, key, path) : merge(ownValue(rows, key), value, [...path, key])),
  }));
  const removed = new Set(changes.filter(({ value }) => value === undefined).map(({ key }) => key));
  const kept = Object.entries({ ...rows, ...asTable(changes) }).filter(([key]) => !removed.has(key));
  return {
    value: Object.fromEntries(kept),
    problems: changes.flatMap(({ problems }) => problems),
    given: changes.length === 0 && !isTable(base) ? [path] : changes.flatMap(({ given }) => given),
  };
};

const asTable = (changes: readonly { key: string; value: unknown }[]): Table =>
  Object.fromEntries(changes.map(({ key, value }) => [key, value]));

const ownValue = (rows: Table, key: string): unknown => (Object.hasOwn(rows, key) ? rows[key] : undefined);

/** Where nothing may be taken out, what was there stays, so that one mistake is not said twice. */
const takeOut = (rows: Table, key: string, path: Path): Merged => {
  const here = [...path, key];
  const there = ownValue(rows, key);
  if (!isNamedTable(path)) return { value: there, problems: [emptyValue(here)], given: [] };
  if (there === undefined) return { value: undefined, problems: [noSuchRow(here, Object.keys(rows))], given: [] };
  return { value: undefined, problems: [], given: [here] };
};

export const isNamedTable = (path: Path): boolean =>
  NAMED_TABLES.some(
    (table) => table.length === path.length && table.every((part, at) => part === '*' || part === path[at]),
  );

/** Inside lists there is nothing to take away from. */
const nullsIn = (value: unknown, path: Path): readonly Problem[] => {
  if (value === null) return [emptyValue(path)];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    nullsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const emptyValue = (path: Path): Problem =>
  problem({
    kind: 'invalid',
    code: 'policy-empty-value',
    path: pathInWords(path),
    message: 'has no value',
    hint: 'write one, or take the line out to keep what is built in; null removes a row of a named table and nothing else',
  });

const noSuchRow = (path: Path, names: readonly string[]): Problem => {
  const name = String(path.at(-1));
  return problem({
    kind: 'invalid',
    code: 'policy-no-such-row',
    path: pathInWords(path),
    message: `there is no row ${quoted(name)} to take out${didYouMean(name, names)}`,
    hint: 'take the line out, or name a row that is there: rampart policy lists them',
  });
};

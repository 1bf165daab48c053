export type Path = readonly (string | number)[];

const isTable = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;

/** Every single value of a document, with where it stands. */
export const leavesOf = (
  value: unknown,
  path: Path = [],
): readonly { readonly path: Path; readonly value: unknown }[] =>
  isTable(value)
    ? Object.entries(value).flatMap(([key, inner]) =>
        leavesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [{ path, value }];

/** Every object of a document, itself included. */
export const objectsOf = (value: unknown, path: Path = []): readonly Path[] => {
  if (!isTable(value)) return [];
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    objectsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return Array.isArray(value) ? inside : [path, ...inside];
};

export const withValue = (value: unknown, [key, ...rest]: Path, next: unknown): unknown => {
  if (key === undefined) return next;
  if (Array.isArray(value)) return value.map((one, at) => (at === key ? withValue(one, rest, next) : one));
  const table = isTable(value) ? value : {};
  return { ...table, [key]: withValue(table[key], rest, next) };
};

export const without = (value: object, [key]: Path): unknown =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

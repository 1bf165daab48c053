import fc from 'fast-check';

type Path = readonly (string | number)[];

/** Every place in a document, the whole first. */
const placesIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inside.flatMap(([key, one]) => placesIn(one, [...path, key]))];
};

type Edit = (parent: Record<string | number, unknown>, key: string | number) => void;

const drop: Edit = (parent, key) => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
};

const addKey: Edit = (parent, key) => {
  const here = parent[key];
  if (typeof here === 'object' && here !== null && !Array.isArray(here)) Object.assign(here, { surplus: 1 });
  else if (!Array.isArray(parent)) parent['surplus'] = here;
};

const put =
  (value: unknown): Edit =>
  (parent, key) => {
    parent[key] = value;
  };

const repeat: Edit = (parent, key) => {
  const here = parent[key];
  if (Array.isArray(here) && here.length > 0) parent[key] = Array.from({ length: 10_001 }, () => here[0]);
};

const TEXTS = ['', 'x', 'Mixed Case!', 'P1D', 'PT', '1d', 'P1Y', '2026-01-01T00:00:00Z', '25:00', '🎯'.repeat(200)];
const LONG = [301, 800, 2500].map((length) => 'x'.repeat(length));
const NUMBERS = [0, -1, 0.5, 100, 100.001, 101, 1e9, 1e12, 2 ** 53, -0.001, 1e300];
const ODD: readonly unknown[] = [null, true, [], {}, [null], { a: 1 }, ...TEXTS, ...LONG, ...NUMBERS];

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.constant(drop),
  fc.constant(addKey),
  fc.constant(repeat),
  fc.constantFrom(...ODD).map(put),
);

/** One of the documents with one thing wrong with it, or different: the two judges must agree on which. */
export const mutatedFrom = (documents: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...documents), fc.nat(), edits).map(([document, at, edit]) => {
    const box = { document: structuredClone(document) };
    const places = placesIn(document);
    const path = ['document', ...(places[at % places.length] ?? [])];
    const key = path.at(-1) ?? 'document';
    const parent = path.slice(0, -1).reduce<unknown>((here, one) => Reflect.get(Object(here), one), box);
    edit(parent as Record<string | number, unknown>, key);
    return box.document;
  });

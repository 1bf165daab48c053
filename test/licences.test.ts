import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TOP } from '../scripts/pack.ts';

/** Licences that ask no more of whoever ships Rampart than its own does: Apache-2.0. */
const ALLOWED = new Set([
  '(MIT OR CC0-1.0)',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

type Entry = {
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};
type Lock = Readonly<Record<string, Entry>>;

/** Everything a user gets with Rampart: its dependencies, theirs, and so on. */
const shipped = (lock: Lock, from = '', seen: Set<string> = new Set()): Set<string> => {
  const { dependencies, optionalDependencies, peerDependencies } = lock[from] ?? {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const place = placeOf(lock, name, from);
    if (place === undefined || seen.has(place)) continue;
    shipped(lock, place, seen.add(place));
  }
  return seen;
};

/** Where Node would find it: beside, or in a folder further up. */
const placeOf = (lock: Lock, name: string, from: string): string | undefined => {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (place in lock) return place;
  return from === '' ? undefined : placeOf(lock, name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
};

/** A script that runs while a user installs could do anything at all. */
const scripted = (lock: Lock): string[] => [...shipped(lock)].filter((place) => lock[place]?.hasInstallScript);

const refused = (lock: Lock): string[] =>
  [...shipped(lock)]
    .filter((place) => !ALLOWED.has(lock[place]?.license ?? ''))
    .map((place) => `${place}: ${lock[place]?.license}`);

it('everything that ships with Rampart may ship with it', () => {
  const { packages } = JSON.parse(readFileSync(join(TOP, 'package-lock.json'), 'utf8')) as { packages: Lock };
  expect(shipped(packages).size).toBeGreaterThan(20);
  expect(refused(packages)).toEqual([]);
  expect(scripted(packages)).toEqual([]);
});

it('sees a licence deep down, the right one of two versions, and one that is not told', () => {
  const lock: Lock = {
    '': { dependencies: { a: '1', b: '1' } },
    'node_modules/a': { license: 'MIT', dependencies: { b: '2' }, optionalDependencies: { c: '1' } },
    'node_modules/a/node_modules/b': { license: 'GPL-3.0-only' },
    'node_modules/b': { license: 'MIT' },
    'node_modules/c': { hasInstallScript: true },
    'node_modules/for-work-only': { license: 'GPL-3.0-only' },
  };
  expect(refused(lock)).toEqual(['node_modules/a/node_modules/b: GPL-3.0-only', 'node_modules/c: undefined']);
  expect(scripted(lock)).toEqual(['node_modules/c']);
});

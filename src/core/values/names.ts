import { z } from 'zod';
import { Line } from './text.ts';

/** Beside their name. By these an author of a change is known who has another name here. */
export const KnownAs = z
  .array(Line)
  .max(20)
  .meta({ description: 'other names and addresses of the same person, as git and hosts write them' });

/**
 * What somebody is called by one who writes `Zoe <zoe@example.com>`: all of it, the name, or the address. Case, blanks,
 * the width of letters and what nobody sees make nobody somebody else.
 */
export const namesIn = (written: string): readonly string[] => {
  const from = written.lastIndexOf('<');
  const to = written.indexOf('>', from);
  const parts = from < 0 || to < 0 ? [] : [written.slice(0, from), written.slice(from + 1, to)];
  return [...new Set([written, ...parts].map(plainName).filter((name) => name !== ''))];
};

export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** Somebody, and the other names that they are known by. */
export type Known = { readonly name: string; readonly knownAs?: readonly string[] | undefined };

export const namesOf = ({ name, knownAs = [] }: Known): ReadonlySet<string> =>
  new Set([name, ...knownAs].flatMap(namesIn));

/** One of the names is enough. */
export const isCalled = (names: ReadonlySet<string>, written: string): boolean =>
  namesIn(written).some((name) => names.has(name));

export const shareOne = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].some((name) => other.has(name));

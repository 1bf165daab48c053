import { type Known, namesIn, namesOf, shareOne } from '../values/names.ts';

/**
 * Authors of a change whom none of these people is known as: whether one of them approves what they wrote themselves
 * cannot be told. Each by the first of the ways in which they are written.
 */
export const strangersAmong = (authors: readonly string[], people: readonly Known[]): readonly string[] => {
  const known = new Set(people.flatMap((one) => [...namesOf(one)]));
  return eachOnce(authors).flatMap(({ written, names }) => (shareOne(names, known) ? [] : [written]));
};

/** Whether somebody is known by an address: then they are told from others who are, by theirs. */
export const hasAddress = (one: Known): boolean => [...namesOf(one)].some((name) => /^\S+@\S+$/.test(name));

type Author = { readonly written: string; readonly names: ReadonlySet<string> };

/** `Zoe <zoe@example.com>`, `Zoe` and `zoe@example.com` are one. */
const eachOnce = (authors: readonly string[]): readonly Author[] =>
  authors.reduce<readonly Author[]>((all, written) => {
    const names = new Set(namesIn(written));
    const same = all.filter((one) => shareOne(one.names, names));
    const first = same[0]?.written ?? written;
    const merged = { written: first, names: new Set([...same.flatMap((one) => [...one.names]), ...names]) };
    return [...all.filter((one) => !same.includes(one)), merged];
  }, []);

import type { ListedFlag } from '../../core/flags/inventory.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Listed, Page } from '../../ports/flag-backend.ts';
import { type Doubt, httpProblems } from '../http-problems.ts';
import { listedBy } from './listing.ts';
import { type Found, listedIn } from './read-first.ts';

/** A flag that came in a list, and what it was found to be. */
export type Item = { readonly name: string; readonly found: Result<Found<unknown> | undefined> };

/** For flag systems whose list comes with the flags themselves: nothing more is asked. */
export const listedWhole = (items: readonly Item[], next: string | undefined): Promise<Result<Listed>> => {
  const byName = new Map(
    items.map(({ name, found }): [string, Result<ListedFlag | undefined>] => [name, listedIn(found)]),
  );
  return listedBy({ names: [...byName.keys()], next }, (name) => byName.get(name) ?? ok(undefined));
};

/** No vendor gives more at once. */
const MOST = 100;

/** A page as vendors count it: how many are passed over, and how many are asked for. */
export const offsetOf = ({ after, most }: Page) => ({ offset: Number(after ?? 0), limit: Math.min(most, MOST) });

/** Where a page ends, given how many there are; a page that holds nothing before the end is no list. */
export const endOf = (
  { offset, got, total }: { readonly offset: number; readonly got: number; readonly total: number },
  doubt: Doubt,
): Result<string | undefined> => {
  const end = offset + got;
  if (end >= total) return ok(undefined);
  return got > 0
    ? ok(String(end))
    : failed(httpProblems.odd(doubt, `${total} flags, and none behind the first ${offset}`));
};

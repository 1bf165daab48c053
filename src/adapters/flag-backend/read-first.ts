import type { Capabilities } from '../../core/flags/capabilities.ts';
import { sameFlag } from '../../core/flags/compare.ts';
import { type FlagState, reachesNobody, switchedOff } from '../../core/flags/flag-state.ts';
import type { ListedFlag } from '../../core/flags/inventory.ts';
import { whyNotHeld } from '../../core/flags/held.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { FlagBackend, Listed, Page } from '../../ports/flag-backend.ts';
import { listedBy, listedFlag, type Names } from './listing.ts';
import { flagProblems } from './problems.ts';

/** A flag as it was found: what it means, where that is in doubt, and what the system itself said. */
export type Found<R> = {
  readonly flag: FlagState;
  readonly doubt?: string | undefined;
  readonly revision: string;
  readonly raw: R;
  /** What a list says of it beside. */
  readonly aside?: Pick<ListedFlag, 'createdAtMs' | 'changedAtMs' | 'lasting'> & {
    readonly prerequisites?: FlagState['prerequisites'];
  };
};

export type Reading<R> = {
  readonly capabilities: Capabilities;
  readonly find: (key: string) => Promise<Result<Found<R> | undefined>>;
  /** Makes it so, given how it was found just now. A flag that reaches nobody comes here switched off. */
  readonly put: (flag: FlagState, found: Found<R> | undefined) => Promise<Result<void>>;
  readonly greet?: (() => Promise<Result<string>>) | undefined;
  /** Which flags there are, where the system can be asked for that. */
  readonly names?: ((page: Page) => Promise<Result<Names>>) | undefined;
};

/**
 * For flag systems that are asked and told one flag at a time: each write looks first. Where the system refuses what
 * was made for an older state, `put` passes the revision on; where it cannot, somebody may slip in between.
 */
export const readFirst = <R>(reading: Reading<R>): FlagBackend => ({
  capabilities: reading.capabilities,
  read: (keys) => readEach(keys, reading.find),
  write: (flag, expected) => writeOver(flag, expected, reading),
  ...(reading.greet ? { greet: reading.greet } : {}),
  ...(reading.names ? { list: (page: Page) => listEach(page, reading.names, reading.find) } : {}),
});

const listEach = async <R>(
  page: Page,
  names: Reading<R>['names'],
  find: Reading<R>['find'],
): Promise<Result<Listed>> => {
  const some = names ? await names(page) : ok({ names: [], next: undefined });
  return some.ok ? listedBy(some.value, async (key) => listedIn(await find(key))) : some;
};

export const listedIn = <R>(found: Result<Found<R> | undefined>): Result<ListedFlag | undefined> => {
  if (!found.ok || !found.value) return found.ok ? ok(undefined) : found;
  const { flag, doubt, revision, aside } = found.value;
  const { prerequisites, ...ages } = aside ?? {};
  const needs = prerequisites?.length ? { prerequisites } : {};
  return ok(listedFlag({ flag: { ...flag, ...needs, revision }, doubt, ...ages }));
};

export const readEach = async <R>(
  keys: readonly string[],
  find: Reading<R>['find'],
): Promise<Result<readonly FlagState[]>> => {
  const found = await Promise.all(keys.map(find));
  const problems = found.flatMap((one) => (one.ok ? [] : one.problems));
  if (problems.length > 0) return failed(...problems);
  const there = found.flatMap((one) => (one.ok && one.value ? [one.value] : []));
  const doubts = there.flatMap(({ flag, doubt }) => (doubt ? [flagProblems.edited(flag.key, doubt)] : []));
  return ok(
    there.map(({ flag, revision }) => ({ ...flag, revision })),
    doubts,
  );
};

export const writeOver = async <R>(
  asked: FlagState,
  expected: string | undefined,
  { capabilities, find, put }: Reading<R>,
): Promise<Result<void>> => {
  const why = whyNotHeld(asked, capabilities);
  if (why !== undefined) return failed(flagProblems.notHeld(asked.key, why));
  const flag = reachesNobody(asked) ? switchedOff(asked) : asked;
  const found = await find(flag.key);
  if (!found.ok) return found;
  if (found.value && isSo(found.value, flag)) return ok(undefined);
  if (found.value?.revision !== expected) return failed(flagProblems.moved(flag.key, found.value !== undefined));
  return put(flag, found.value);
};

/** Not only who has it now, but also who would have it were it switched on by hand. */
const isSo = ({ flag, doubt }: Found<unknown>, wanted: FlagState): boolean =>
  doubt === undefined &&
  flag.enabled === wanted.enabled &&
  sameFlag({ ...flag, enabled: true }, { ...wanted, enabled: true });

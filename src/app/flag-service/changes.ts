import { givesToMore, stored, wished } from '../../core/flagset/change.ts';
import { type Change, decideChanges, type Said } from '../../core/flagset/decide.ts';
import type { StoredFlag } from '../../core/flagset/events.ts';
import { type FlagSet, flagIn, type KeptFlag } from '../../core/flagset/flag-set.ts';
import { flagSetProblems } from '../../core/flagset/problems.ts';
import type { FlagWish } from '../../core/flagset/wish.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { refusedHeld } from './held.ts';
import type { FlagService } from './service.ts';
import { flagView, type FlagView } from './view.ts';

/** Who asks, and what they expect: a revision, any flag of that name, or none; nothing where they did not look. */
export type Asking = Omit<Said, 'atMs'> & {
  readonly expected?: number | 'none' | 'any' | undefined;
  /** Who gives a flag to more people has to expect something of it. */
  readonly strict?: boolean;
};

/** What became of a flag, and whether it was there before. */
export type SetFlag = { readonly flag: FlagView; readonly made: boolean };

export const setFlag = async (
  service: FlagService,
  key: string,
  wish: FlagWish,
  asking: Asking,
): Promise<Result<SetFlag>> => {
  const changed = await changing(service, { keys: [key], ...asking }, (kept) => wished(key, wish, kept, service.team));
  return changed.ok ? setOne(service, key, changed.value.before) : changed;
};

/** More of everyone, by so many points. Not for a flag that is off: nobody would see what was asked for. */
export const increaseFlag = (service: FlagService, key: string, by: number, asking: Asking): Promise<Result<SetFlag>> =>
  there(service, { key, ...asking }, (kept) => {
    const { enabled, percent } = flagIn(kept);
    if (!enabled) return failed(flagSetProblems.off(key));
    return wished(key, { percentage: Math.min(100, Math.round((percent + by) * 1000) / 1000) }, kept, service.team);
  });

/** While it is frozen nobody is given it who does not have it. A brake: also for a flag that a rollout has in hand. */
export const freezeFlag = (
  service: FlagService,
  key: string,
  frozen: boolean,
  asking: Asking,
): Promise<Result<SetFlag>> =>
  there(service, { key, evenHeld: true, ...asking }, (kept) => ok({ ...kept.stored, frozen }));

export const toggleFlag = (
  service: FlagService,
  key: string,
  enabled: boolean,
  asking: Asking,
): Promise<Result<SetFlag>> => there(service, { key, ...asking }, (kept) => stored({ ...flagIn(kept), enabled }, kept));

export const removeFlag = async (service: FlagService, key: string, asking: Asking): Promise<Result<void>> => {
  const changed = await changing(service, { keys: [key], ...asking }, (kept, _, { flags }) =>
    kept ? ok(undefined) : failed(flagSetProblems.missing(key, flags.keys())),
  );
  return changed.ok ? ok(undefined) : changed;
};

export type BulkWish = FlagWish & { readonly name: string };

/** Flags that are there: all of them or none, in one piece of the log. `expected` is the version of the whole. */
export const setFlags = async (
  service: FlagService,
  wishes: readonly BulkWish[],
  { expected, strict = false, ...said }: Asking,
): Promise<Result<readonly FlagView[]>> => {
  const keys = wishes.map(({ name }) => name);
  const wishFor = new Map(wishes.map(({ name, ...wish }) => [name, wish]));
  const twice = keys.flatMap((key, at) => (keys.indexOf(key) < at ? [flagSetProblems.twice(key, `[${at}].name`)] : []));
  if (twice.length > 0) return failed(...twice);
  const changed = await changing(
    service,
    { keys, strict: strict && expected === undefined, ...said },
    (kept, key, set) => {
      if (typeof expected === 'number' && expected !== set.version)
        return failed(flagSetProblems.setMoved(expected, set.version));
      return kept
        ? wished(key, wishFor.get(key) ?? {}, kept, service.team)
        : failed(flagSetProblems.missing(key, set.flags.keys()));
    },
  );
  return changed.ok ? ok(keys.flatMap((key) => viewOf(service, key) ?? [])) : changed;
};

type Changing = Asking & { readonly keys: readonly string[]; readonly evenHeld?: boolean };
type Next = (kept: KeptFlag | undefined, key: string, set: FlagSet) => Result<StoredFlag | undefined>;

const changing = async (
  service: FlagService,
  { keys, evenHeld = false, expected, strict = false, ...said }: Changing,
  next: Next,
): Promise<Result<{ readonly before: FlagSet }>> => {
  const { log, environment, clock } = service;
  const free = evenHeld ? ok(undefined) : await refusedHeld(log, environment, keys);
  if (!free.ok) return free;
  return service.change((set) => {
    const changes: Change[] = [];
    const problems: Problem[] = [];
    for (const key of keys) {
      const kept = set.flags.get(key);
      const made = isAt(kept, expected) ? next(kept, key, set) : failed(flagSetProblems.moved(key, kept?.revision));
      if (!made.ok) problems.push(...made.problems);
      else if (strict && expected === undefined && made.value && givesToMore(key, kept, made.value))
        problems.push(flagSetProblems.sayWhich(key));
      else changes.push({ key, flag: made.value });
    }
    if (problems.length > 0) return failed(...once(problems));
    return decideChanges(set, changes, { ...said, atMs: clock.nowMs() });
  });
};

const isAt = (kept: KeptFlag | undefined, expected: Asking['expected']): boolean => {
  if (expected === undefined) return true;
  if (expected === 'any') return kept !== undefined;
  return expected === 'none' ? kept === undefined : kept?.revision === expected;
};

/** What is wrong with the whole is said once, not for each flag. */
const once = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((found) => [`${found.code} ${found.path}`, found])).values(),
];

type There = Omit<Changing, 'keys'> & { readonly key: string };

const there = async (
  service: FlagService,
  { key, ...asking }: There,
  next: (kept: KeptFlag) => Result<StoredFlag>,
): Promise<Result<SetFlag>> => {
  const changed = await changing(service, { keys: [key], ...asking }, (kept, _, { flags }) =>
    kept ? next(kept) : failed(flagSetProblems.missing(key, flags.keys())),
  );
  return changed.ok ? setOne(service, key, changed.value.before) : changed;
};

const setOne = (service: FlagService, key: string, before: FlagSet): Result<SetFlag> => {
  const flag = viewOf(service, key);
  return flag ? ok({ flag, made: !before.flags.has(key) }) : failed(flagSetProblems.moved(key, undefined));
};

const viewOf = (service: FlagService, key: string): FlagView | undefined => {
  const kept = service.now().flags.get(key);
  return kept && flagView(kept, service.team);
};

import type { FlagState } from '../../core/flags/flag-state.ts';
import { type FlagSet, type KeptFlag, meaningIn } from '../../core/flagset/flag-set.ts';
import { OWN_CAPABILITIES } from '../../core/flags/own.ts';
import { told, TOLD_WHY } from '../../core/flagset/told.ts';
import { ok, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog, OpenLog } from '../../ports/event-log.ts';
import type { FlagBackend, Listed, Page } from '../../ports/flag-backend.ts';
import { changeFlagSet, readFlagSet } from '../../ports/flag-store.ts';
import { listedFlag, pageOf } from './listing.ts';
import { flagProblems } from './problems.ts';

/** In the log itself, opened for each piece of work, so that nobody has to be told when the last was done. */
export const keptInLog = (open: OpenLog, environment: string, clock: Clock): FlagBackend => {
  const within = async <T>(work: (log: EventLog) => Promise<Result<T>>): Promise<Result<T>> => {
    const log = await open();
    if (!log.ok) return log;
    try {
      return await work(log.value);
    } finally {
      await log.value.close();
    }
  };
  const reading = async <T>(look: (set: FlagSet) => Result<T>): Promise<Result<T>> =>
    within(async (log) => {
      const set = await readFlagSet(log, environment);
      return set.ok ? look(set.value) : set;
    });
  return {
    capabilities: OWN_CAPABILITIES,
    read: (keys) => reading((set) => readIn(set, keys)),
    list: (page) => reading((set) => listedIn(set, page)),
    greet: () => reading(({ flags }) => ok(`${flags.size} flags of ${environment}`)),
    write: (flag, expected) =>
      within(async (log) => {
        const said = { ...RAMPART, atMs: clock.nowMs() };
        const changed = await changeFlagSet(log, environment, (set) => told(set, { flag, expected, said }));
        return changed.ok ? ok(undefined) : changed;
      }),
  };
};

const RAMPART = { by: { name: 'rampart', roles: [] }, reason: TOLD_WHY };

const readIn = ({ flags }: FlagSet, keys: readonly string[]): Result<readonly FlagState[]> => {
  const found = keys.flatMap((key) => flags.get(key) ?? []).map(meaningIn);
  const doubts = found.flatMap(({ flag, doubt }) =>
    doubt === undefined ? [] : [flagProblems.edited(flag.key, doubt)],
  );
  return ok(
    found.map(({ flag }) => flag),
    doubts,
  );
};

const listedIn = ({ flags }: FlagSet, page: Page): Result<Listed> => {
  const { names, next } = pageOf(flags.keys(), page);
  return ok({ flags: names.flatMap((name) => flags.get(name) ?? []).map(listed), unread: [], next });
};

const listed = (kept: KeptFlag) => {
  const { createdAtMs, changedAtMs } = kept;
  return listedFlag({ ...meaningIn(kept), createdAtMs, changedAtMs });
};

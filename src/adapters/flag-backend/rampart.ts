import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { FlagSet } from '../../core/flagset/flag-set.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { Id } from '../../core/values/text.ts';
import { flagBackendAdapter } from '../../ports/adapter.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { changeFlagSet, readFlagSet } from '../../ports/flag-store.ts';
import { sqliteEventLog } from '../event-log/sqlite.ts';
import { flagProblems } from './problems.ts';
import { listedIn, readIn, writtenIn } from './rampart-set.ts';

const CAPABILITIES = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: true,
  variants: true,
  prerequisites: true,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

export const rampart = flagBackendAdapter({
  name: 'rampart',
  about: 'the flags that Rampart keeps itself, in its own log: no other flag system needed',
  place: {
    what: 'the event log that the flags are kept in',
    example: '.rampart/rampart.db?environment=production',
    takes: ['file'],
  },
  options: z.strictObject({
    environment: Id.meta({ description: 'the environment whose flags these are; each has its own' }),
  }),
  secrets: [],
  notes: [
    'A flag is kept as flagd reads it, each change an event with who made it, why and when, in a log with a hash chain: `flagset:` and the environment. The log must be there; `rampart serve` makes it.',
    'Every write names the revision it was made for, and is refused where somebody else was faster. A flag that is frozen can be lowered and not raised, also by a rollout.',
    'Prerequisites are held by the evaluation itself: a user who lacks one of them does not have the flag. What a plan names is added to them, and never taken out: that is done by hand.',
    'Programs ask for these flags over HTTP: docs/flag-service.md says how.',
  ],
  capabilities: CAPABILITIES,
  connect: async ({ at, options: { environment } }, { clock }) => ok(kept(at, environment, clock)),
});

/** Opened for each piece of work, so that nobody has to be told when the last was done. */
const kept = (file: string, environment: string, clock: Clock): FlagBackend => {
  const within = async <T>(work: (log: EventLog) => Promise<Result<T>>): Promise<Result<T>> => {
    if (!existsSync(file)) return failed(flagProblems.noFile(file, 'with rampart serve'));
    const log = await sqliteEventLog(file);
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
    capabilities: CAPABILITIES,
    read: (keys) => reading((set) => readIn(set, keys)),
    list: (page) => reading((set) => listedIn(set, page)),
    greet: () => reading(({ flags }) => ok(`${flags.size} flags of ${environment}`)),
    write: (flag, expected) =>
      within(async (log) => {
        const changed = await changeFlagSet(log, environment, (set) =>
          writtenIn(set, { flag, expected, capabilities: CAPABILITIES, atMs: clock.nowMs() }),
        );
        return changed.ok ? ok(undefined) : changed;
      }),
  };
};

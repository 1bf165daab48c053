import { type FlagdDocument, flagdDocument } from '../../core/flagset/document.ts';
import type { FlagSetEvent } from '../../core/flagset/events.ts';
import type { FlagSet } from '../../core/flagset/flag-set.ts';
import type { Team } from '../../core/flagset/wish.ts';
import { ok, type Problem, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Evaluator } from '../../ports/evaluator.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Changed, changeFlagSet, readFlagSet } from '../../ports/flag-store.ts';

type Given = {
  readonly log: EventLog;
  readonly environment: string;
  readonly team: Team;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  /** Told after each look at the log what kept it from being read, if anything did: what is held is served meanwhile. */
  readonly looked: (problems: readonly Problem[]) => void;
};

/** The definitions as they are given out, and the tag by which two of them are told apart. */
export type Definitions = { readonly text: string; readonly tag: string };

/** The flags of one environment, held in memory and followed in their log: evaluating asks no storage. */
export type FlagService = Given & {
  readonly now: () => FlagSet;
  readonly definitions: () => Definitions;
  /** Reads what others have written; at most once where many ask at a time. */
  readonly refresh: () => Promise<Result<FlagSet>>;
  readonly change: (decide: (now: FlagSet) => Result<readonly FlagSetEvent[]>) => Promise<Result<Changed>>;
  /** Calls with each new set, until it is told to stop. */
  readonly onChange: (tell: (set: FlagSet) => void) => () => void;
  /** Before anything is answered: what is held was looked for within the last second, or storage does not answer. */
  readonly fresh: () => Promise<void>;
};

export const openFlagService = async (given: Given): Promise<Result<FlagService>> => {
  const first = await readFlagSet(given.log, given.environment);
  if (!first.ok) return first;
  const document = flagdDocument(first.value);
  const taken = given.evaluator.take(document);
  return taken.ok ? ok(serving(given, { set: first.value, document })) : taken;
};

/** A set, as it is given out; its text is made when somebody first asks for it. */
type Held = { readonly set: FlagSet; readonly document: FlagdDocument; definitions?: Definitions };

const serving = (given: Given, first: Held): FlagService => {
  const { log, environment, evaluator, clock } = given;
  const listeners = new Set<(set: FlagSet) => void>();
  let held = first;
  let lookedAtMs = clock.nowMs();
  let reading: Promise<Result<FlagSet>> | undefined;

  const take = (set: FlagSet): Result<FlagSet> => {
    if (set.version <= held.set.version) return ok(held.set);
    const document = flagdDocument(set);
    const taken = evaluator.take(document);
    if (!taken.ok) return taken;
    held = { set, document };
    for (const tell of listeners) tell(set);
    return ok(set);
  };
  const read = async (): Promise<Result<FlagSet>> => {
    const found = await readFlagSet(log, environment, held.set);
    const taken = found.ok ? take(found.value) : found;
    given.looked(taken.ok ? [] : taken.problems);
    return taken;
  };
  const refresh: FlagService['refresh'] = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return {
    ...given,
    now: () => held.set,
    definitions: () => (held.definitions ??= definitionsOf(held)),
    refresh,
    change: async (decide) => {
      const changed = await changeFlagSet(log, environment, decide, held.set);
      if (!changed.ok) return changed;
      const taken = take(changed.value.after);
      return taken.ok ? changed : taken;
    },
    onChange: (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    fresh: async () => {
      // A clock that was set back must not keep anybody from looking.
      if (Math.abs(clock.nowMs() - lookedAtMs) < FRESH_MS) return;
      lookedAtMs = clock.nowMs();
      await patiently(clock, refresh());
    },
  };
};

/** What another process changed is served here after so long at most. One who asks waits for the look, the others do not. */
const FRESH_MS = 1000;
/** Whoever waits for a flag has somebody waiting too. */
const PATIENCE_MS = 200;

const patiently = async (clock: Clock, looking: Promise<unknown>): Promise<void> => {
  const over = new AbortController();
  await Promise.race([looking, clock.sleep(PATIENCE_MS, over.signal)]);
  over.abort();
};

const definitionsOf = ({ set, document }: Held): Definitions => ({
  text: JSON.stringify(document),
  tag: `${set.version}-${set.hash.slice(0, 16)}`,
});

import { isError, ok, type Problem, type Result } from '../../core/problem.ts';
import { decide } from '../../core/rollout/decide.ts';
import type { Event } from '../../core/rollout/events.ts';
import { LIVE } from '../../core/rollout/table.ts';
import { takeDown } from './cascade.ts';
import { append, catchUp, load, type Rollout } from './journal.ts';
import { unmovedFor } from './join.ts';
import { look } from './look.ts';
import { reconcile } from './reconcile.ts';
import type { World } from './world.ts';

/** Until what rests on it is off. */
const isWaiting = ({ state }: Rollout): boolean => state.rollback?.after !== undefined;

/** What came of a turn. */
export type Turned = {
  readonly rollout: Rollout;
  readonly events: readonly Event[];
  /** Keys of flags that were told something. */
  readonly written: readonly string[];
  readonly writeFailure: string | undefined;
  readonly warnings: readonly Problem[];
};

/** What came of the turn before. Whoever knows it reads only what was written since. */
export type Before = Pick<Turned, 'rollout' | 'writeFailure'>;

/**
 * One turn of the loop: load, fold, look, decide, append, then make the flags agree. It may die between any two lines,
 * and whoever takes the next turn goes on from what is in the log and in the flag system, and from nothing else.
 * Refused as `log-moved-on` where somebody else took this turn: then nothing was written here.
 */
export const takeTurn = async (id: string, world: World, before: Partial<Before> = {}): Promise<Result<Turned>> => {
  const loaded = await standingNow(id, world, before);
  if (!loaded.ok) return loaded;
  const { writeFailure } = before;
  if (!LIVE.includes(loaded.value.state.status)) return ok(quiet(loaded.value));
  await takeDown(loaded.value, world, settle);
  const { tick, flags, around, warnings } = await look(loaded.value, world, writeFailure);
  const events = decide(loaded.value.plan, loaded.value.state, tick);
  if (!events.ok) return events;
  const unmoved = await unmovedFor(loaded.value, events.value, around, world.log);
  if (!unmoved.ok) return unmoved;
  const rollout = await append(world.log, loaded.value, events.value, unmoved.value);
  if (!rollout.ok) return rollout;
  const told = flags ? await reconcile(rollout.value, flags, world) : { written: [], writeFailure };
  return ok({
    rollout: rollout.value,
    events: events.value,
    ...told,
    warnings: warnings.filter((one) => !isError(one)),
  });
};

const standingNow = async (id: string, { log }: World, { rollout }: Partial<Before>): Promise<Result<Rollout>> => {
  if (!rollout) return load(log, id);
  const since = await catchUp(log, rollout);
  return since.ok ? ok(since.value.rollout) : since;
};

const quiet = (rollout: Rollout): Turned => ({
  rollout,
  events: [],
  written: [],
  writeFailure: undefined,
  warnings: [],
});

/** A write, its reading back, and one more for a step that follows from it at once. */
const MOST_TURNS = 3;

/**
 * A turn, and another as long as something was written that nobody has read back yet, or what rests on it is being
 * taken down before it. Whoever knows nothing of the turn before loads each of them anew.
 */
export const settle = async (id: string, world: World, before: Partial<Before> = {}): Promise<Result<Turned>> => {
  const first = await takeTurn(id, world, before);
  if (!first.ok) return first;
  let all = first.value;
  for (let turns = 1; turns < MOST_TURNS; turns += 1) {
    if (all.written.length === 0 && !isWaiting(all.rollout)) return ok(all);
    const next = await takeTurn(id, world, before.rollout ? all : { writeFailure: all.writeFailure });
    if (!next.ok) return next;
    const { written, events, ...now } = next.value;
    all = { ...now, written, events: [...all.events, ...events] };
  }
  return ok(all);
};

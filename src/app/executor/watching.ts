import { clean } from '../../core/rollout/clean.ts';
import type { Event } from '../../core/rollout/events.ts';
import type { Tick } from '../../core/rollout/input.ts';
import { ok, type Problem, type Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Ports } from '../operation.ts';
import { catchUp, loadAll, type Rollout } from './journal.ts';
import { look } from './look.ts';
import { openWorld } from './open.ts';
import { measuredIn, type Point } from './series.ts';
import { told, type Told } from './told.ts';

/**
 * Whoever watches keeps what was seen so far and asks for what has come since: a look costs the same however long the
 * log is, and what is kept does not grow without end. Nothing here writes: any number may watch what somebody else drives.
 */
export type Watching = {
  readonly rollout: Rollout;
  readonly happened: readonly Told[];
  /** How many things happened before the oldest that is kept. */
  readonly forgotten: number;
  readonly points: Readonly<Record<string, readonly Point[]>>;
  /** The world as it was last looked at; cleaned, as a decision would rest on it. */
  readonly tick: Tick | undefined;
  readonly warnings: readonly Problem[];
};

export const MOST_TOLD = 2000;
export const MOST_POINTS = 240;

export const beginWatching = async (log: EventLog, id: string): Promise<Result<Watching>> => {
  const history = await loadAll(log, id);
  if (!history.ok) return history;
  const { rollout, events } = history.value;
  return ok(withEvents({ rollout, happened: [], forgotten: 0, points: {}, tick: undefined, warnings: [] }, events));
};

/** What has been written since. The same value where nothing was. */
export const keepWatching = async (log: EventLog, watching: Watching): Promise<Result<Watching>> => {
  const since = await catchUp(log, watching.rollout);
  if (!since.ok) return since;
  const { rollout, events } = since.value;
  return ok(events.length === 0 ? watching : withEvents({ ...watching, rollout }, events));
};

/** Flags and metrics as they are now. It is asked for less often than the log: sources are not to be worn out by watching. */
export const lookAgain = async (watching: Watching, log: EventLog, ports: Ports): Promise<Result<Watching>> => {
  const world = await openWorld(watching.rollout, log, ports);
  if (!world.ok) return world;
  const { plan, state } = watching.rollout;
  const seen = await look(watching.rollout, world.value);
  const tick = clean(plan, state, seen.tick);
  return ok({ ...watching, tick, warnings: seen.warnings, points: withTick(watching, tick) });
};

const withEvents = (watching: Watching, events: readonly Event[]): Watching => {
  const all = [...watching.happened, ...told(events)];
  const ticks = events.flatMap((event) =>
    event.type === 'turn-taken' && event.input.is === 'tick' ? [event.input] : [],
  );
  const points = ticks.reduce((before, tick) => withTick({ ...watching, points: before }, tick), watching.points);
  const over = Math.max(0, all.length - MOST_TOLD);
  return { ...watching, happened: all.slice(over), forgotten: watching.forgotten + over, points };
};

const withTick = ({ rollout, points }: Watching, tick: Tick): Watching['points'] => {
  const more = measuredIn(rollout.plan, tick);
  const grown = more.map(([id, point]) => [id, added(points[id] ?? [], point)] as const);
  return grown.length === 0 ? points : { ...points, ...Object.fromEntries(grown) };
};

/** Two looks at the same moment are one point. */
const added = (points: readonly Point[], point: Point): readonly Point[] =>
  point.atMs <= (points.at(-1)?.atMs ?? 0) ? points : [...points.slice(1 - MOST_POINTS), point];

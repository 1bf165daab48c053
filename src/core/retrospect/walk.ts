import { judgeTriggers, actingTriggers, toLook } from '../rollout/look.ts';
import { sound } from '../guards/measurement.ts';
import type { Judgement } from '../guards/judgement.ts';
import type { FlagState } from '../flags/flag-state.ts';
import type { Plan } from '../plan/plan.ts';
import { clean } from '../rollout/clean.ts';
import { decide } from '../rollout/decide.ts';
import { toWrite } from '../rollout/desired.ts';
import type { Event } from '../rollout/events.ts';
import { fold } from '../rollout/evolve.ts';
import type { Input, Tick } from '../rollout/input.ts';
import { type Odds, oddsNow } from '../rollout/sequential.ts';
import { initialState, type State } from '../rollout/state.ts';
import { measuredIn, type Series } from '../series/measured.ts';
import { toMs } from '../values/duration.ts';

/** How the decider saw the numbers at one moment. */
export type Look = {
  readonly atMs: number;
  readonly judged: ReadonlyMap<string, Judgement>;
  readonly odds: readonly Odds[];
};

export type Walked = { readonly looks: readonly Look[]; readonly events: readonly Event[]; readonly state: State };

export type Span = { readonly fromMs: number; readonly toMs: number; readonly everyMs: number };

/**
 * The real decider, turn by turn through recorded time, with a flag system that does at once what it is told. It ends
 * where the numbers end, or where a rollback is complete. The same plan and series give the same turns.
 */
export const walk = (plan: Plan, series: Series, { fromMs, toMs: endMs, everyMs }: Span): Walked => {
  const world: World = { plan, series, state: initialState(plan, 'analysis'), flags: [], events: [] };
  take(world, { is: 'start', by: SOMEBODY, reason: 'as if it had been running', authors: ['nobody'], atMs: fromMs });
  const looks: Look[] = [];
  for (let atMs = fromMs; atMs <= endMs; atMs += everyMs) {
    looks.push(lookAround(world, atMs));
    if (OVER.has(world.state.status)) break;
  }
  return { looks, events: world.events, state: world.state };
};

const SOMEBODY = { name: 'analysis', roles: [] };
const OVER: ReadonlySet<State['status']> = new Set(['completed', 'rolled-back', 'aborted']);

type World = {
  readonly plan: Plan;
  readonly series: Series;
  readonly events: Event[];
  state: State;
  flags: readonly FlagState[];
};

/**
 * Turns at one moment until nothing more comes of it: a step that is written is read back at once. A rollback leaves
 * nothing to be judged, so that moment is judged as it was when it was decided.
 */
const lookAround = (world: World, atMs: number): Look => {
  const before = world.state;
  const first = turn(world, atMs);
  const decided = world.state.rollback && !before.rollback;
  const standing = { ...world.state, rollback: undefined, confirmedAtMs: before.confirmedAtMs };
  let last = first;
  for (let more = 0; write(world) && more < MOST_TURNS; more += 1) last = turn(world, atMs);
  return decided ? lookOf(world.plan, standing, first) : lookOf(world.plan, world.state, last);
};

/** Down a ladder step by step is at most as many as a plan has phases. */
const MOST_TURNS = 200;

const turn = (world: World, atMs: number): Tick => {
  const tick = tickOf(world, atMs);
  take(world, tick);
  return tick;
};

const write = (world: World): boolean => {
  const writes = toWrite(world.plan, world.state, world.flags);
  for (const flag of writes) world.flags = [...world.flags.filter(({ key }) => key !== flag.key), flag];
  return writes.length > 0;
};

const take = (world: World, input: Input): void => {
  const decided = decide(world.plan, world.state, input);
  const next = decided.ok ? fold(world.state, decided.value) : decided;
  if (!decided.ok || !next.ok) throw new Error('the decider refused its own turn');
  world.state = next.value;
  for (const event of decided.value) if (event.type !== 'turn-taken') world.events.push(event);
};

const tickOf = ({ plan, series, state, flags }: World, atMs: number): Tick => ({
  is: 'tick',
  atMs,
  backend: { is: 'read', flags: [...flags] },
  measurements: Object.fromEntries(
    toLook(plan, state, atMs).questions.map(({ key, monitor, window, toMs: untilMs }) => [
      key,
      sound(measuredIn(series, monitor, toMs(window), untilMs ?? atMs)),
    ]),
  ),
  checks: {},
  window: { open: true, why: 'hours are not looked at' },
  dependencies: { met: true, why: 'other systems are not looked at' },
});

const lookOf = (plan: Plan, state: State, tick: Tick): Look => {
  const seen = clean(plan, state, tick);
  return {
    atMs: tick.atMs,
    judged: judgeTriggers(plan, state, seen),
    odds: oddsNow(plan, state, seen, actingTriggers(plan, state)),
  };
};

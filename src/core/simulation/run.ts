import { reachesMore } from '../flags/compare.ts';
import type { FlagState } from '../flags/flag-state.ts';
import type { Plan } from '../plan/plan.ts';
import { decide } from '../rollout/decide.ts';
import { desired, flagsIn } from '../rollout/desired.ts';
import type { Event } from '../rollout/events.ts';
import { fold } from '../rollout/evolve.ts';
import type { Input, Tick } from '../rollout/input.ts';
import { soakedMs } from '../rollout/state.ts';
import { DAY, MINUTE, toMs } from '../values/duration.ts';
import { commandsDue, peopleDueMs } from './people.ts';
import type { Scenario } from './scenario.ts';
import { isTroubled, nextChange } from './story.ts';
import type { Simulated } from './simulated.ts';
import { told } from './told.ts';
import { nowMs, openWorld, passMinutes, type Settings, tickOf, type World, writeFlags } from './world.ts';

/** What comes to no end by then is stuck. */
const MOST_MINUTES = (60 * DAY) / MINUTE;

/**
 * A whole rollout in a modelled production: the real decider, turn by turn, until it is complete, rolled back, or
 * stuck. The same plan, scenario and seed give the same bytes.
 *
 * A turn sees the same whenever it comes: what happened in a minute is drawn for that minute and not for the turn. So
 * steps can be long while nothing is wrong and nothing is due, and are a minute long everywhere else.
 */
export const simulate = (plan: Plan, scenario: Scenario, settings: Settings, calmMinutes = CALM_MINUTES): Simulated => {
  const world = openWorld(plan, scenario, settings);
  let [turns, tick] = [0, tickOf(world)];
  while (world.minute <= MOST_MINUTES) {
    const before = world.log.length;
    for (const command of commandsDue(world)) take(world, command);
    tick = tickOf(world);
    take(world, tick);
    turns += 1;
    guard(world, writeFlags(world));
    if (OVER.has(world.state.status)) break;
    passMinutes(world, stepMinutes(world, tick, { happened: hasStirred(world, before), calmMinutes }));
  }
  return told(world, turns, tick);
};

const OVER: ReadonlySet<World['state']['status']> = new Set(['completed', 'rolled-back', 'aborted']);

/** A command that cannot be followed is refused, as in life: whoever asked will see why, and nothing has changed. */
const take = (world: World, input: Input): void => {
  const decided = decide(world.plan, world.state, input);
  if (!decided.ok) return;
  const next = fold(world.state, decided.value);
  if (!next.ok) throw new Error(next.problems.map(({ message }) => message).join('; '));
  world.state = next.value;
  for (const event of decided.value.filter(isNews)) note(world, event);
};

/** What is asked for at every turn is kept beside the log, which a stuck rollout makes long. */
const note = (world: World, event: Event): void => {
  world.log.push(event);
  if (!CALM.has(event.type)) world.stirredMs = event.atMs;
  if (event.type === 'phase-entered') world.resumes = 0;
  if (event.type === 'resumed') world.resumes += 1;
};

/** Data that comes and goes where there is little of it is nothing to look at more closely. */
const CALM: ReadonlySet<Event['type']> = new Set(['data-lost', 'data-found']);

/** What a turn knew, and what was counted in it, is as long as all the rest together, and nobody reads it here. */
const DULL: ReadonlySet<Event['type']> = new Set([
  'turn-taken',
  'evidence-counted',
  'evidence-missed',
  'experiment-counted',
  'experiment-missed',
]);
const isNews = ({ type }: Event): boolean => !DULL.has(type);

/** The first promise, held at every turn: a simulation that breaks it has found a fault in this program. */
const guard = ({ plan, state }: World, writes: readonly FlagState[]): void => {
  const allowed = new Map(flagsIn(plan, state.phase).map((flag) => [flag.key, flag]));
  for (const flag of [...desired(plan, state), ...writes]) {
    const most = allowed.get(flag.key);
    if (!most || reachesMore(flag, most))
      throw new Error(`${flag.key} would reach more than phase ${state.phase} allows`);
  }
};

const CALM_MINUTES = 15;
const CALM_AFTER_MS = 30 * MINUTE;

/** Where evidence may end a soak, it does so in the first hours of a phase, and then every minute counts. */
const calmAfterMs = ({ plan }: World): number => (plan.pace ? 4 * CALM_AFTER_MS : CALM_AFTER_MS);

type Last = { readonly happened: boolean; readonly calmMinutes: number };

/** How long until the next turn: never past a moment at which something begins, ends or is due. */
const stepMinutes = (world: World, tick: Tick, { happened, calmMinutes }: Last): number => {
  const { state, minute, course, modelled } = world;
  const atMs = nowMs(world);
  const isNear = happened || atMs - world.stirredMs < calmAfterMs(world) || state.status === 'rolling-back';
  if (isNear || isTroubled(modelled.scenario, minute, course)) return 1;
  const dueMs = Math.min(...duesMs(world, tick).filter((ms) => ms > atMs)) - atMs;
  const change = nextChange(modelled.scenario, minute, course) - minute;
  return Math.max(1, Math.min(calmMinutes, Math.ceil(dueMs / MINUTE), change, MOST_MINUTES - minute));
};

const hasStirred = ({ log }: World, from: number): boolean => log.slice(from).some(({ type }) => !CALM.has(type));

const duesMs = (world: World, { window }: Tick): readonly number[] => {
  const { plan, state } = world;
  const phase = plan.phases[state.phase];
  return [
    Infinity,
    nowMs(world) + toMs(phase?.soak ?? '') - soakedMs(state, nowMs(world)),
    state.limitsFromMs + toMs(phase?.deadline?.after ?? ''),
    window.opensAtMs ?? Infinity,
    ...peopleDueMs(world),
  ];
};

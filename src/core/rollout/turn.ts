import type { Plan } from '../plan/plan.ts';
import { EVENT_VERSION, type Event, type Happening } from './events.ts';
import { evolve } from './evolve.ts';
import type { Tick } from './input.ts';
import { judgeTriggers, type Judged } from './look.ts';
import type { State } from './state.ts';

/** One turn while it is being decided: what is known, and what was decided so far. */
export type Turn = {
  readonly plan: Plan;
  readonly tick: Tick;
  readonly nowMs: number;
  readonly state: State;
  readonly events: readonly Event[];
};

/** A part of a turn: sees what the parts before it decided, and adds to it. */
export type Step = (turn: Turn) => Turn;

/** A decision that the table refuses is a bug in this program, and nothing that a caller could put right. */
export const record = (turn: Turn, happening: Happening): Turn => {
  const event: Event = { schemaVersion: EVENT_VERSION, atMs: turn.nowMs, ...happening };
  const next = evolve(turn.state, event);
  if (!next.ok) throw new Error(next.problems.map(({ message }) => message).join('; '));
  return { ...turn, state: next.value, events: [...turn.events, event] };
};

export const recordAll = (turn: Turn, happenings: readonly Happening[]): Turn => happenings.reduce(record, turn);

export const isClimbing = ({ state: { status } }: Turn): boolean =>
  status === 'running' || status === 'held' || status === 'paused';

/**
 * Judged anew where an event of this very turn may have changed what is looked at; else once. What is kept is the
 * answer of a pure function to the same values, and goes with them.
 */
export const judgedIn = ({ plan, state, tick }: Turn): Judged => {
  const known = JUDGED.get(state);
  if (known?.plan === plan && known.tick === tick) return known.judged;
  const judged = judgeTriggers(plan, state, tick);
  JUDGED.set(state, { plan, tick, judged });
  return judged;
};

const JUDGED = new WeakMap<State, { readonly plan: Plan; readonly tick: Tick; readonly judged: Judged }>();

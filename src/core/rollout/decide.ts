import type { Plan } from '../plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { answer } from './commands.ts';
import { clean } from './clean.ts';
import { EVENT_VERSION, type Event, type Happening } from './events.ts';
import { evolve } from './evolve.ts';
import type { Command, Input, Tick } from './input.ts';
import type { State } from './state.ts';
import { advance } from './steps/advance.ts';
import { noteEvidence } from './steps/evidence.ts';
import { noteDeadline } from './steps/deadline.ts';
import { noteExposure } from './steps/exposure.ts';
import { noteHolds } from './steps/holds.ts';
import { followRollback } from './steps/rollback.ts';
import { noteTrial } from './steps/trial.ts';
import { noteTriggers } from './steps/triggers.ts';
import { LIVE, type Status } from './table.ts';
import type { Step, Turn } from './turn.ts';

/**
 * What happens next, given what happened and what is known. No events: nothing changes. A tick is always answered; a
 * command that cannot be followed is refused with its reason, and leaves no trace.
 */
export const decide = (plan: Plan, state: State, input: Input): Result<readonly Event[]> =>
  input.is === 'tick' ? ok(decideTick(plan, state, input)) : decideCommand(plan, state, input);

/** First what is so, then what is wrong, then what may go on, then what took too long. */
const STEPS: readonly Step[] = [
  noteExposure,
  noteEvidence,
  noteTrial,
  noteTriggers,
  noteHolds,
  advance,
  noteDeadline,
  followRollback,
];

const decideTick = (plan: Plan, state: State, tick: Tick): readonly Event[] => {
  if (!LIVE.includes(state.status)) return [];
  const cleaned = clean(plan, state, tick);
  const { events } = STEPS.reduce((turn, step) => step(turn), turnOf(plan, state, cleaned));
  return withInput(state, cleaned, events);
};

const decideCommand = (plan: Plan, state: State, command: Command): Result<readonly Event[]> => {
  const turn = turnOf(plan, state, { ...UNSEEN, atMs: command.atMs });
  const happenings = answer(turn, command);
  if (!happenings.ok) return happenings;
  const events = happenings.value.map((happening) => stamped(turn.nowMs, happening));
  let next = state;
  for (const event of events) {
    const evolved = evolve(next, event);
    if (!evolved.ok) return failed(notNow(state, command));
    next = evolved.value;
  }
  return ok(withInput(state, command, events));
};

/** Said of the rollout and of what was asked: which event the table refused says nothing to whoever asked. */
const notNow = ({ id, status }: State, { is }: Command): Problem =>
  problem({
    kind: 'refused',
    code: 'not-now',
    path: id,
    message:
      ALREADY[is] === status ? `it is ${status} already` : `"${is}" cannot be asked of a rollout that is ${status}`,
    hint: `rampart why ${id} says what it waits for`,
  });

const ALREADY: Readonly<Partial<Record<Command['is'], Status>>> = {
  start: 'running',
  pause: 'paused',
  abort: 'aborted',
};

/** Time goes forward in a log, whatever a clock says. */
const turnOf = (plan: Plan, state: State, tick: Tick): Turn => ({
  plan,
  tick,
  state,
  nowMs: Math.max(tick.atMs, state.atMs),
  events: [],
});

const stamped = (atMs: number, happening: Happening): Event => ({ schemaVersion: EVENT_VERSION, atMs, ...happening });

const withInput = (state: State, input: Input, events: readonly Event[]): readonly Event[] =>
  events.length === 0 ? [] : [stamped(Math.max(input.atMs, state.atMs), { type: 'turn-taken', input }), ...events];

/** A command is decided without looking: what it needs to know is in the state. */
const UNSEEN: Tick = {
  is: 'tick',
  atMs: 0,
  backend: { is: 'unreachable', why: 'was not looked at' },
  measurements: {},
  checks: {},
  window: { open: false, why: 'was not looked at' },
  dependencies: { met: false, why: 'was not looked at' },
};

import { plainLine } from '../../values/quote.ts';
import { humanDuration, MINUTE } from '../../values/duration.ts';
import { judgedIn, record, type Step, type Turn } from '../turn.ts';
import { ALERTS, type Hold } from '../words.ts';

/** These only a person can lift; the others end with what caused them. */
const FOR_PEOPLE: ReadonlySet<Hold['cause']> = new Set(['operator', 'deadline', 'plan-changed']);

export const needsPerson = ({ cause }: Hold): boolean => FOR_PEOPLE.has(cause);

/** Holds what has a reason to be held, and lets go of what has none any more. */
export const noteHolds: Step = (turn) => {
  const { status, holds } = turn.state;
  if (status !== 'running' && status !== 'held') return turn;
  const wanted = [...holds.filter(needsPerson), ...causesNow(turn)];
  if (keysOf(wanted) === keysOf(holds)) return turn;
  return record(turn, wanted.length > 0 ? { type: 'held', holds: wanted } : { type: 'released' });
};

export const withHold = (turn: Turn, hold: Hold): Turn => {
  const others = turn.state.holds.filter(({ cause }) => cause !== hold.cause);
  return record(turn, { type: 'held', holds: [...others, hold] });
};

const keysOf = (holds: readonly Hold[]): string => holds.map(({ cause, of }) => `${cause} ${of ?? ''}`).join();

const causesNow = (turn: Turn): readonly Hold[] => [
  ...clock(turn),
  ...backend(turn),
  ...fired(turn),
  ...silences(turn),
  ...undecided(turn),
  ...upstream(turn),
  ...alerted(turn),
];

/** Two machines differ a little; a clock that went back further cannot tell how long anything took. */
const SKEW_MS = 5 * MINUTE;

export const clockIsBackMs = ({ tick, state }: Turn): number => {
  const backMs = state.atMs - tick.atMs;
  return backMs > SKEW_MS ? backMs : 0;
};

const clock = (turn: Turn): readonly Hold[] => {
  const backMs = clockIsBackMs(turn);
  return backMs > 0 ? [{ cause: 'clock', why: `the clock is ${humanDuration(backMs)} behind the last event` }] : [];
};

const backend = ({ tick }: Turn): readonly Hold[] =>
  tick.backend.is === 'unreachable'
    ? [{ cause: 'backend', why: plainLine(`flags are out of reach: ${tick.backend.why}`) }]
    : [];

const fired = ({ state }: Turn): readonly Hold[] =>
  state.fired.flatMap(({ trigger, action }): Hold[] =>
    action === 'hold' ? [{ cause: 'trigger', of: trigger, why: 'the trigger fired and is not quiet yet' }] : [],
  );

const silences = ({ state }: Turn): readonly Hold[] =>
  state.silences.flatMap(({ trigger, acted }): Hold[] =>
    acted === undefined ? [] : [{ cause: 'no-data', of: trigger, why: 'nothing has been heard for too long' }],
  );

const undecided = ({ state }: Turn): readonly Hold[] =>
  state.lasting.flatMap(({ trigger, acted }): Hold[] =>
    acted === undefined ? [] : [{ cause: 'inconclusive', of: trigger, why: 'nothing could be told for too long' }],
  );

const upstream = (turn: Turn): readonly Hold[] =>
  [...judgedIn(turn)].flatMap(([trigger, { bothArms, why }]): Hold[] =>
    bothArms ? [{ cause: 'upstream', of: trigger, why: plainLine(why) }] : [],
  );

/** An incident that others see. Where nobody knows whether there is one, nothing goes on; only one that is seen is held for. */
const alerted = ({ tick: { checks } }: Turn): readonly Hold[] => {
  const found = Object.hasOwn(checks, ALERTS) ? checks[ALERTS] : undefined;
  return found?.verdict === 'fail' ? [{ cause: 'upstream', of: 'alerts', why: plainLine(found.why) }] : [];
};

import { plainLine } from '../../values/quote.ts';
import { reachesMore } from '../../flags/compare.ts';
import { type FlagState, reachesNobody } from '../../flags/flag-state.ts';
import { humanDuration } from '../../values/duration.ts';
import { agrees, desired } from '../desired.ts';
import type { Tick } from '../input.ts';
import type { State } from '../state.ts';
import { isClimbing, record, recordAll, type Step, type Turn } from '../turn.ts';

/** Believes what was read back, and nothing else: notes what is in place, what drifted, and what cannot be reached. */
export const noteExposure: Step = (turn) => {
  const { backend } = turn.tick;
  if (backend.is === 'unreachable') return outOfReach(turn, backend.why);
  const found = turn.state.backendLostAtMs === undefined ? turn : record(turn, { type: 'backend-found' });
  const unlike = unlikeDesired(found, backend.flags);
  if (unlike.length === 0) return inPlace(found);
  return isDrift(found.state, unlike) ? drifted(found, unlike) : inFlight(found);
};

type Unlike = { readonly wanted: FlagState; readonly found: FlagState | undefined };

const unlikeDesired = ({ plan, state }: Turn, flags: Extract<Tick['backend'], { is: 'read' }>['flags']): Unlike[] =>
  desired(plan, state).flatMap((wanted) => {
    const seen = flags.find(({ key }) => key === wanted.key);
    if (seen && 'asDesired' in seen) return [];
    return agrees(state, wanted, seen) ? [] : [{ wanted, found: seen }];
  });

const inPlace = (turn: Turn): Turn => {
  const settled = turn.state.drift ? record(turn, { type: 'drift-ended' }) : turn;
  const { status, confirmedAtMs, rollback } = settled.state;
  if (confirmedAtMs !== undefined || status === 'rolled-back' || rollback?.after) return settled;
  return record(settled, { type: 'exposure-confirmed' });
};

/**
 * What is unlike while nothing is being written was changed by somebody else. So was what reaches beyond that which is
 * being written, or is on before the first phase: our own writes never lead there.
 */
const isDrift = ({ status, confirmedAtMs, rollback }: State, unlike: readonly Unlike[]): boolean => {
  if (rollback) return status === 'rolled-back';
  return confirmedAtMs !== undefined || unlike.some(({ wanted, found }) => found && reachesMore(found, wanted));
};

const drifted = (turn: Turn, unlike: readonly Unlike[]): Turn => {
  const { state } = turn;
  if (state.drift) return turn;
  const flags = unlike.map(({ wanted, found }) => ({ key: wanted.key, reaches: reachOf(wanted, found) }));
  const seen = record(turn, { type: 'drift-seen', flags, answer: answerOf(state, unlike) });
  const why = plainLine(
    `changed elsewhere: ${flags.map(({ key, reaches }) => `${key} reaches ${reaches}`).join(', ')}`,
  );
  return pauses(seen) ? record(seen, { type: 'paused', cause: 'drift', why }) : seen;
};

const pauses = ({ state: { drift, status } }: Turn): boolean =>
  drift?.answer === 'pause' && (status === 'running' || status === 'held');

/** Repair only lowers. Whoever took exposure away had a reason, and giving it back is for a person to say. */
const answerOf = (state: State, unlike: readonly Unlike[]): 'pause' | 'repair' | 'note' => {
  const lowers = unlike.every(({ wanted, found }) => found && !reachesMore(wanted, found));
  if (state.options.onDrift === 'repair' && lowers) return 'repair';
  return state.status === 'running' || state.status === 'held' ? 'pause' : 'note';
};

const reachOf = (wanted: FlagState, found: FlagState | undefined): 'more' | 'less' | 'nobody' => {
  if (!found || reachesNobody(found)) return 'nobody';
  return reachesMore(found, wanted) ? 'more' : 'less';
};

/** A write that nobody sees the effect of is tried again for a while, then somebody has to look. */
const inFlight = (turn: Turn): Turn => {
  const { state, tick, nowMs } = turn;
  const waitedMs = nowMs - state.limitsFromMs;
  if (!mayPause(state) || waitedMs < state.options.writePauseAfterMs) return turn;
  const said = tick.writeFailure === undefined ? '' : `: ${tick.writeFailure}`;
  const why = plainLine(`a write was not seen for ${humanDuration(waitedMs)}${said}`);
  return record(turn, { type: 'paused', cause: 'write', why });
};

const outOfReach = (turn: Turn, why: string): Turn => {
  const lost = turn.state.backendLostAtMs;
  const noted = lost === undefined ? record(turn, { type: 'backend-lost', why: plainLine(why) }) : turn;
  const { state, nowMs } = noted;
  const sinceMs = Math.max(state.backendLostAtMs ?? nowMs, state.limitsFromMs);
  if (!mayPause(state) || !isClimbing(noted) || nowMs - sinceMs < state.options.backendPauseAfterMs) return noted;
  const what = plainLine(`flags are out of reach for ${humanDuration(nowMs - sinceMs)}: ${why}`);
  return recordAll(noted, [{ type: 'paused', cause: 'backend', why: what }]);
};

const mayPause = ({ status }: State): boolean => status === 'running' || status === 'held';

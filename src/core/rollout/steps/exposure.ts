import { plainLine } from '../../values/quote.ts';
import { reachesMore, sameFlag } from '../../flags/compare.ts';
import { type FlagState, reachesNobody, switchedOff } from '../../flags/flag-state.ts';
import { humanDuration } from '../../values/duration.ts';
import { agrees, desired, flagsIn, servedIn } from '../desired.ts';
import type { Drift } from '../state.ts';
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
  return isDrift(found, unlike) ? drifted(found, unlike) : inFlight(found);
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
 * What is unlike while nothing is being written was changed by somebody else. So was what is neither that which is being
 * written nor that which was there before: our own writes never lead there.
 */
const isDrift = ({ plan, state }: Turn, unlike: readonly Unlike[]): boolean => {
  const { status, confirmedAtMs, rollback, phase } = state;
  if (rollback) return status === 'rolled-back';
  if (confirmedAtMs !== undefined) return true;
  const before = servedIn(plan, state, phase - 1);
  return unlike.some(({ wanted, found }) => !isAny(before, found ?? switchedOff(wanted)));
};

const isAny = (flags: readonly FlagState[], found: FlagState): boolean =>
  flags.some((flag) => flag.key === found.key && sameFlag(flag, found));

/** Recorded once, and again where it has become another: nobody has answered for that yet. */
const drifted = (turn: Turn, unlike: readonly Unlike[]): Turn => {
  const { state } = turn;
  const flags = unlike.map(({ wanted, found }) => ({ key: wanted.key, reaches: reachOf(wanted, found) }));
  if (state.drift && flags.every((flag) => isKnown(state.drift, flag))) return turn;
  const left = isLeft(turn, unlike);
  const seen = record(turn, {
    type: 'drift-seen',
    flags,
    answer: answerOf(turn, unlike),
    ...(left ? { left: true as const } : {}),
  });
  const why = plainLine(
    `${left ? LEFT : 'changed elsewhere'}: ${flags.map(({ key, reaches }) => `${key} reaches ${reaches}`).join(', ')}`,
  );
  return pauses(seen) ? record(seen, { type: 'paused', cause: 'drift', why }) : seen;
};

const LEFT = 'not taken back since an earlier attempt';

/** Before the start, and no more than an earlier attempt had asked for: it was given up, or went back to a share. */
const isLeft = ({ plan, state: { phase, reached } }: Turn, unlike: readonly Unlike[]): boolean => {
  const asked = flagsIn(plan, reached);
  return (
    phase < 0 &&
    reached >= 0 &&
    unlike.every(({ found }) => asked.some((flag) => found?.key === flag.key && !reachesMore(found, flag)))
  );
};

const isKnown = (drift: Drift | undefined, { key, reaches }: Drift['flags'][number]): boolean =>
  drift?.flags.some((one) => one.key === key && one.reaches === reaches) ?? false;

const pauses = ({ state: { drift, status } }: Turn): boolean =>
  drift?.answer === 'pause' && (status === 'running' || status === 'held');

/**
 * Repair only lowers. Whoever took exposure away had a reason, and giving it back is for a person to say. What one of
 * our own writes asked for, landed after the way back, is taken back whatever the policy says of others.
 */
const answerOf = ({ plan, state }: Turn, unlike: readonly Unlike[]): 'pause' | 'repair' | 'note' => {
  const lowers = unlike.every(({ wanted, found }) => found && !reachesMore(wanted, found));
  const asked = plan.phases.slice(0, state.phase + 1).flatMap((_, at) => servedIn(plan, state, at));
  const isLate = state.rollback !== undefined && unlike.every(({ found }) => found && isAny(asked, found));
  if (lowers && (state.options.onDrift === 'repair' || isLate)) return 'repair';
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

import { failed, type Problem, type Result } from '../../core/problem.ts';
import { nextLookMs } from '../../core/rollout/looks.ts';
import { LIVE } from '../../core/rollout/table.ts';
import { digestOf } from '../../core/values/digest.ts';
import { MINUTE, SECOND } from '../../core/values/duration.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Next } from '../../ports/scheduler.ts';
import { wasOvertaken } from '../executor/ask.ts';
import { load } from '../executor/journal.ts';
import { turnAt } from '../executor/one-turn.ts';
import type { Home } from '../executor/open.ts';
import { told } from '../executor/told.ts';
import type { Before, Turned } from '../executor/turn.ts';
import type { Ports } from '../operation.ts';
import { brokeOff } from './broke-off.ts';
import { lanesFor } from './lanes.ts';
import type { Counting } from './numbers.ts';
import { type Known, shelfOf } from './shelf.ts';
import type { Troubles } from './troubles.ts';

export type Turns = {
  /** A turn of that rollout, so long after it was due; and when the next one is. Never fails: what is wrong is told, and tried again. */
  readonly take: (id: string, lateMs: number) => Promise<Next | undefined>;
  readonly full: () => readonly string[];
};

export type Taking = {
  readonly log: EventLog;
  readonly ports: Ports;
  readonly most: number;
  readonly count: Counting;
  readonly troubles: Troubles;
  /** Something has happened that people may have to be told of. */
  readonly happened: (id: string) => void;
};

/** Somebody else took this turn, and what came of it is not known here. */
const OVERTAKEN_MS = 15 * SECOND;
/** What cannot be reached is asked again soon, then less and less often, and never less than that. */
const FIRST_AGAIN_MS = 5 * SECOND;

export const turnsOf = (taking: Taking): Turns => {
  const { ports, count, troubles } = taking;
  const shelf = shelfOf(ports.clock);
  /** What the flag system said to those that could not write last time. */
  const failures = new Map<string, string>();
  const lanes = lanesFor(taking.most);
  const again = (id: string, result: Result<unknown>, lane: string): Next => {
    if (wasOvertaken(result)) {
      count.add('overtaken', 1);
      return { inMs: OVERTAKEN_MS, lane };
    }
    // Whatever it was, the next turn takes nobody's word but the log's.
    shelf.forget(id);
    count.add('failed', 1);
    const times = troubles.met(id, result.ok ? [] : result.problems);
    return { inMs: Math.min(MINUTE, FIRST_AGAIN_MS * 2 ** (times - 1)), lane };
  };
  const after = (turned: Turned, known: Known): Next | undefined => {
    const { rollout, writeFailure } = turned;
    const { id, state } = rollout;
    troubles.over(id);
    if (turned.events.length > 0) noted(id, turned, taking);
    failures.delete(id);
    if (!LIVE.includes(state.status)) {
      shelf.forget(id);
      return undefined;
    }
    if (writeFailure !== undefined) failures.set(id, writeFailure);
    shelf.keep({ ...known, rollout });
    return { inMs: nextLookMs(state, ports.clock.nowMs()), lane: known.lane };
  };
  const taken = async (id: string, lateMs: number): Promise<Next | undefined> => {
    const met = shelf.of(id) ?? (await meet(id, taking));
    if (!('lane' in met)) return again(id, met, '');
    if (lanes.isFull(met.lane)) {
      count.add('putBack', 1);
      return { inMs: 0, lane: met.lane };
    }
    const before: Before = { rollout: met.rollout, writeFailure: failures.get(id) };
    const turned = await lanes.within(met.lane, () => counted(before, lateMs, taking));
    return turned.ok ? after(turned.value, met) : again(id, turned, met.lane);
  };
  /** A mistake of ours in one turn keeps no other rollout from its own. */
  const take = async (id: string, lateMs: number): Promise<Next | undefined> => {
    try {
      return await taken(id, lateMs);
    } catch (error) {
      return again(id, failed(bug(id, error)), shelf.of(id)?.lane ?? '');
    }
  };
  return { take, full: lanes.full };
};

const meet = async (id: string, { log, ports }: Taking): Promise<Known | Result<never>> => {
  const wholeAtMs = ports.clock.nowMs();
  const rollout = await load(log, id);
  return rollout.ok ? { rollout: rollout.value, lane: laneOf(rollout.value), wholeAtMs } : rollout;
};

/** Short, because it travels with every wake-up. */
const laneOf = ({ plan, places }: Home): string =>
  digestOf({ backend: plan.provenance.backend, flags: places.flags ?? '' }).slice(0, 16);

const counted = async (before: Before, lateMs: number, { log, ports, count }: Taking): Promise<Result<Turned>> => {
  const { rollout } = before;
  const beganMs = ports.clock.nowMs();
  count.late(lateMs);
  count.add('inFlight', 1);
  try {
    return await turnAt(rollout.id, rollout, { log, ports, before });
  } finally {
    count.add('turns', 1);
    count.add('inFlight', -1);
    count.took(ports.clock.nowMs() - beganMs);
  }
};

const bug = (id: string, error: unknown): Problem =>
  brokeOff(error, {
    code: 'turn-broke',
    what: 'a turn',
    path: id,
    hint: `nothing is lost, and it is tried again; say what rampart log ${id} shows where this is reported`,
  });

const noted = (id: string, { events }: Turned, { count, ports, happened }: Taking): void => {
  count.add('decided', 1);
  told(events).forEach((one) => ports.tell({ rollout: id, ...one }));
  happened(id);
};

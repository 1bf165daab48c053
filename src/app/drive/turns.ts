import { failed, problem, type Result } from '../../core/problem.ts';
import { nextLookMs } from '../../core/rollout/looks.ts';
import { LIVE } from '../../core/rollout/table.ts';
import { digestOf } from '../../core/values/digest.ts';
import { MINUTE, SECOND } from '../../core/values/duration.ts';
import { plain } from '../../core/values/quote.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Next } from '../../ports/scheduler.ts';
import { wasOvertaken } from '../executor/ask.ts';
import { load } from '../executor/journal.ts';
import { turnAt } from '../executor/one-turn.ts';
import type { Home } from '../executor/open.ts';
import { told } from '../executor/told.ts';
import type { Turned } from '../executor/turn.ts';
import type { Ports } from '../operation.ts';
import { lanesFor } from './lanes.ts';
import type { Counting } from './numbers.ts';
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

/** What is kept of a rollout from turn to turn; whoever begins anew finds it in the log. */
type Known = Home & { readonly lane: string; readonly writeFailure?: string | undefined };

/** Somebody else took this turn, and what came of it is not known here. */
const OVERTAKEN_MS = 15 * SECOND;
/** What cannot be reached is asked again soon, then less and less often, and never less than that. */
const FIRST_AGAIN_MS = 5 * SECOND;

export const turnsOf = (taking: Taking): Turns => {
  const { ports, count, troubles } = taking;
  const known = new Map<string, Known>();
  const lanes = lanesFor(taking.most);
  const again = (id: string, result: Result<unknown>, lane: string): Next => {
    if (wasOvertaken(result)) {
      count.add('overtaken', 1);
      return { inMs: OVERTAKEN_MS, lane };
    }
    count.add('failed', 1);
    const times = troubles.met(id, result.ok ? [] : result.problems);
    return { inMs: Math.min(MINUTE, FIRST_AGAIN_MS * 2 ** (times - 1)), lane };
  };
  const after = (id: string, turned: Turned, one: Known): Next | undefined => {
    const { state } = turned.rollout;
    troubles.over(id);
    if (turned.events.length > 0) noted(id, turned, taking);
    if (!LIVE.includes(state.status)) {
      known.delete(id);
      return undefined;
    }
    known.set(id, { ...one, writeFailure: turned.writeFailure });
    return { inMs: nextLookMs(state, ports.clock.nowMs()), lane: one.lane };
  };
  const taken = async (id: string, lateMs: number): Promise<Next | undefined> => {
    const one = known.get(id) ?? (await homeOf(id, taking));
    if (!('lane' in one)) return again(id, one, '');
    if (lanes.isFull(one.lane)) {
      count.add('putBack', 1);
      return { inMs: 0, lane: one.lane };
    }
    const turned = await lanes.within(one.lane, () => counted(id, one, lateMs, taking));
    return turned.ok ? after(id, turned.value, one) : again(id, turned, one.lane);
  };
  /** A mistake of ours in one turn keeps no other rollout from its own. */
  const take = async (id: string, lateMs: number): Promise<Next | undefined> => {
    try {
      return await taken(id, lateMs);
    } catch (error) {
      return again(id, failed(bug(id, error)), known.get(id)?.lane ?? '');
    }
  };
  return { take, full: lanes.full };
};

const homeOf = async (id: string, { log }: Taking): Promise<Known | Result<never>> => {
  const rollout = await load(log, id);
  if (!rollout.ok) return rollout;
  const { provenance } = rollout.value.plan;
  const { places } = rollout.value;
  return { plan: { provenance }, places, lane: laneOf({ plan: { provenance }, places }) };
};

/** Short, because it travels with every wake-up. */
const laneOf = ({ plan, places }: Home): string =>
  digestOf({ backend: plan.provenance.backend, flags: places.flags ?? '' }).slice(0, 16);

const counted = async (
  id: string,
  { writeFailure, ...home }: Known,
  lateMs: number,
  { log, ports, count }: Taking,
): Promise<Result<Turned>> => {
  const beganMs = ports.clock.nowMs();
  count.late(lateMs);
  count.add('inFlight', 1);
  try {
    return await turnAt(id, home, { log, ports, writeFailure });
  } finally {
    count.add('turns', 1);
    count.add('inFlight', -1);
    count.took(ports.clock.nowMs() - beganMs);
  }
};

const bug = (id: string, error: unknown) =>
  problem({
    kind: 'internal',
    code: 'turn-broke',
    path: id,
    message: `a turn broke off: ${plain(error instanceof Error ? error.message : String(error), 200)}`,
    hint: `nothing is lost, and it is tried again; say what rampart log ${id} shows where this is reported`,
  });

const noted = (id: string, { events }: Turned, { count, ports, happened }: Taking): void => {
  count.add('decided', 1);
  told(events).forEach((one) => ports.tell({ rollout: id, ...one }));
  happened(id);
};

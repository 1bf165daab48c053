import type { Problem, Result } from '../../core/problem.ts';
import { MINUTE, SECOND } from '../../core/values/duration.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Scheduler } from '../../ports/scheduler.ts';
import { followedAlerts } from '../hooks/followed.ts';
import type { Ports } from '../operation.ts';
import { keptOpen } from './kept.ts';
import { counting, type DriverNumbers } from './numbers.ts';
import { type SharedClock, sharedClock } from './shared-clock.ts';
import { SWEEP, sweepOf } from './sweep.ts';
import { type Teller, tellerOf } from './teller.ts';
import { type Troubles, troublesOf } from './troubles.ts';
import { turnsOf } from './turns.ts';

export type Driving = {
  readonly log: EventLog;
  readonly scheduler: Scheduler;
  /** From then on no turn is begun; those in flight come to their end. */
  readonly stop: AbortSignal;
  /** Turns at once, at most. They mostly wait for flag systems and metric sources. */
  readonly most?: number | undefined;
  /** The policy that says whom to tell of what happens. */
  readonly policy?: string | undefined;
};

export type Driver = {
  readonly numbers: () => DriverNumbers;
  /** Its turn is taken at once: something was written that it should see. */
  readonly wake: (id: string) => Promise<Result<void>>;
  /** Settles when it has stopped, and every turn that was begun is over. */
  readonly done: Promise<void>;
};

const USUAL_MOST = 32;

/**
 * Takes the turns of every rollout of a log that is under way, when they are due, for as long as it is let. It keeps
 * nothing that the log does not say: it may die at any moment, and any number of them may drive the same log.
 */
export const drive = (given: Ports, driving: Driving): Driver => {
  const { log, scheduler, stop, most = USUAL_MOST, policy } = driving;
  const clock = sharedClock(given.clock);
  const ports: Ports = { ...given, ...keptOpen(given), clock, alertsIn: followedAlerts(log, clock) };
  const count = counting();
  const troubles = troublesOf(ports);
  const troubled =
    (whose: string) =>
    (problems: readonly Problem[]): void =>
      void (problems.length > 0 && troubles.met(whose, problems));
  const teller = tellerOf({ log, ports, policy, troubled: troubled('announce') });
  const turns = turnsOf({ log, ports, most, count, troubles, happened: teller.happened });
  const sweep = sweepOf({ log, scheduler, ports, count, troubles });
  const woken = (id: string, lateMs: number) => (id === SWEEP ? sweep() : turns.take(id, lateMs));
  const round = roundOf({ scheduler, ports, clock, troubles });
  const run = async (): Promise<void> => {
    await untilWell(round, clock, stop);
    const keeping = keep(round, teller, { clock, stop });
    await scheduler.run({ most, stop, woken, full: turns.full, troubled: troubled('scheduler') });
    await keeping;
    await teller.end();
  };
  return { numbers: count.now, wake: scheduler.wake, done: run() };
};

type Round = () => Promise<boolean>;

const ROUND_MS = 30 * SECOND;
/** What this machine's clock may be off before anybody is told. */
const WORTH_TELLING_MS = 2 * SECOND;

type Keeping = {
  readonly scheduler: Scheduler;
  readonly ports: Ports;
  readonly clock: SharedClock;
  readonly troubles: Troubles;
};

/** What every process sees to by itself: the hour, and that somebody looks through the log. Whether that went well. */
const roundOf =
  ({ scheduler, ports, clock, troubles }: Keeping): Round =>
  async () => {
    const off = await clock.set(scheduler);
    const swept = off.ok ? await scheduler.ensure([SWEEP]) : off;
    if (!off.ok || !swept.ok) {
      troubles.met('scheduler', swept.ok ? [] : swept.problems);
      return false;
    }
    troubles.over('scheduler');
    if (Math.abs(off.value) >= WORTH_TELLING_MS) ports.tell(clockIsOff(off.value, clock.nowMs()));
    return true;
  };

const clockIsOff = (byMs: number, atMs: number) => ({
  atMs,
  rollout: 'clock',
  what: 'this machine is off',
  why: `by ${Math.round(byMs / 1000)} s; rollouts go by the clock that all machines share`,
});

/** Nobody's turn is taken before it is known what time it is. */
const untilWell = async (round: Round, clock: SharedClock, stop: AbortSignal): Promise<void> => {
  for (let waitMs = SECOND; !stop.aborted && !(await round()); waitMs = Math.min(ROUND_MS, waitMs * 2))
    await clock.sleep(waitMs, stop);
};

const CATCH_UP_MS = 10 * MINUTE;

const keep = async (
  round: Round,
  teller: Teller,
  { clock, stop }: { readonly clock: SharedClock; readonly stop: AbortSignal },
): Promise<void> => {
  for (let caughtUpMs = -Infinity; !stop.aborted;) {
    if (clock.nowMs() - caughtUpMs >= CATCH_UP_MS) {
      caughtUpMs = clock.nowMs();
      await teller.catchUp();
    }
    await clock.sleep(ROUND_MS, stop);
    if (!stop.aborted) await round();
  }
};

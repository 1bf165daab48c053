import type { FlagState } from '../flags/flag-state.ts';
import type { Plan } from '../plan/plan.ts';
import { toWrite } from '../rollout/desired.ts';
import type { Event } from '../rollout/events.ts';
import type { Tick } from '../rollout/input.ts';
import { toLook } from '../rollout/look.ts';
import { initialState, type State } from '../rollout/state.ts';
import { windowAt } from '../rollout/window.ts';
import { DAY, MINUTE, toMs } from '../values/duration.ts';
import { chance } from './chance.ts';
import { type Counts, countMinute, type Modelled, noCounts } from './counts.ts';
import { measure } from './measure.ts';
import type { Scenario } from './scenario.ts';
import { beginOf, type Course, isOn } from './story.ts';
import { type RingShares, ringShares, shareInPhase, shareOf, trafficFor } from './traffic.ts';
import { usualOf } from './usual.ts';

export type Settings = {
  readonly seed: number;
  /** Where absent: as many as the plan's smallest step needs. */
  readonly requestsPerDay?: number | undefined;
};

/** A modelled production: the traffic, the flag system, and the rollout in it. Changes in place as time passes. */
export type World = {
  readonly plan: Plan;
  readonly modelled: Modelled;
  readonly rings: RingShares;
  readonly counts: Counts;
  readonly log: Event[];
  state: State;
  /** How often somebody let it go on in this phase. */
  resumes: number;
  /** When something last happened that is worth a closer look. */
  stirredMs: number;
  minute: number;
  flags: readonly FlagState[];
  course: Course;
  meddled: number;
  /** Somebody's hand is in the flags, and the plan's exposure is not what there is. */
  drifted: boolean;
};

/** A Monday at nine on the schedule's own clock, in a year that no freeze with a date is about. */
const START_MS = Date.UTC(2001, 0, 1, 9);

export const openWorld = (plan: Plan, scenario: Scenario, { seed, requestsPerDay }: Settings): World => {
  const rings = ringShares(plan);
  const perDay = requestsPerDay ?? trafficFor(plan, rings);
  const modelled: Modelled = {
    startMs: START_MS,
    requestsPerDay: perDay,
    draw: chance(seed),
    usual: usualOf(plan),
    scenario,
  };
  return {
    plan,
    modelled,
    rings,
    counts: noCounts(modelled),
    log: [],
    state: initialState(plan, 'simulated'),
    resumes: 0,
    stirredMs: START_MS,
    minute: 0,
    flags: [],
    course: { peaks: [], soakEnds: [], rollbackMinute: undefined },
    meddled: 0,
    drifted: false,
  };
};

export const nowMs = ({ modelled, minute }: World): number => modelled.startMs + minute * MINUTE;

/** The clock of the schedule is the clock of the simulation: no zone, and no change of the clock. */
const toLocal = (atMs: number) => ({
  weekday: (Math.floor(atMs / DAY) + 3) % 7,
  minute: Math.floor((atMs % DAY) / MINUTE),
});

/** Lets minutes pass, and counts each of them with the exposure that there was. */
export const passMinutes = (world: World, minutes: number): void => {
  const share = shareNow(world);
  for (let passed = 0; passed < minutes; passed += 1) {
    countMinute(world.counts, world.modelled, share, world.course);
    world.minute += 1;
  }
  meddle(world);
};

/** The share of the traffic that has the change now, 0 to 1, whoever gave it to them. */
const shareNow = ({ plan, state, flags, rings, modelled }: World): number =>
  plan.flags.length === 0 ? shareInPhase(plan, state.phase, rings) : shareOf(flags, rings, modelled.requestsPerDay);

export const isDown = (world: World): boolean =>
  world.modelled.scenario.outages.some((outage) => isOn(outage, world.minute, world.course));

export const isSilent = (world: World): boolean =>
  world.modelled.scenario.silences.some((silence) => isOn(silence, world.minute, world.course));

/** All that the executor is told of this world. */
export const tickOf = (world: World): Tick => {
  const { plan, state, counts, modelled } = world;
  const { questions, checks } = toLook(plan, state, nowMs(world));
  const silent = isSilent(world);
  return {
    is: 'tick',
    atMs: nowMs(world),
    backend: isDown(world) ? { is: 'unreachable', why: 'no answer' } : { is: 'read', flags: [...world.flags] },
    measurements: Object.fromEntries(
      questions.map((question) => [
        question.key,
        silent ? { is: 'no-data' as const, why: 'nothing was reported' } : measure(counts, modelled, question),
      ]),
    ),
    checks: Object.fromEntries(checks.map(({ id }) => [id, { verdict: 'pass' as const, why: 'the check passed' }])),
    window: windowAt(plan.schedule, nowMs(world), toLocal),
    dependencies: { met: true, why: 'what it depends on is there' },
  };
};

/** Makes the flag system what it should be, if it can be reached, and notes what exposure there is from now on. */
export const writeFlags = (world: World): readonly FlagState[] => {
  noteCourse(world);
  const writes = isDown(world) ? [] : toWrite(world.plan, world.state, world.flags);
  for (const flag of writes) world.flags = [...world.flags.filter(({ key }) => key !== flag.key), flag];
  if (writes.length > 0) world.drifted = false;
  noteCourse(world);
  return writes;
};

const noteCourse = (world: World): void => {
  const { plan, state, minute } = world;
  const share = shareNow(world);
  const { peaks, soakEnds, rollbackMinute } = world.course;
  const higher = share > (peaks.at(-1)?.share ?? 0) && !world.drifted;
  const entered = state.phase >= soakEnds.length;
  const descends = rollbackMinute === undefined && state.rollback !== undefined;
  if (!higher && !entered && !descends) return;
  const soakEnd = minute + toMs(plan.phases[state.phase]?.soak ?? '') / MINUTE;
  world.course = {
    peaks: higher ? [...peaks, { minute, share }] : peaks,
    soakEnds: entered ? [...soakEnds, soakEnd] : soakEnds,
    rollbackMinute: descends ? minute : rollbackMinute,
  };
};

/** Somebody who does not know of the rollout sets the flags by hand, once for each entry of the story. */
const meddle = (world: World): void => {
  const next = world.modelled.scenario.meddling[world.meddled];
  const begin = next && beginOf(next.from, world.course);
  if (!next || begin === undefined || world.minute < begin) return;
  world.meddled += 1;
  world.drifted = world.flags.length > 0;
  world.flags = world.flags.map((flag) => ({ ...flag, enabled: next.percent > 0, percent: next.percent }));
};

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/core/guards/measurement.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { nextLookMs } from '../../../src/core/rollout/looks.ts';
import type { Question } from '../../../src/core/rollout/look.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { binomial, chance, poisson } from '../../../src/core/simulation/chance.ts';
import { toMs } from '../../../src/core/values/duration.ts';
import {
  aClimb,
  agreed,
  anApproval,
  aPhase,
  asks,
  aTrigger,
  HOUR,
  later,
  measured,
  MIN,
  pass,
  percentOf,
  started,
  type World,
} from '../../helpers/rollout.ts';

const guard = aTrigger('worse', { kind: 'guard', rule: { is: 'regression', tolerate: 5 }, minSamples: 200 });

const aPacedPlan = (more: Partial<Plan> = {}): Plan =>
  aClimb({
    phases: [
      aPhase('few', 5),
      aPhase('half', 50),
      aPhase('most', 95),
      aPhase('all', 100, { soak: undefined, gates: [], deadline: undefined }),
    ],
    triggers: [guard],
    pace: { kind: 'evidence', budget: 200, least: 'PT10M' },
    ...more,
  });

/** So many requests a minute, shared out as the flags are; of a thousand treated and untreated so many are bad. */
const source =
  (world: World, [perMinute, treatedBad, controlBad]: readonly [number, number, number], seed = 1) =>
  ({ window, toMs: endMs }: Question, nowMs: number): Measurement => {
    const end = endMs ?? nowMs;
    const [from, to] = [end - toMs(window), end].map((ms) => Math.floor(ms / MIN));
    const [draw, share] = [chance(seed), percentOf(world) / 100];
    let [of, bad, others, othersBad] = [0, 0, 0, 0];
    for (let minute = from ?? 0; minute < (to ?? 0); minute += 1) {
      const mine = poisson(perMinute * share, draw, [0, minute]);
      const theirs = poisson(perMinute * (1 - share), draw, [2, minute]);
      of += mine;
      others += theirs;
      bad += binomial(mine, treatedBad / 1000, draw, [4, minute]);
      othersBad += binomial(theirs, controlBad / 1000, draw, [6, minute]);
    }
    return measured(
      end,
      toMs(window),
      { samples: of, count: of, bad, usersBad: bad },
      { samples: others, count: others, bad: othersBad, usersBad: othersBad },
    );
  };

const watched = (plan: Plan, numbers: readonly [number, number, number]): World => {
  const world = started(plan);
  world.trouble.answer = source(world, numbers);
  return world;
};

/** When each phase was entered, in minutes since the start. */
const entries = ({ log }: World): number[] => {
  const begun = log.findIndex(({ type }) => type === 'started');
  return log.flatMap(({ type, atMs }) => (type === 'phase-entered' ? [(atMs - (log[begun]?.atMs ?? 0)) / MIN] : []));
};

const HEALTHY = [6000, 5, 5] as const;

describe('a pace on evidence', () => {
  it('climbs where harm is ruled out, and no phase is shorter than the least', () => {
    const world = watched(aPacedPlan(), HEALTHY);
    pass(world, 90 * MIN, MIN);
    const [few = 0, half = 0, most = 0, all = 0] = entries(world);
    expect(all).toBeLessThan(60);
    expect(Math.min(half - few, most - half, all - most)).toBeGreaterThanOrEqual(10);
    const whys = world.log.flatMap((event) => (event.type === 'phase-entered' ? event.why : []));
    expect(whys).toContainEqual(expect.stringMatching(/^Error rate × [\d.]+ and more are ruled out: what is left/));
  });

  it('leaves every soak as long as it is where the plan does not ask for it', () => {
    const { pace: _, ...fixed } = aPacedPlan();
    const world = watched(fixed, HEALTHY);
    pass(world, 55 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
  });

  it('stays the whole soak where too few come by to rule anything out', () => {
    const world = watched(aPacedPlan({ triggers: [{ ...guard, minSamples: 1 }] }), [3, 5, 5]);
    pass(world, 50 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
    pass(world, 20 * MIN, MIN);
    expect(entries(world)).toHaveLength(2);
  });

  it('waits longer where the budget is smaller', () => {
    const plan = aPacedPlan({ pace: { kind: 'evidence', budget: 1, least: 'PT10M' } });
    const world = watched(plan, HEALTHY);
    pass(world, 50 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
  });

  it('does not climb while a trigger is not quiet, whether or not a gate asks', () => {
    const phases = aPacedPlan().phases.map((phase) => ({ ...phase, gates: [] }));
    const doubtful = aTrigger('doubtful', { minSamples: 1e9, window: 'PT5M' });
    const world = watched(aPacedPlan({ phases, triggers: [guard, doubtful] }), HEALTHY);
    pass(world, 50 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
  });

  it('shortens no experiment, whatever a plan says', () => {
    const experiment = { hypothesis: 'more buy' } as Plan['experiment'];
    const world = watched(aPacedPlan({ experiment }), HEALTHY);
    pass(world, 50 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
  });

  it('still goes back', () => {
    const world = watched(aPacedPlan(), [6000, 30, 5]);
    expect(pass(world, 20 * MIN, MIN)).toContain('rolled-back');
  });

  it('comes to the same when its log is decided again', () => {
    const plan = aPacedPlan();
    const world = watched(plan, HEALTHY);
    pass(world, 90 * MIN, MIN);
    const again = replay(plan, initialState(plan, 'r1'), world.log);
    expect(again.ok && again.value.state).toEqual(world.state);
  });
});

describe('what evidence never skips', () => {
  it('an approval', () => {
    const world = watched(aPacedPlan({ approvals: [anApproval('half')] }), HEALTHY);
    pass(world, 40 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
    agreed(world, 'half');
    later(world, MIN);
    expect(entries(world)).toHaveLength(2);
  });

  it('a window that is closed, and a freeze', () => {
    const world = watched(aPacedPlan(), HEALTHY);
    later(world, MIN);
    world.trouble.closed = 'it is night';
    pass(world, 40 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
    delete world.trouble.closed;
    asks(world, { is: 'freeze', untilMs: world.nowMs + HOUR });
    pass(world, 15 * MIN, MIN);
    expect(entries(world)).toHaveLength(1);
  });

  it('the least time of a phase, whatever comes by', () =>
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 100_000 }), fc.integer({ min: 1, max: 50 }), (perMinute, bad) => {
        const world = watched(aPacedPlan(), [perMinute, bad, bad]);
        pass(world, 30 * MIN, 2 * MIN);
        const [few = 0, half = Infinity] = entries(world);
        expect(half - few).toBeGreaterThanOrEqual(10);
      }),
      { numRuns: 10 },
    ));
});

it('a phase is looked at often in its first minutes', () => {
  const world = started();
  later(world, MIN);
  later(world, MIN);
  const { state } = world;
  expect(nextLookMs(state, world.nowMs)).toBe(15_000);
  expect(nextLookMs(state, world.nowMs + 10 * MIN)).toBe(MIN);
  expect(nextLookMs({ ...state, status: 'completed' }, world.nowMs)).toBe(MIN);
});

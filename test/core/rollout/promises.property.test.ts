import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachesMore } from '../../../src/core/flags/compare.ts';
import { planDigest } from '../../../src/core/plan/plan.ts';
import { decide } from '../../../src/core/rollout/decide.ts';
import { desired, flagsIn, toWrite } from '../../../src/core/rollout/desired.ts';
import { Event } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Input } from '../../../src/core/rollout/input.ts';
import { actingTriggers } from '../../../src/core/rollout/look.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { initialState, type State } from '../../../src/core/rollout/state.ts';
import { canonicalJson } from '../../../src/core/values/digest.ts';
import { aWorld, type World } from '../../helpers/rollout.ts';
import { type Act, rich, story } from './meddling.ts';

const PLAN = rich();
const RUNS = 400;

type Moment = {
  readonly world: World;
  readonly before: State;
  readonly input: Input;
  readonly events: readonly Event[];
};
type Watcher = (moment: Moment) => void;

/** Tells a story to a rollout, and asks after every step. */
const told = (acts: readonly Act[], watch: Watcher): World => {
  const world = aWorld(PLAN);
  for (const act of acts) {
    const input = act(world);
    if (!input) continue;
    const before = world.state;
    const decided = decide(PLAN, before, input);
    const events = decided.ok ? decided.value : [];
    const next = fold(before, events);
    if (!next.ok) throw new Error(next.problems[0]?.message);
    world.state = next.value;
    world.log.push(...events);
    watch({ world, before, input, events });
    if (input.is !== 'tick' || world.trouble.backend !== undefined || world.trouble.writes === false) continue;
    for (const flag of toWrite(PLAN, world.state, world.flags))
      world.flags = [...world.flags.filter(({ key }) => key !== flag.key), flag];
  }
  return world;
};

const always = (watch: Watcher): void => {
  fc.assert(
    fc.property(story, (acts) => void told(acts, watch)),
    { numRuns: RUNS },
  );
};

const CLIMBING: ReadonlySet<string> = new Set(['running', 'held', 'paused']);

describe('whatever happens', () => {
  it('1: nothing is asked for or written beyond what the phase allows', () => {
    always(({ world: { state, flags } }) => {
      const allowed = flagsIn(PLAN, state.phase);
      for (const [at, flag] of desired(PLAN, state).entries())
        expect(reachesMore(flag, allowed[at] ?? flag)).toBe(false);
      for (const flag of toWrite(PLAN, state, flags))
        expect(reachesMore(flag, allowed.find(({ key }) => key === flag.key) ?? flag)).toBe(false);
    });
  });

  it('2: once a rollback is decided nothing is raised, but by a restart', () => {
    always(({ world: { state, flags }, before, events }) => {
      if (!state.rollback) return;
      for (const flag of toWrite(PLAN, state, flags)) {
        const found = flags.find(({ key }) => key === flag.key);
        expect(found && !reachesMore(flag, found)).toBe(true);
      }
      const [was, is] = [desired(PLAN, before), desired(PLAN, state)];
      expect(is.some((flag, at) => reachesMore(flag, was[at] ?? flag))).toBe(false);
      expect(events.map(({ type }) => type)).not.toContain('phase-entered');
    });
  });

  it('2: a pause raises nothing either', () => {
    always(({ world: { state, flags } }) => {
      if (state.status !== 'paused') return;
      for (const flag of toWrite(PLAN, state, flags)) {
        const found = flags.find(({ key }) => key === flag.key);
        expect(found && !reachesMore(flag, found)).toBe(true);
      }
    });
  });

  it('3: what should be changes only with an event that says why, or who', () => {
    always(({ world: { state }, before, events, input }) => {
      if (canonicalJson(desired(PLAN, before)) === canonicalJson(desired(PLAN, state))) return;
      const [taken, ...rest] = events;
      expect(taken).toMatchObject({ type: 'turn-taken' });
      const named = rest.some(
        (event) => 'by' in event || ('why' in event && event.why.length > 0) || event.type === 'rollback-stepped',
      );
      expect(named).toBe(true);
      expect(input.is === 'tick' || taken).toSatisfy((one) => one === true || Object.hasOwn(one.input, 'by'));
    });
  });

  it('4: the log alone gives the same state and the same decisions, byte for byte', () => {
    fc.assert(
      fc.property(story, (acts) => {
        const world = told(acts, () => {});
        const log = world.log.map((event) => Event.parse(JSON.parse(canonicalJson(event))));
        const again = replay(PLAN, initialState(PLAN, 'r1'), log);
        expect(again.ok && canonicalJson(again.value.state)).toBe(canonicalJson(world.state));
      }),
      { numRuns: 150 },
    );
  });

  it('6: no phase is entered on data that is missing, stale, broken or too little', () => {
    let entered = 0;
    always(({ before, input, events }) => {
      if (input.is !== 'tick' || !events.some(({ type }) => type === 'phase-entered')) return;
      entered += 1;
      for (const { id, minSamples } of actingTriggers(PLAN, before)) {
        const heard = input.measurements[id];
        if (heard?.is !== 'measured') throw new Error(`${id} was not measured`);
        expect(Number.isFinite(heard.treatment.value)).toBe(true);
        expect(heard.treatment.samples).toBeGreaterThanOrEqual(minSamples);
        expect(Math.abs(input.atMs - heard.toMs)).toBeLessThanOrEqual(5 * 60_000);
      }
      expect(input).toMatchObject({ backend: { is: 'read' }, window: { open: true } });
    });
    expect(entered).toBeGreaterThan(100);
  });

  it('7: a rollback trigger fires whatever the rollout waits for', () => {
    let fired = 0;
    always(({ world: { state }, before, input }) => {
      if (input.is !== 'tick' || !CLIMBING.has(before.status)) return;
      const bad = actingTriggers(PLAN, before).some(({ id, action }) => {
        const heard = input.measurements[id];
        const isNew = !before.fired.some(({ trigger }) => trigger === id);
        if (action !== 'rollback' || !isNew || heard?.is !== 'measured') return false;
        const { value = 0, samples } = heard.treatment;
        return value === 9 && samples >= 100;
      });
      if (!bad) return;
      fired += 1;
      expect(state.status).toBe('rolling-back');
    });
    expect(fired).toBeGreaterThan(20);
  });

  it('12: no phase is entered without everybody whom it asks for, for this very plan', () => {
    let asked = 0;
    always(({ world, events }) => {
      const entered = events.find((event) => event.type === 'phase-entered');
      if (!entered) return;
      const restarted = world.log.findLastIndex(({ type }) => type === 'restarted');
      const given = world.log.slice(restarted + 1).filter((event) => event.type === 'approved');
      for (const { id, count, authorMayApprove } of PLAN.approvals.filter(({ before }) => before === entered.id)) {
        asked += 1;
        const names = given
          .filter(({ approval, planDigest: seen }) => approval === id && seen === planDigest(PLAN))
          .map(({ by }) => by.name.trim().toLowerCase())
          .filter((name) => authorMayApprove || !world.state.authors.includes(name));
        expect(new Set(names).size).toBeGreaterThanOrEqual(count);
      }
    });
    expect(asked).toBeGreaterThan(50);
  });

  it('what is recorded can be read again by the published schema', () => {
    always(({ events }) => {
      for (const event of events) expect(Event.safeParse(event).error).toBeUndefined();
    });
  });

  it('the stories reach every status', () => {
    const seen = new Set<string>();
    always(({ world: { state } }) => void seen.add(state.status));
    expect([...seen].toSorted()).toEqual([
      'aborted',
      'completed',
      'held',
      'paused',
      'pending',
      'rolled-back',
      'rolling-back',
      'running',
    ]);
  });
});

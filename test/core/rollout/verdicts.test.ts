import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../src/core/plan/watch.ts';
import { triggerNotes } from '../../../src/core/plan/report/watching.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { aClimb, asks, aTrigger, HOUR, inPhase, lastOf, later, MIN, pass } from '../../helpers/rollout.ts';

const patient = (verdicts: Trigger['verdicts']) => aClimb({ triggers: [aTrigger('errors', { verdicts })] });
const undecided = (action: 'hold' | 'pause' | 'rollback') => patient({ inconclusive: { after: 'PT30M', action } });

describe('a failure that has to last', () => {
  const plan = patient({ fail: { after: 'PT10M' } });

  it('acts once it has, and nothing goes on meanwhile', () => {
    const world = inPhase('few', plan);
    world.trouble.percent = 9;
    expect(later(world, MIN)).toEqual(['verdict-began']);
    expect(pass(world, 9 * MIN, MIN)).toEqual([]);
    expect(later(world, MIN)).toEqual(['trigger-fired', 'rollback-decided']);
  });

  it('that breaks off begins anew', () => {
    const world = inPhase('few', plan);
    world.trouble.percent = 9;
    pass(world, 8 * MIN, MIN);
    world.trouble.percent = 1;
    expect(later(world, MIN)).toEqual(['verdict-ended']);
    world.trouble.percent = 9;
    expect(pass(world, 8 * MIN, MIN)).toEqual(['verdict-began']);
  });

  it('acts at once where the plan asks for no patience', () => {
    const world = inPhase('few');
    world.trouble.percent = 9;
    expect(later(world, MIN)).toContain('rollback-decided');
  });
});

describe('what cannot be told for too long', () => {
  it.each([
    ['hold', 'held'],
    ['pause', 'paused'],
    ['rollback', 'rolled-back'],
  ] as const)('is answered with %s', (action, status) => {
    const world = inPhase('few', undecided(action));
    world.trouble.samples = 20;
    pass(world, 29 * MIN, MIN);
    expect(world.state.status).toBe('running');
    pass(world, HOUR);
    expect([world.state.status, world.state.phase]).toEqual([status, 0]);
    expect(lastOf(world, 'verdict-lasted').why).toMatch(/^nothing could be told for 3\d min: treatment: 20 samples/);
  });

  it('lets go when it can be told again', () => {
    const world = inPhase('few', undecided('hold'));
    world.trouble.samples = 20;
    pass(world, HOUR);
    delete world.trouble.samples;
    expect(later(world, 5 * MIN)).toEqual(['verdict-ended', 'released']);
  });

  it('does not pause twice for one reason, and comes to the same when it is decided again', () => {
    const plan = undecided('pause');
    const world = inPhase('few', plan);
    world.trouble.samples = 20;
    pass(world, HOUR);
    asks(world, { is: 'resume' });
    expect(pass(world, HOUR)).toEqual(['held']);
    const again = replay(plan, initialState(plan, 'r1'), world.log);
    expect(again.ok && again.value.state).toEqual(world.state);
  });
});

it('asking that fails may have another answer than data that is not there', () => {
  const plan = patient({ error: { after: 'PT5M', action: 'pause' } });
  const [broken, silent] = [inPhase('few', plan), inPhase('few', plan)];
  broken.trouble.answer = () => ({ is: 'error', why: 'timeout' });
  silent.trouble.answer = () => ({ is: 'no-data', why: 'empty' });
  expect(pass(broken, 10 * MIN, MIN)).toContain('paused');
  expect(pass(silent, 10 * MIN, MIN)).toEqual(['data-lost']);
});

it('people read it beside the triggers', () =>
  expect(
    triggerNotes(patient({ fail: { after: 'PT2M' }, inconclusive: { after: 'PT6H', action: 'pause' } })),
  ).toContain('acts after failing for 2 min, undecided for 6 h → pause'));

import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/core/rollout/replay.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { whyOf } from '../../../src/core/rollout/why.ts';
import {
  aClimb,
  asks,
  HOUR,
  inPhase,
  lastOf,
  later,
  MIN,
  percentOf,
  tickOf,
  type World,
} from '../../helpers/rollout.ts';

/** Everybody has it, and two others rest on it. */
const leanedOn = (): World => {
  const world = inPhase('all');
  expect(asks(world, { is: 'join', dependant: 'snapshots' })).toEqual(['dependant-joined']);
  expect(asks(world, { is: 'join', dependant: 'recovery' })).toEqual(['dependant-joined']);
  return world;
};

const up = (...ids: string[]) => ({ dependants: { up: ids, lost: [] } });

describe('what others rest on', () => {
  it('stays up until they are off, then goes down, and the log says so', () => {
    const world = leanedOn();
    expect(asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false })).toEqual(['rollback-decided']);
    expect(lastOf(world, 'rollback-decided').after).toEqual({
      dependants: ['snapshots', 'recovery'],
      withinMs: 2.5 * MIN,
    });
    expect(later(world, MIN, up('snapshots', 'recovery'))).toEqual([]);
    expect(percentOf(world)).toBe(100);
    expect(whyOf(world.plan, world.state, tickOf(world)).waitsFor).toContain(
      'what rests on it goes off first: snapshots, recovery',
    );
    expect(later(world, MIN / 2, up())).toEqual(['dependants-awaited']);
    expect(lastOf(world, 'dependants-awaited').late).toEqual([]);
    expect(percentOf(world)).toBe(0);
    expect(later(world, MIN, up())).toEqual(['exposure-confirmed', 'rolled-back']);
    expect(replay(world.plan, initialState(world.plan, 'r1'), world.log).ok).toBe(true);
  });

  it('waits for half of its time, names who was late, and is down within the whole of it', () => {
    const world = leanedOn();
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
    expect(later(world, 2 * MIN, up('recovery'))).toEqual([]);
    expect(later(world, MIN / 2, up('recovery'))).toEqual(['dependants-awaited']);
    expect(lastOf(world, 'dependants-awaited')).toMatchObject({ late: ['recovery'] });
    expect(percentOf(world)).toBe(0);
    world.trouble.backend = 'no route';
    expect(later(world, 3 * MIN)).toContain('rollback-overdue');
  });

  it('does not wait for what nobody can take down, and names it', () => {
    const world = leanedOn();
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
    const answer = { dependants: { up: [], lost: ['snapshots'] } };
    expect(later(world, MIN, answer)).toEqual(['dependants-awaited']);
    expect(lastOf(world, 'dependants-awaited').late).toEqual(['snapshots']);
  });

  it('waits no longer because somebody asks again', () => {
    const world = leanedOn();
    asks(world, { is: 'rollback', to: { is: 'percent', percent: 50 }, gradually: false });
    later(world, 2 * MIN, up('recovery'));
    expect(asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false })).toEqual(['rollback-decided']);
    expect(later(world, MIN / 2, up('recovery'))).toEqual(['dependants-awaited']);
    expect(percentOf(world)).toBe(0);
  });

  it('goes down step by step from when it waits no longer', () => {
    const world = leanedOn();
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: true });
    later(world, 2 * MIN, up('recovery'));
    expect(percentOf(world)).toBe(100);
    later(world, MIN, up());
    expect(percentOf(world)).toBe(50);
    for (let minutes = 0; minutes < 10; minutes += 1) later(world, MIN);
    expect([percentOf(world), world.state.status]).toEqual([0, 'rolled-back']);
  });

  it('does not wait with a clock that cannot tell how long', () => {
    const world = leanedOn();
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
    expect(later(world, -HOUR, up('recovery'))).toEqual(['dependants-awaited']);
  });

  it('takes nobody in once it goes back, and knows nobody after a restart', () => {
    const world = leanedOn();
    expect(asks(world, { is: 'join', dependant: 'recovery' })).toEqual([]);
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
    expect(asks(world, { is: 'join', dependant: 'late' })).toContain('not-now');
    for (let turns = 0; turns < 3; turns += 1) later(world, MIN, up());
    asks(world, { is: 'restart' });
    expect(world.state.dependants).toEqual([]);
  });
});

describe('a rollout of a program', () => {
  it('goes nowhere out of its turn, and says why', () => {
    const world = inPhase('few');
    const program = { met: false, why: 'base is at 50 %' };
    for (let minutes = 0; minutes < 90; minutes += 30) expect(later(world, 30 * MIN, { program })).toEqual([]);
    expect(percentOf(world)).toBe(5);
    expect(whyOf(world.plan, world.state, tickOf(world, { program })).waitsFor).toContain('base is at 50 %');
    expect(later(world, MIN, { program: { met: true, why: 'it is its turn' } })).toContain('phase-entered');
  });

  it('is as before where it belongs to none', () => {
    const world = inPhase('half', aClimb());
    world.trouble.percent = 9;
    later(world, 5 * MIN);
    expect(lastOf(world, 'rollback-decided')).not.toHaveProperty('after');
    expect(percentOf(world)).toBe(0);
  });
});

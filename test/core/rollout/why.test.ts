import { describe, expect, it } from 'vitest';
import { whyOf } from '../../../src/core/rollout/why.ts';
import type { World } from '../../helpers/rollout.ts';
import {
  aClimb,
  anApproval,
  asks,
  aWorld,
  HOUR,
  inPhase,
  later,
  MIN,
  pass,
  tickOf,
  turn,
} from '../../helpers/rollout.ts';

const why = (world: World) => whyOf(world.plan, world.state, tickOf(world));

describe('why a rollout is where it is', () => {
  it('waits for its soak, and knows when that is over', () => {
    const world = inPhase('few');
    pass(world, 20 * MIN);
    expect(why(world)).toMatchObject({
      status: 'running',
      phase: 'few',
      next: 'half',
      exposurePercent: 5,
      waitsFor: ['40 min of the soak are left'],
      earliestMs: world.nowMs + 40 * MIN,
    });
  });

  it('names what would bring it back, and how near that is', () => {
    const world = inPhase('few');
    const enteredAtMs = world.state.limitsFromMs;
    expect(why(world).dangers).toEqual([
      { what: 'errors', action: 'rollback', why: expect.stringContaining('1 % is not above 5 %') },
      { what: 'deadline', action: 'pause', why: 'the limit of 8 h is over', atMs: enteredAtMs + 8 * HOUR },
    ]);
    world.trouble.answer = () => undefined;
    later(world, MIN);
    expect(why(world).dangers[1]).toMatchObject({ action: 'hold', atMs: world.nowMs + 15 * MIN });
  });

  it('knows no time where somebody has to speak', () => {
    const world = inPhase('few', aClimb({ approvals: [anApproval('half')] }));
    pass(world, 2 * HOUR);
    expect(why(world)).toMatchObject({ waitsFor: ['before-half: 1 more of engineering'], earliestMs: undefined });
  });

  it('knows the time of the next open hour', () => {
    const world = inPhase('few');
    pass(world, 50 * MIN);
    const opensAtMs = world.nowMs + 9 * HOUR;
    const closed = tickOf(world, { window: { open: false, why: 'night', opensAtMs } });
    expect(whyOf(world.plan, world.state, closed)).toMatchObject({ earliestMs: opensAtMs });
  });

  it.each([
    ['pending', (): World => aWorld(), 'somebody starts it: rampart apply'],
    [
      'paused',
      (world: World) => asks(world, { is: 'pause' }),
      'paused (operator): because; it goes on with: rampart resume',
    ],
    ['held', (world: World) => asks(world, { is: 'hold' }), 'held: because; it goes on with: rampart resume'],
    [
      'rolling-back',
      (world: World) => asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false }),
      'rolling back: because',
    ],
  ])('says what stands in the way when it is %s', (status, act, words) => {
    const world = status === 'pending' ? aWorld() : inPhase('few');
    act(world);
    expect(why(world)).toMatchObject({ status, waitsFor: expect.arrayContaining([words]), earliestMs: undefined });
  });

  it('has nothing to wait for when all is done, and nothing after a rollback but a restart', () => {
    const done = inPhase('all');
    turn(done);
    pass(done, HOUR);
    expect(why(done)).toMatchObject({ status: 'completed', waitsFor: [], dangers: [], exposurePercent: 100 });
    const back = inPhase('half');
    back.trouble.percent = 9;
    pass(back, HOUR);
    expect(why(back)).toMatchObject({
      phase: undefined,
      waitsFor: [expect.stringContaining('rampart restart')],
      exposurePercent: 0,
    });
  });
});

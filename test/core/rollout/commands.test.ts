import { describe, expect, it } from 'vitest';
import {
  aClimb,
  agreed,
  anApproval,
  asks,
  aWorld,
  HOUR,
  inPhase,
  lastOf,
  later,
  MIN,
  pass,
  percentOf,
  started,
  turn,
} from '../../helpers/rollout.ts';

const OFF = { is: 'off' } as const;

describe('what a person may ask for', () => {
  it('pause: time does not count; resume: it goes on where it was', () => {
    const world = inPhase('few');
    pass(world, 50 * MIN);
    expect(asks(world, { is: 'pause' })).toEqual(['paused']);
    expect(pass(world, 5 * HOUR)).toEqual([]);
    expect(asks(world, { is: 'resume' })).toEqual(['resumed']);
    expect(pass(world, 5 * MIN)).toEqual([]);
    expect(later(world, 5 * MIN)).toEqual(['phase-entered']);
  });

  it('pause in the middle of a write: what was not given yet is not given', () => {
    const world = started();
    world.trouble.writes = false;
    later(world, MIN);
    asks(world, { is: 'pause' });
    delete world.trouble.writes;
    pass(world, HOUR);
    expect(percentOf(world)).toBe(0);
    asks(world, { is: 'resume' });
    turn(world);
    expect(percentOf(world)).toBe(5);
  });

  it('hold: the same without the alarm, until somebody resumes', () => {
    const world = inPhase('few');
    expect(asks(world, { is: 'hold' })).toEqual(['held']);
    expect(pass(world, 3 * HOUR)).toEqual([]);
    expect(asks(world, { is: 'resume' })).toEqual(['resumed']);
    pass(world, HOUR);
    expect(world.state.phase).toBe(1);
  });

  it('advance: skips the soak and no gate', () => {
    const world = inPhase('few', aClimb({ approvals: [anApproval('half')] }));
    expect(asks(world, { is: 'advance' })).toEqual(['soak-skipped']);
    expect(asks(world, { is: 'advance' })).toContain('nothing-to-skip');
    expect(pass(world, 10 * MIN)).toEqual([]);
    agreed(world, 'half');
    expect(turn(world)).toEqual(['phase-entered']);
    expect(lastOf(world, 'phase-entered').why).toContain('the rest of the soak was skipped');
  });

  it('rollback: off, to a phase, to a percentage', () => {
    const off = inPhase('half');
    asks(off, { is: 'rollback', to: OFF, gradually: false });
    pass(off, 10 * MIN);
    expect([off.state.status, percentOf(off)]).toEqual(['rolled-back', 0]);

    const phase = inPhase('half');
    asks(phase, { is: 'rollback', to: { is: 'phase', phase: 'few' }, gradually: false });
    pass(phase, 10 * MIN);
    expect([phase.state.status, percentOf(phase)]).toEqual(['rolled-back', 5]);

    const percent = inPhase('half');
    asks(percent, { is: 'rollback', to: { is: 'percent', percent: 20 }, gradually: false });
    pass(percent, 10 * MIN);
    expect([percent.state.status, percentOf(percent)]).toEqual(['rolled-back', 20]);
  });

  it('rollback, gradually: down the phases within the deadline', () => {
    const world = inPhase('all');
    asks(world, { is: 'rollback', to: OFF, gradually: true });
    const seen = [];
    for (let minutes = 0; minutes < 12; minutes += 1) {
      later(world, MIN);
      if (percentOf(world) !== seen.at(-1)) seen.push(percentOf(world));
    }
    expect(seen).toEqual([50, 5, 0]);
    expect(world.state.status).toBe('rolled-back');
    expect(world.log.map(({ type }) => type)).not.toContain('rollback-overdue');
  });

  it('rollback, gradually, by a clock that went back: at once', () => {
    const world = inPhase('all');
    asks(world, { is: 'rollback', to: OFF, gradually: true });
    later(world, -24 * HOUR);
    expect(percentOf(world)).toBe(0);
  });

  it('a trigger hastens a gradual rollback, and what is left after one is still watched', () => {
    const world = inPhase('all');
    asks(world, { is: 'rollback', to: OFF, gradually: true });
    later(world, MIN);
    world.trouble.percent = 6;
    expect(later(world, MIN)).toContain('rollback-decided');
    expect(percentOf(world)).toBe(0);

    const left = inPhase('half');
    asks(left, { is: 'rollback', to: { is: 'phase', phase: 'few' }, gradually: false });
    pass(left, 10 * MIN);
    left.trouble.percent = 6;
    expect(later(left, MIN)).toContain('rollback-decided');
    pass(left, 10 * MIN);
    expect([left.state.status, percentOf(left)]).toEqual(['rolled-back', 0]);
  });

  it('a rollback gives nobody what somebody else has taken meanwhile', () => {
    const world = inPhase('half');
    asks(world, { is: 'rollback', to: { is: 'phase', phase: 'few' }, gradually: false });
    world.flags = world.flags.map((flag) => ({ ...flag, percent: 3, allow: ['u1'] }));
    turn(world);
    expect(world.flags).toMatchObject([{ percent: 3, allow: [] }]);
    expect(turn(world)).toEqual(['exposure-confirmed', 'rolled-back']);
  });

  it.each([
    [{ is: 'phase', phase: 'all' }],
    [{ is: 'phase', phase: 'nowhere' }],
    [{ is: 'percent', percent: 50 }],
    [{ is: 'percent', percent: 80 }],
  ] as const)('a rollback to %o takes nothing away, and is refused', (to) => {
    const world = inPhase('half');
    expect(asks(world, { is: 'rollback', to, gradually: false })).toContain('not-a-way-back');
  });

  it('nothing leads up again but restart, and that asks everybody again', () => {
    const world = inPhase('half', aClimb({ approvals: [anApproval('all')] }));
    expect(agreed(world, 'all')).toEqual(['approved']);
    asks(world, { is: 'rollback', to: { is: 'phase', phase: 'few' }, gradually: false });
    pass(world, 10 * MIN);
    for (const is of ['resume', 'pause', 'hold', 'advance', 'freeze'] as const)
      expect(asks(world, { is })).toContain('cannot be asked of a rollout that is rolled-back');
    pass(world, 10 * HOUR);
    expect(percentOf(world)).toBe(5);
    expect(asks(world, { is: 'restart' })).toEqual(['restarted']);
    expect(world.state).toMatchObject({ status: 'pending', phase: -1, attempt: 2, approvals: [] });
  });

  it('abort: the flags stay as they are, and are nobody of ours any more', () => {
    const world = inPhase('half');
    expect(asks(world, { is: 'abort' })).toEqual(['aborted']);
    world.trouble.percent = 9;
    expect(pass(world, HOUR)).toEqual([]);
    expect(percentOf(world)).toBe(50);
  });

  it('not while it rolls back: nobody walks away from that', () => {
    const world = inPhase('half');
    asks(world, { is: 'rollback', to: OFF, gradually: false });
    expect(asks(world, { is: 'abort' })).toBe('not-now: "abort" cannot be asked of a rollout that is rolling-back');
  });

  it('rollback after it was complete', () => {
    const world = inPhase('all');
    pass(world, HOUR);
    expect(world.state.status).toBe('completed');
    asks(world, { is: 'rollback', to: OFF, gradually: false });
    turn(world);
    expect(percentOf(world)).toBe(0);
  });

  it('start, once', () => {
    const world = aWorld();
    expect(asks(world, { is: 'pause' })).toBe('not-now: "pause" cannot be asked of a rollout that is pending');
    expect(asks(world, { is: 'start', authors: [] })).toEqual(['started']);
    expect(asks(world, { is: 'start', authors: [] })).toBe('not-now: it is running already');
    asks(world, { is: 'pause' });
    expect(asks(world, { is: 'pause' })).toBe('not-now: it is paused already');
    expect(lastOf(world, 'started').by.name).toBe('anna');
  });
});

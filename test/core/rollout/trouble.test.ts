import { describe, expect, it } from 'vitest';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import type { World } from '../../helpers/rollout.ts';
import {
  aClimb,
  anApproval,
  aPhase,
  asks,
  aTrigger,
  aWorld,
  HOUR,
  inPhase,
  lastOf,
  later,
  measured,
  MIN,
  pass,
  percentOf,
  started,
  turn,
} from '../../helpers/rollout.ts';

const shift = (world: World, more: Partial<FlagState>) => {
  world.flags = world.flags.map((flag) => ({ ...flag, ...more }));
};

describe('a trigger', () => {
  it('rolls back, and is told with its numbers', () => {
    const world = inPhase('half');
    world.trouble.percent = 6;
    expect(later(world, 5 * MIN)).toEqual(['trigger-fired', 'rollback-decided']);
    expect(percentOf(world)).toBe(0);
    expect(lastOf(world, 'rollback-decided')).toMatchObject({
      trigger: 'errors',
      why: 'errors: 6 % is above 5 % (1000 samples)',
    });
    expect(later(world, MIN)).toEqual(['exposure-confirmed', 'trigger-quieted', 'rolled-back']);
  });

  it.each(['pause', 'hold'] as const)('fires while people are waited for, and while it is on %s', (on) => {
    const world = inPhase('few', aClimb({ approvals: [anApproval('half')] }));
    pass(world, 2 * HOUR);
    asks(world, { is: on });
    world.trouble.percent = 6;
    expect(turn(world)).toEqual(['trigger-fired', 'rollback-decided']);
  });

  it('fires outside the hours, in a freeze, and while the flags are out of reach', () => {
    const world = inPhase('few');
    world.trouble = { closed: 'night', backend: 'no route', percent: 6 };
    asks(world, { is: 'freeze' });
    expect(later(world, MIN)).toContain('rollback-decided');
    expect(percentOf(world)).toBe(5);
    delete world.trouble.backend;
    later(world, MIN);
    expect(percentOf(world)).toBe(0);
  });

  it('that holds stops the soak, and lets go when it is quiet', () => {
    const world = inPhase('few', aClimb({ triggers: [aTrigger('errors', { action: 'hold' })] }));
    pass(world, 30 * MIN);
    world.trouble.percent = 6;
    expect(later(world, 5 * MIN)).toEqual(['trigger-fired', 'held']);
    expect(pass(world, 3 * HOUR)).toEqual([]);
    expect(asks(world, { is: 'resume' })).toContain('held-by-itself');
    delete world.trouble.percent;
    expect(later(world, 5 * MIN)).toEqual(['trigger-quieted', 'released']);
    expect(pass(world, 20 * MIN)).toEqual([]);
    expect(pass(world, 10 * MIN)).toContain('phase-entered');
  });

  it('that pauses waits for a person, and keeps the phase while it still fails', () => {
    const world = inPhase(
      'few',
      aClimb({
        triggers: [aTrigger('errors', { action: 'pause' })],
        phases: [aPhase('few', 5, { gates: [] }), aPhase('all', 100)],
      }),
    );
    world.trouble.percent = 6;
    expect(later(world, 5 * MIN)).toEqual(['trigger-fired', 'paused']);
    expect(pass(world, HOUR)).toEqual([]);
    expect(asks(world, { is: 'resume' })).toEqual(['resumed']);
    expect(pass(world, 4 * HOUR)).toEqual([]);
    delete world.trouble.percent;
    expect(pass(world, 10 * MIN)).toEqual(['trigger-quieted', 'phase-entered', 'exposure-confirmed']);
  });

  it('that tells is told once', () => {
    const world = inPhase('few', aClimb({ triggers: [aTrigger('errors', { action: 'notify', kind: 'warn' })] }));
    world.trouble.percent = 6;
    expect(pass(world, 30 * MIN)).toEqual(['trigger-fired']);
  });

  it('and the strictest of several is done', () => {
    const triggers = [aTrigger('warned', { action: 'hold', rule: { is: 'above', value: 2 } }), aTrigger('errors')];
    const world = inPhase('few', aClimb({ triggers }));
    world.trouble.percent = 6;
    expect(later(world, 5 * MIN)).toEqual(['trigger-fired', 'trigger-fired', 'rollback-decided']);
    expect(lastOf(world, 'rollback-decided').trigger).toBe('errors');
  });

  it('where no flag holds the change pauses: nothing can be switched off', () => {
    const world = inPhase('all', aClimb({ flags: [], phases: [aPhase('all', 100)] }));
    world.trouble.percent = 6;
    expect(later(world, 5 * MIN)).toEqual(['trigger-fired', 'paused']);
    expect(asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false })).toContain('no-flag');
  });
});

describe('an incident upstream', () => {
  const relative = aClimb({ triggers: [aTrigger('slow', { rule: { is: 'times-baseline', value: 2 } })] });
  const monitors = relative.monitors.map((monitor) => ({ ...monitor, baseline: 1 }));

  it('holds where both arms are as bad, and ends with it', () => {
    const world = inPhase('few', { ...relative, monitors });
    world.trouble.answer = ({ window: _ }, nowMs) => measured(nowMs, 5 * MIN, { value: 6 }, { value: 7 });
    expect(later(world, 5 * MIN)).toEqual(['held']);
    expect(world.state.holds).toMatchObject([{ cause: 'upstream', of: 'slow' }]);
    delete world.trouble.answer;
    expect(later(world, 5 * MIN)).toEqual(['released']);
  });

  it('does not hold back an absolute limit', () => {
    const world = inPhase('few');
    world.trouble.answer = (_, nowMs) => measured(nowMs, 5 * MIN, { value: 9 }, { value: 9 });
    expect(later(world, 5 * MIN)).toContain('rollback-decided');
  });
});

const quiet = (action: 'hold' | 'pause' | 'rollback') =>
  aClimb({ triggers: [aTrigger('errors', { noData: { after: 'PT15M', action } })] });

describe('silence', () => {
  it.each([
    ['hold', ['data-lost', 'silence-passed', 'held'], 'held'],
    ['pause', ['data-lost', 'silence-passed', 'paused'], 'paused'],
    ['rollback', ['data-lost', 'silence-passed', 'rollback-decided'], 'rolled-back'],
  ] as const)('is no pass, and after a while %s', (action, events, status) => {
    const world = inPhase('few', quiet(action));
    world.trouble.answer = () => undefined;
    expect(later(world, 5 * MIN)).toEqual(['data-lost']);
    expect(pass(world, 15 * MIN).slice(0, 2)).toEqual(events.slice(1));
    pass(world, 2 * HOUR);
    expect([world.state.status, world.state.phase]).toEqual([status, 0]);
  });

  it('ends when something is heard', () => {
    const world = inPhase('few', quiet('hold'));
    world.trouble.answer = () => ({ is: 'error', why: 'timeout' });
    pass(world, HOUR);
    expect(world.state.status).toBe('held');
    delete world.trouble.answer;
    expect(later(world, 5 * MIN)).toEqual(['data-found', 'released']);
  });

  it('of too few users is undecided, for as long as it lasts', () => {
    const world = inPhase('few');
    world.trouble.samples = 20;
    expect(pass(world, 5 * HOUR)).toEqual([]);
  });

  it('of a number that is none is written down as what it was', () => {
    const world = inPhase('few');
    world.trouble.percent = Number.NaN;
    expect(later(world, 5 * MIN)).toEqual(['data-lost']);
    expect(lastOf(world, 'turn-taken').input).toMatchObject({
      measurements: { errors: { is: 'error', why: 'value is NaN' } },
    });
  });
});

const repairing = () => {
  const world = aWorld();
  const options = {
    onDrift: 'repair' as const,
    backendPauseAfterMs: HOUR,
    writePauseAfterMs: HOUR,
    startWithinMs: HOUR,
  };
  asks(world, { is: 'start', authors: ['zoe'], options });
  pass(world, 10 * MIN);
  return world;
};

describe('drift', () => {
  it('is recorded once and paused on; whoever resumes sets the flags again', () => {
    const world = inPhase('few');
    shift(world, { percent: 80 });
    expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
    expect(pass(world, HOUR)).toEqual([]);
    expect(percentOf(world)).toBe(80);
    asks(world, { is: 'resume' });
    turn(world);
    expect(percentOf(world)).toBe(5);
    expect(turn(world)).toEqual(['drift-ended']);
  });

  it('is repaired where that is asked for and lowers', () => {
    const world = repairing();
    shift(world, { percent: 80 });
    expect(later(world, MIN)).toEqual(['drift-seen']);
    expect(percentOf(world)).toBe(5);
    expect(later(world, MIN)).toEqual(['drift-ended']);
  });

  it('is never repaired upwards: somebody took it away for a reason', () => {
    const world = repairing();
    shift(world, { enabled: false });
    expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
    pass(world, HOUR);
    expect(percentOf(world)).toBe(0);
  });

  it('before the start is found, and is nobody else to switch off', () => {
    const world = inPhase('half');
    const other = started();
    other.flags = world.flags;
    expect(later(other, MIN)).toEqual(['drift-seen', 'paused']);
    expect(percentOf(other)).toBe(50);
  });

  it('does not count towards the soak', () => {
    const world = repairing();
    pass(world, 30 * MIN);
    shift(world, { percent: 80 });
    world.trouble.writes = false;
    pass(world, 2 * HOUR);
    expect(world.state.phase).toBe(0);
    delete world.trouble.writes;
    turn(world);
    turn(world);
    expect(pass(world, 15 * MIN)).toEqual([]);
  });

  it('after a rollback is written down and left to people', () => {
    const world = inPhase('half');
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
    pass(world, 10 * MIN);
    shift(world, { enabled: true, percent: 40 });
    expect(later(world, MIN)).toEqual(['drift-seen']);
    expect(lastOf(world, 'drift-seen')).toMatchObject({ answer: 'note', flags: [{ reaches: 'more' }] });
  });
});

describe('a flag system that does not answer', () => {
  it('holds at once, and pauses when it takes too long', () => {
    const world = inPhase('few');
    world.trouble.backend = 'no route';
    expect(later(world, MIN)).toEqual(['backend-lost', 'held']);
    expect(pass(world, 25 * MIN)).toEqual([]);
    expect(later(world, 5 * MIN)).toEqual(['paused']);
    delete world.trouble.backend;
    expect(later(world, MIN)).toEqual(['backend-found']);
    expect(world.state.status).toBe('paused');
  });

  it('to a write is asked again, and pauses with what it said', () => {
    const world = started();
    world.trouble.writes = false;
    later(world, MIN);
    expect(pass(world, 25 * MIN)).toEqual([]);
    expect(later(world, 5 * MIN, { writeFailure: '403' })).toEqual(['paused']);
    expect(world.state.pause).toMatchObject({ cause: 'write', why: 'a write was not seen for 30 min: 403' });
  });

  it('on the way back is asked for ever, and late is said once', () => {
    const world = inPhase('half');
    world.trouble = { writes: false, percent: 6 };
    later(world, 5 * MIN);
    world.trouble = { writes: false };
    expect(pass(world, 6 * HOUR)).toEqual(['trigger-quieted', 'rollback-overdue']);
    expect(world.state.status).toBe('rolling-back');
    world.trouble = {};
    turn(world);
    expect(turn(world)).toEqual(['exposure-confirmed', 'rolled-back']);
  });
});

describe('a clock that goes back', () => {
  it('a little makes no difference; a year holds, and triggers still fire', () => {
    const world = inPhase('few');
    expect(later(world, -4 * MIN)).toEqual([]);
    expect(later(world, -365 * 24 * HOUR)).toEqual(['held']);
    expect(world.state.holds).toMatchObject([{ cause: 'clock' }]);
    world.trouble.percent = 6;
    expect(later(world, MIN)).toContain('rollback-decided');
  });
});

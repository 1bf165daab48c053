import { describe, expect, it } from 'vitest';
import { DAY } from '../../../src/core/values/duration.ts';
import {
  aClimb,
  agreed,
  ANNA,
  anApproval,
  aPhase,
  asks,
  BEN,
  CARL,
  given,
  HOUR,
  inPhase,
  lastOf,
  later,
  MIN,
  pass,
  percentOf,
  started,
  tickOf,
  turn,
  aWorld,
} from '../../helpers/rollout.ts';

describe('a rollout that goes well', () => {
  it('climbs phase by phase, believes only what it reads back, and is complete', () => {
    const world = started();
    expect(later(world, MIN)).toEqual(['exposure-confirmed', 'phase-entered']);
    expect(percentOf(world)).toBe(5);
    expect(later(world, MIN)).toEqual(['exposure-confirmed']);
    expect(pass(world, 55 * MIN)).toEqual([]);
    expect(later(world, 5 * MIN)).toEqual(['phase-entered']);
    expect(percentOf(world)).toBe(50);
    pass(world, 2 * HOUR);
    expect([world.state.status, percentOf(world)]).toEqual(['completed', 100]);
    expect(later(world, DAY)).toEqual([]);
  });

  it('says why it went on', () => {
    const world = inPhase('half');
    expect(lastOf(world, 'phase-entered').why).toEqual([
      'the flags are what they should be',
      'the soak of 1 h is over',
      'errors: 1 % is not above 5 % (1000 samples)',
      'open',
    ]);
  });

  it('writes nothing down when nothing happens', () => {
    const world = inPhase('few');
    const { length } = world.log;
    pass(world, 50 * MIN);
    expect(world.log).toHaveLength(length);
  });

  it('counts the soak from the moment the flags were seen, not from the decision', () => {
    const world = started();
    world.trouble.writes = false;
    later(world, MIN);
    pass(world, 25 * MIN);
    delete world.trouble.writes;
    turn(world);
    expect(turn(world)).toEqual(['exposure-confirmed']);
    expect(pass(world, 55 * MIN)).toEqual([]);
    expect(later(world, 5 * MIN)).toEqual(['phase-entered']);
  });

  it('catches up one phase a turn when it slept, and looks at each', () => {
    const world = inPhase('few');
    expect(later(world, 3 * DAY)).toEqual(['phase-entered']);
    expect(percentOf(world)).toBe(50);
    expect(later(world, MIN)).toEqual(['exposure-confirmed']);
    expect(later(world, 3 * DAY)).toEqual(['phase-entered']);
  });

  it('does not call a deadline missed that it slept through, where everything is well', () => {
    const plan = aClimb({
      phases: [aPhase('few', 5, { deadline: { after: 'PT2H', action: 'rollback' } }), aPhase('all', 100)],
    });
    const world = inPhase('few', plan);
    expect(later(world, DAY)).toEqual(['phase-entered']);
  });

  it('takes only the window of this phase for good news', () => {
    const world = started(aClimb({ phases: [aPhase('few', 5, { soak: 'PT1M' }), aPhase('all', 100)] }));
    later(world, MIN);
    later(world, MIN);
    expect(later(world, 2 * MIN)).toEqual([]);
    expect(later(world, 3 * MIN)).toEqual(['phase-entered']);
  });

  it('goes through a plan that no flag holds', () => {
    const world = started(
      aClimb({ flags: [], phases: [aPhase('all', 100, { soak: undefined, gates: [] })], triggers: [] }),
    );
    pass(world, 20 * MIN);
    expect(world.state.status).toBe('completed');
  });
});

describe('what it waits for', () => {
  it('an open hour, for every step, whether or not a gate asks', () => {
    const world = inPhase('few');
    world.trouble.closed = 'night';
    expect(pass(world, 2 * HOUR)).toEqual([]);
    delete world.trouble.closed;
    expect(turn(world)).toEqual(['phase-entered']);
  });

  it('the end of a freeze', () => {
    const world = inPhase('few');
    asks(world, { is: 'freeze', untilMs: world.nowMs + 2 * HOUR });
    expect(pass(world, HOUR + 50 * MIN)).toEqual([]);
    expect(later(world, 10 * MIN)).toEqual(['phase-entered']);
    expect(asks(world, { is: 'freeze' })).toEqual(['frozen']);
    expect(pass(world, 3 * HOUR)).toEqual(['exposure-confirmed']);
    expect(asks(world, { is: 'unfreeze' })).toEqual(['unfrozen']);
    expect(turn(world)).toEqual(['phase-entered']);
  });

  it('what the plan rests on, before the first phase', () => {
    const world = started(aClimb({ dependencies: [{ name: 'base', kind: 'flag', needs: 'fully-on' }] }));
    world.trouble.unmet = 'base is at 50 %';
    expect(pass(world, HOUR)).toEqual(['exposure-confirmed']);
    delete world.trouble.unmet;
    expect(turn(world)).toEqual(['phase-entered']);
  });

  it('a person who confirms, in this phase, and a check that passes', () => {
    const item = { id: 'looks-fine', text: 'it looks fine', confirm: 'person' as const, by: 'qa' };
    const check = { id: 'smoke', text: 'smoke test', confirm: 'check' as const, by: 'smoke' };
    const gates = [
      { is: 'confirmed' as const, item },
      { is: 'confirmed' as const, item: check },
    ];
    const world = inPhase(
      'few',
      aClimb({ phases: [aPhase('few', 5, { gates }), aPhase('half', 50, { gates }), aPhase('all', 100)] }),
    );
    expect(pass(world, HOUR)).toEqual([]);
    expect(asks(world, { is: 'confirm', item: 'smoke' })).toContain('check-confirms');
    expect(asks(world, { is: 'confirm', item: 'other' })).toContain('nothing-to-confirm');
    expect(asks(world, { is: 'confirm', item: 'looks-fine' })).toEqual(['confirmed']);
    expect(later(world, MIN)).toEqual([]);
    expect(later(world, MIN, { checks: { smoke: { verdict: 'fail', why: 'red' } } })).toEqual([]);
    const passed = { checks: { smoke: { verdict: 'pass' as const, why: 'green' } } };
    expect(later(world, MIN, passed)).toEqual(['phase-entered']);
    for (let hours = 0; hours < 3; hours += 1) later(world, HOUR, passed);
    expect(world.state.phase).toBe(1);
    asks(world, { is: 'confirm', item: 'looks-fine' });
    expect(later(world, MIN, passed)).toEqual(['phase-entered']);
  });

  it('a metric that has to hold', () => {
    const gate = {
      is: 'metric' as const,
      metric: 'success-rate',
      rule: { is: 'above' as const, value: 95 },
      window: 'PT10M',
      minSamples: 10,
    };
    const base = aClimb();
    const success = {
      ...base.monitors[0],
      id: 'success-rate',
      name: 'Success',
      kind: 'ratio',
      unit: '%',
      good: 'up',
      category: 'error',
    } as const;
    const plan = aClimb({
      monitors: [...base.monitors, success],
      phases: [aPhase('few', 5, { gates: [gate] }), aPhase('all', 100)],
    });
    const world = inPhase('few', plan);
    expect(pass(world, 90 * MIN)).toEqual([]);
    world.trouble.percent = 96;
    delete world.trouble.answer;
    const onlyGate = tickOf(world).measurements['gate:few:0'];
    const rest = { ...tickOf({ ...world, trouble: {} }).measurements, ...(onlyGate ? { 'gate:few:0': onlyGate } : {}) };
    expect(turn(world, { measurements: rest })).toEqual(['phase-entered']);
  });

  it('enough people, once each, none of them the author', () => {
    const plan = aClimb({ approvals: [anApproval('half', { count: 2 })] });
    const world = inPhase('few', plan);
    const zoe = { name: ' ZOE', roles: ['engineering'] };
    expect(agreed(world, 'half', zoe)).toContain('the author does not approve');
    expect(agreed(world, 'half', CARL)).toContain('asked are engineering');
    expect(agreed(world, 'half', ANNA)).toEqual(['approved']);
    expect(agreed(world, 'half', ANNA)).toContain('has agreed already');
    expect(pass(world, 2 * HOUR)).toEqual([]);
    expect(agreed(world, 'half', BEN)).toEqual(['approved']);
    expect(turn(world)).toEqual(['phase-entered']);
  });

  it('takes whoever starts it for the author where nobody knows who that is', () => {
    const world = aWorld(aClimb({ approvals: [anApproval('few')] }));
    expect(agreed(world, 'few', ANNA)).toEqual(['approved']);
    asks(world, { is: 'start', authors: [] }, ANNA);
    expect(pass(world, HOUR)).toEqual(['exposure-confirmed']);
    agreed(world, 'few', BEN);
    expect(turn(world)).toEqual(['phase-entered']);
  });

  it('an agreement to this plan and no other', () => {
    const plan = aClimb({ approvals: [anApproval('half')] });
    const world = inPhase('few', plan);
    const other = { is: 'approve', before: 'half', planDigest: 'ab'.repeat(32) } as const;
    expect(asks(world, other)).toContain('plan-changed');
    expect(given(world, { ...other, by: ANNA, reason: 'x', atMs: world.nowMs })).toMatchObject([{ kind: 'stale' }]);
  });

  it('stops where the plan was changed under it', () => {
    const world = inPhase('few');
    const changed = { ...world, plan: aClimb({ feature: 'another feature' }) };
    expect(pass(changed, HOUR)).toEqual(['held']);
    expect(changed.state.holds).toMatchObject([{ cause: 'plan-changed' }]);
  });
});

const limited = (action: 'notify' | 'hold' | 'pause' | 'rollback') =>
  aClimb({ phases: [aPhase('few', 5, { deadline: { after: 'PT3H', action } }), aPhase('all', 100)] });

describe('limits of time', () => {
  it.each([
    ['notify', ['deadline-passed'], 'running'],
    ['hold', ['deadline-passed', 'held'], 'held'],
    ['pause', ['deadline-passed', 'paused'], 'paused'],
    ['rollback', ['deadline-passed', 'rollback-decided', 'exposure-confirmed', 'rolled-back'], 'rolled-back'],
  ] as const)('%s when a phase takes too long, once', (action, events, status) => {
    const world = inPhase('few', limited(action));
    world.trouble.closed = 'closed for days';
    expect(pass(world, 4 * HOUR)).toEqual(events);
    expect(world.state.status).toBe(status);
    expect(pass(world, 4 * HOUR)).toEqual([]);
  });

  it('run on while it is paused, and begin anew when a person resumes', () => {
    const world = inPhase('few', limited('rollback'));
    asks(world, { is: 'pause' });
    expect(pass(world, 2 * HOUR)).toEqual([]);
    asks(world, { is: 'resume' });
    world.trouble.closed = 'closed';
    expect(pass(world, 2 * HOUR + 30 * MIN)).toEqual([]);
    asks(world, { is: 'pause' });
    expect(pass(world, HOUR)[0]).toBe('deadline-passed');
    expect(world.state.status).toBe('rolled-back');
  });

  it('pause a rollout that cannot begin', () => {
    const world = started(aClimb({ approvals: [anApproval('few')] }));
    expect(pass(world, 13 * DAY, HOUR)).toEqual(['exposure-confirmed']);
    expect(pass(world, 2 * DAY, HOUR)).toEqual(['deadline-passed', 'paused']);
  });
});

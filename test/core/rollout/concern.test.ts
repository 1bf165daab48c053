import { describe, expect, it } from 'vitest';
import { concernOf, pausedFor, urgencyOf } from '../../../src/core/rollout/concern.ts';
import { STATUSES } from '../../../src/core/rollout/table.ts';
import { aClimb, anApproval, asks, HOUR, inPhase, later, MIN, pass, type World } from '../../helpers/rollout.ts';

const concern = ({ plan, state }: World) => concernOf(plan, state);

describe('what somebody who looks over many has to know of one', () => {
  it('is nothing but the end of its soak, where all is well', () => {
    const world = inPhase('few');
    pass(world, 20 * MIN);
    expect(concern(world)).toEqual({ awaits: [], soakedAtMs: world.nowMs + 40 * MIN });
  });

  it('is whose word it waits for', () => {
    const world = inPhase('few', aClimb({ approvals: [anApproval('half')] }));
    expect(concern(world).awaits).toEqual(['approval by engineering before half']);
    asks(world, { is: 'approve', planDigest: world.state.planDigest });
    expect(concern(world).awaits).toEqual([]);
  });

  it('is what keeps it, and then no soak goes on', () => {
    const world = inPhase('few');
    asks(world, { is: 'pause' });
    expect(concern(world).trouble).toMatch(/^operator: /);
    expect(concern(world).soakedAtMs).toBeUndefined();
  });

  it('is that nothing is heard', () => {
    const world = inPhase('few');
    world.trouble.answer = () => undefined;
    later(world, MIN);
    expect(concern(world).trouble).toContain('nothing is heard for errors');
  });

  it('is why it goes back, before anything else', () => {
    const world = inPhase('half');
    asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
    expect(concern(world)).toMatchObject({ trouble: expect.any(String), awaits: [] });
  });

  it('is nothing where nobody looks after it any more', () => {
    const world = inPhase('few');
    asks(world, { is: 'pause' });
    asks(world, { is: 'abort' });
    pass(world, HOUR);
    expect(concern(world)).toEqual({ awaits: [] });
  });

  it('names a cause once, also where the reason begins with it', () => {
    expect(pausedFor({ cause: 'experiment', why: 'experiment: its time is over' })).toBe(
      'experiment: its time is over',
    );
    expect(pausedFor({ cause: 'operator', why: 'anna: a ticket' })).toBe('operator: anna: a ticket');
  });

  it('puts every status in its own place', () => {
    const places = STATUSES.map((status) => urgencyOf(status, undefined));
    expect(new Set(places).size).toBe(STATUSES.length);
    expect(Math.max(...places)).toBeLessThan(10);
    expect(urgencyOf('running', 'drift')).toBeLessThan(urgencyOf('running', undefined));
    expect(urgencyOf('held', 'x')).toBeLessThan(urgencyOf('running', 'drift'));
  });
});

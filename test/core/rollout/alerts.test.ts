import { describe, expect, it } from 'vitest';
import type { Tick } from '../../../src/core/rollout/input.ts';
import { ALERTS } from '../../../src/core/rollout/words.ts';
import { HOUR, inPhase, later, MIN, pass, percentOf, started, turn, type World } from '../../helpers/rollout.ts';

type Verdict = Tick['checks'][string]['verdict'];

const told = (verdict: Verdict): Partial<Tick> => ({ checks: { [ALERTS]: { verdict, why: `so it is: ${verdict}` } } });

/** Time passes, and every turn hears the same of alerts. */
const passes = (world: World, ms: number, verdict: Verdict) => {
  for (let gone = 0; gone < ms; gone += 5 * MIN) later(world, 5 * MIN, told(verdict));
};

describe('what others tell of alerts', () => {
  it.each<[Verdict, string]>([
    ['fail', 'held'],
    ['error', 'running'],
  ])('keeps a rollout where it is while it is a %s, and lets it go on after that', (verdict, status) => {
    const world = inPhase('few');
    passes(world, 3 * HOUR, verdict);
    expect([world.state.status, percentOf(world)]).toEqual([status, 5]);
    passes(world, 4 * HOUR, 'pass');
    expect([world.state.status, percentOf(world)]).toEqual(['completed', 100]);
  });

  it('keeps it from beginning, and from being complete', () => {
    const world = started();
    passes(world, HOUR, 'error');
    expect(percentOf(world)).toBe(0);
    const last = inPhase('all');
    passes(last, HOUR, 'error');
    expect(last.state.status).toBe('running');
    expect(later(last, MIN)).toContain('completed');
  });

  it('is held for once, with its reason, and released once', () => {
    const world = inPhase('few');
    expect(turn(world, told('fail'))).toEqual(['held']);
    expect(world.state.holds).toEqual([{ cause: 'upstream', of: 'alerts', why: 'so it is: fail' }]);
    expect(later(world, MIN, told('fail'))).toEqual([]);
    expect(later(world, MIN, told('error'))).toEqual(['released']);
    expect(later(world, MIN, told('pass'))).toEqual([]);
  });

  it('does not keep a trigger from taking it back', () => {
    const world = inPhase('half');
    later(world, MIN, told('fail'));
    world.trouble.percent = 6;
    expect(later(world, 5 * MIN, told('fail'))).toContain('rollback-decided');
  });

  it('costs nothing where nobody is asked', () => {
    const world = inPhase('few');
    pass(world, 6 * HOUR);
    expect(world.state.status).toBe('completed');
  });
});

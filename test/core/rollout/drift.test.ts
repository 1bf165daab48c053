import { describe, expect, it } from 'vitest';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import {
  asks,
  HOUR,
  inPhase,
  lastOf,
  later,
  MIN,
  pass,
  percentOf,
  started,
  turn,
  type World,
} from '../../helpers/rollout.ts';

const shift = (world: World, more: Partial<FlagState>) => {
  world.flags = world.flags.map((flag) => ({ ...flag, ...more }));
};

/** In its second phase, and the write of it is lost. */
const onTheWay = (): World => {
  const world = inPhase('few');
  world.trouble.writes = false;
  expect(later(world, 65 * MIN)).toContain('phase-entered');
  expect(percentOf(world)).toBe(5);
  delete world.trouble.writes;
  return world;
};

/** Off again, and read back. */
const wentBack = (): World => {
  const world = inPhase('half');
  asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false });
  pass(world, 10 * MIN);
  expect(world.state.status).toBe('rolled-back');
  return world;
};

describe('what somebody else changed while a write is on its way', () => {
  it.each([
    ['less', 2],
    ['nobody', 0],
    ['more', 80],
  ])('is drift where it reaches %s', (reaches, percent) => {
    const world = onTheWay();
    shift(world, { percent });
    expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
    expect(lastOf(world, 'drift-seen').flags).toMatchObject([{ reaches }]);
    expect(pass(world, HOUR)).not.toContain('drift-ended');
    expect(percentOf(world)).toBe(percent);
  });

  it('is a lost write where it is as it was before', () => {
    const world = onTheWay();
    later(world, MIN);
    expect(percentOf(world)).toBe(50);
    expect(turn(world)).toContain('exposure-confirmed');
  });
});

describe('drift that becomes another', () => {
  it('is written down again, and nobody has answered for it yet', () => {
    const world = inPhase('half');
    shift(world, { percent: 80 });
    expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
    shift(world, { enabled: false });
    expect(later(world, MIN)).toEqual(['drift-seen']);
    expect(later(world, MIN)).toEqual([]);
    expect(lastOf(world, 'drift-seen')).toMatchObject({ answer: 'note', flags: [{ reaches: 'nobody' }] });
  });

  it('after somebody has resumed is for people again: what was taken away is not given back', () => {
    const world = inPhase('half');
    shift(world, { percent: 80 });
    later(world, MIN);
    asks(world, { is: 'resume' });
    shift(world, { enabled: false });
    expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
    expect(percentOf(world)).toBe(0);
  });
});

describe('after a rollback', () => {
  it.each([5, 50])('a write of ours that lands late is taken back: %s %%', (percent) => {
    const world = wentBack();
    shift(world, { enabled: true, percent });
    expect(later(world, MIN)).toEqual(['drift-seen']);
    expect(lastOf(world, 'drift-seen')).toMatchObject({ answer: 'repair' });
    expect(percentOf(world)).toBe(0);
    expect(later(world, MIN)).toEqual(['drift-ended']);
  });

  it('what somebody else gave can be taken back by another', () => {
    const world = wentBack();
    expect(asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false })).toContain('it is that low already');
    shift(world, { enabled: true, percent: 40 });
    later(world, MIN);
    expect(percentOf(world)).toBe(40);
    expect(asks(world, { is: 'rollback', to: { is: 'off' }, gradually: false })).toEqual(['rollback-decided']);
    pass(world, 10 * MIN);
    expect(percentOf(world)).toBe(0);
    expect(world.state).toMatchObject({ status: 'rolled-back', drift: undefined });
  });
});

const seenAsLeft = (world: World): void => {
  expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
  expect(lastOf(world, 'drift-seen')).toMatchObject({ left: true });
  expect(world.state.pause?.why).toBe(
    'not taken back since an earlier attempt: recalculate_tax_on_refunds reaches more',
  );
};
const begunAgain = (world: World): World => {
  asks(world, { is: 'restart' });
  asks(world, { is: 'start', authors: ['zoe'] });
  return world;
};

describe('what an earlier attempt left on', () => {
  it('after it was given up is called by its name, and switched off when somebody says so', () => {
    const world = inPhase('half');
    asks(world, { is: 'abort' });
    seenAsLeft(begunAgain(world));
    asks(world, { is: 'resume' });
    turn(world);
    expect(percentOf(world)).toBe(0);
  });

  it('after it went back to a share too', () => {
    const world = inPhase('half');
    asks(world, { is: 'rollback', to: { is: 'percent', percent: 20 }, gradually: false });
    pass(world, 10 * MIN);
    expect(world.state.status).toBe('rolled-back');
    seenAsLeft(begunAgain(world));
  });

  it('is not what reaches more than that attempt ever asked for: somebody else was there', () => {
    const world = inPhase('half');
    asks(world, { is: 'abort' });
    shift(world, { percent: 80 });
    begunAgain(world);
    later(world, MIN);
    expect(lastOf(world, 'drift-seen').left).toBeUndefined();
    expect(world.state.pause?.why).toMatch(/^changed elsewhere/);
  });
});

it('what is on before the start is switched off when somebody says so', () => {
  const world = started();
  world.flags = inPhase('half').flags;
  expect(later(world, MIN)).toEqual(['drift-seen', 'paused']);
  asks(world, { is: 'resume' });
  turn(world);
  expect(percentOf(world)).toBe(0);
});

import { expect, it } from 'vitest';
import { type Known, shelfOf } from '../../../src/app/drive/shelf.ts';
import type { Rollout } from '../../../src/app/executor/journal.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { aClimb, MIN } from '../../helpers/rollout.ts';

const PLAN = aClimb();
const STATE = initialState(PLAN, 'r');

const rollout = (id: string, version = 1): Rollout => ({
  id,
  plan: PLAN,
  places: {},
  state: STATE,
  head: { version, hash: '' },
});

const known = (id: string, wholeAtMs: number, version = 1): Known => ({
  rollout: rollout(id, version),
  lane: 'lane',
  wholeAtMs,
});

const aShelf = (most?: number) => {
  let now = 0;
  const shelf = shelfOf({ nowMs: () => now }, most);
  /** A turn of that rollout, as a driver takes it. Whether it was found. */
  const look = (id: string): boolean => {
    const there = shelf.of(id);
    shelf.keep({ ...(there ?? known(id, now)) });
    return there !== undefined;
  };
  return { ...shelf, look, at: (ms: number) => void (now = ms) };
};

it('gives what the last turn left, until the log has to be read whole', () => {
  const shelf = aShelf();
  expect(shelf.of('a')).toBeUndefined();
  shelf.keep(known('a', 0));
  shelf.keep(known('a', 0, 7));
  shelf.at(15 * MIN - 1);
  expect(shelf.of('a')?.rollout.head.version).toBe(7);
  shelf.keep(known('a', 0, 8));
  shelf.at(15 * MIN);
  expect(shelf.of('a')).toBeUndefined();
  shelf.keep(known('a', 15 * MIN, 9));
  shelf.at(29 * MIN);
  expect(shelf.of('a')?.rollout.head.version).toBe(9);
  shelf.forget('a');
  expect(shelf.of('a')).toBeUndefined();
});

it('lets nobody be kept for as long as a clock was set back', () => {
  const shelf = aShelf();
  shelf.at(60 * MIN);
  shelf.keep(known('a', 60 * MIN));
  shelf.at(30 * MIN);
  expect(shelf.of('a')).toBeUndefined();
});

it('finds as many as it has places, however many more are looked at in turn', () => {
  const shelf = aShelf(50);
  const ids = Array.from({ length: 80 }, (_, nth) => `r-${nth}`);
  const hits = Array.from({ length: 60 }, (_, minute) =>
    ids.filter((id, nth) => {
      shelf.at(minute * MIN + nth * 100);
      return shelf.look(id);
    }),
  ).map(({ length }) => length);
  expect(hits.slice(1, 15)).toEqual(Array.from({ length: 14 }, () => 50));
  expect(Math.max(...hits)).toBe(50);
  // Only those that have to be read whole are missing, once in a quarter of an hour.
  const found = hits.reduce((sum, one) => sum + one, 0);
  expect(found / (60 * 50)).toBeGreaterThan(0.9);
});

it('gives the place of one that nobody has looked at for long to one that somebody looks at', () => {
  const shelf = aShelf(1);
  shelf.look('gone');
  shelf.at(14 * MIN);
  shelf.look('new');
  expect(shelf.of('new')).toBeUndefined();
  shelf.at(15 * MIN);
  shelf.look('new');
  expect(shelf.of('new')).toBeDefined();
  expect(shelf.of('gone')).toBeUndefined();
});

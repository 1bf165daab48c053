import { expect, it } from 'vitest';
import { roomFor } from '../../../src/faces/http/room.ts';

it('there is room for so many, for so many of one, and again where somebody left', () => {
  const room = roomFor(4, 2);
  const [first, second] = [room.enter('ana'), room.enter('ana')];
  expect(room.enter('ana')).toBeUndefined();
  expect([room.enter('ben'), room.enter('ben')]).not.toContain(undefined);
  expect(room.enter('zoe')).toBeUndefined();
  first?.();
  expect(room.enter('ben')).toBeUndefined();
  expect(room.enter('ana')).toBeDefined();
  expect(room.enter('zoe')).toBeUndefined();
  expect(room.taken()).toBe(4);
  second?.();
  expect(room.enter('zoe')).toBeDefined();
});

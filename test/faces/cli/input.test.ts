import { expect, it } from 'vitest';
import { list } from '../../../src/app/list.ts';
import { say } from '../../helpers/cli.ts';

it.each([
  ['x', '"x" is no number'],
  ['', '"" is no number'],
])('says of %j where a number belongs that it is none', async (given, message) => {
  const said = await say(['list', '--limit', given], { operations: [list] });
  expect(said.code).toBe(2);
  expect(said.err).toContain(`usage --limit  ${message}`);
});

it('says what a number has to be', async () => {
  const said = await say(['list', '--limit', '-1'], { operations: [list] });
  expect([said.code, said.err.includes('>=1')]).toEqual([2, true]);
});

import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { Policy } from '../../src/core/policy/policy.ts';

it('is itself a valid policy', () => {
  expect(Policy.safeParse(DEFAULT_POLICY).error?.issues ?? []).toEqual([]);
});

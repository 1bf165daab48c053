import { expect, it } from 'vitest';
import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';

it('flagd can hold what the built-in policy promises of it', () => {
  expect(flagdBackend('flags.json').capabilities).toEqual(DEFAULT_POLICY.backends['flagd']?.capabilities);
});

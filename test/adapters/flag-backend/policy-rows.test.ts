import { expect, it } from 'vitest';
import { flagBackends } from '../../../src/adapters/flag-backend/index.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';

/** Nobody plans for it: it is gone with its process. */
const WITHOUT_ROW = new Set(['memory']);

const NAMES = Object.entries(flagBackends).filter(([name]) => !WITHOUT_ROW.has(name));

it.each(NAMES)('%s can hold what the built-in policy promises of it, no more and no less', async (name, load) => {
  const { capabilities, about } = await load();
  expect(DEFAULT_POLICY.backends[name]).toMatchObject({ capabilities, about });
});

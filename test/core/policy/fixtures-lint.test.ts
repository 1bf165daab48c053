import { expect, it } from 'vitest';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { planBy, policyOf, ROLLOUTS } from './fixtures.ts';

it.each(ROLLOUTS)('a plan by $name breaks no rule', async ({ name, level, choices }) => {
  const [{ policy }, plan] = await Promise.all([policyOf(name), planBy(name, level, choices)]);
  const errors = lint(plan, { policy }).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code, path, message }) => `${code} ${path} ${message}`)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { fitRules } from '../../../src/core/plan/lint/fit.ts';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { isError } from '../../../src/core/problem.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { STRATEGY_KINDS } from '../../../src/core/values/strategy-kind.ts';
import { aPlan } from '../../helpers/samples.ts';

const FIT = new Set<string>(fitRules.map(({ code }) => code));
const BACKENDS = Object.keys(DEFAULT_POLICY.backends);

const errorsOf = (plan: ReturnType<typeof aPlan>): string[] => [
  ...new Set(
    lint(plan, { policy: DEFAULT_POLICY })
      .filter(isError)
      .map(({ code }) => code),
  ),
];

/** What each flag system of the built-in policy cannot hold, strategy by strategy, in the codes of the rules. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  flagd: {},
  rampart: {},
  http: { ab: ['R070'] },
  'go-feature-flag': { ab: ['R070'] },
  exec: { ab: ['R070'], ring: ['R067'] },
  sql: { ab: ['R070'], ring: ['R067'] },
  env: { percentage: ['R066'], canary: ['R066'], ab: ['R066', 'R070'], ring: ['R067'] },
  unleash: { ab: ['R070'] },
  launchdarkly: { ab: ['R070'] },
  growthbook: { ab: ['R070'] },
  posthog: { ab: ['R070'] },
  flipt: { ab: ['R070'], ring: ['R067'] },
  configcat: { ab: ['R070'] },
};

describe.each(STRATEGY_KINDS)('%s', (strategy) => {
  it.each(BACKENDS)('fits on %s, or it is said why it does not', (backend) => {
    for (const level of LEVELS)
      expect(errorsOf(aPlan(level, { strategy, backend }))).toEqual(EXPECTED[backend]?.[strategy] ?? []);
  });
});

describe.each(Object.keys(DEFAULT_POLICY.ladders))('the ladder %s', (ladder) => {
  it.each(BACKENDS)('fits on %s, or only the flag system stands in its way', (backend) => {
    expect(errorsOf(aPlan('high', { ladder, backend })).filter((code) => !FIT.has(code))).toEqual([]);
  });
});

it('knows every flag system of the built-in policy', () => expect(BACKENDS).toEqual(Object.keys(EXPECTED)));

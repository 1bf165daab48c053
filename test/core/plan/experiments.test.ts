import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../src/adapters/files/memory.ts';
import { armsIn } from '../../../src/app/arms.ts';
import { loadPolicy } from '../../../src/app/policy-file.ts';
import { assemble } from '../../../src/core/plan/assemble/assemble.ts';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { Plan } from '../../../src/core/plan/plan.ts';
import type { Choices } from '../../../src/core/plan/request.ts';
import { Report } from '../../../src/core/plan/rollout-planner/schema.ts';
import { fromReport } from '../../../src/core/plan/rollout-planner/from-report.ts';
import { builtInPolicy } from '../../../src/core/policy/built-in.ts';
import { isError } from '../../../src/core/problem.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import example from '../../../fixtures/reports/rollout-planner.json' with { type: 'json' };
import { aRequest } from '../../helpers/samples.ts';

const planBy = async (name: string, choices: Choices): Promise<Plan> => {
  const text = readFileSync(new URL(`../../../fixtures/experiments/${name}.yaml`, import.meta.url), 'utf8');
  const loaded = await loadPolicy({ files: memoryFiles(new Map([['p.yaml', text]])), folder: '/' }, 'p.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { policy, sha256 } = loaded.value;
  const made = assemble(aRequest('medium', { strategy: 'ab', ...choices }, { policy, policySha256: sha256 }));
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  expect(Plan.safeParse(made.value).error?.issues ?? []).toEqual([]);
  expect(lint(made.value, { policy }).filter(isError)).toEqual([]);
  return made.value;
};

const arms = (...written: string[]) => {
  const read = armsIn(written);
  return read.ok ? read.value : undefined;
};

describe('the experiments of the seeds', () => {
  it('half against half, with ten thousand at least', async () => {
    const plan = await planBy('performance', { usersPerDay: 3000 });
    expect(plan.experiment).toMatchObject({
      variants: [
        { name: 'control', percent: 50 },
        { name: 'treatment', percent: 50 },
      ],
      metrics: ['slow-games', 'latency-p99', 'error-rate', 'user-satisfaction'],
      sampleSize: 10_000,
      durationDays: 7,
      decision: { window: 'PT1H', earliestDays: 7, undecided: 'pause' },
    });
    expect(initialState(plan, 'r').trial).toBeDefined();
  });

  it('three arms, which add up', async () => {
    const variants = arms('no_recovery=33.33', 'auto_recovery=33.33', 'manual_recovery=33.34');
    const { experiment, flags, phases } = await planBy('adoption', { usersPerDay: 3000, variants });
    expect(experiment?.variants.map(({ name, percent }) => [name, percent])).toEqual([
      ['no_recovery', 33.33],
      ['auto_recovery', 33.33],
      ['manual_recovery', 33.34],
    ]);
    expect(flags[0]?.variants).toEqual(experiment?.variants);
    expect(phases[0]?.audience.percent).toBe(66.67);
    expect(experiment?.sampleSize).toBeGreaterThan(10_000);
  });

  it('the one of the rollout-planner report, enabled', () => {
    const { policy, sha256 } = builtInPolicy();
    const report = Report.parse({ ...example, ab_testing: { ...example.ab_testing, enabled: true } });
    const made = fromReport(report, policy, sha256, 'rampart test');
    expect(made.ok && made.value.experiment).toMatchObject({
      hypothesis: 'New feature will increase engagement by 10%',
      metrics: ['engagement-rate', 'conversion-rate', 'time-on-page'],
      sampleSize: 1000,
      durationDays: 14,
      alpha: 0.05,
    });
    expect(made.ok && initialState(made.value, 'r').trial).toBeUndefined();
  });

  it('is only rehearsed where an environment has its own pace', async () => {
    const plan = await planBy('performance', { usersPerDay: 3000, environment: 'staging' });
    expect(plan.experiment?.decision).toBeUndefined();
  });
});

describe('arms as people write them', () => {
  it.each([
    [['control=50'], ['one arm compares with nothing', 'the shares add up to 50, not to 100']],
    [['a=50', 'a=50'], ['two arms have the same name']],
    [['a=50', 'b=40'], ['the shares add up to 90, not to 100']],
    [['a=50', 'b'], ['"b" is no arm']],
    [
      ['a=50', 'b "=50', 'c=1e9'],
      ['"b "=50" is no arm', '"c=1e9" is no arm'],
    ],
  ])('%j are refused, and all that is wrong is said', (written, messages) => {
    const read = armsIn(written);
    expect(read.ok ? [] : read.problems.map(({ message }) => message)).toEqual(messages);
  });

  it('are none where nobody wrote any', () => expect(armsIn(undefined)).toMatchObject({ ok: true, value: undefined }));
});

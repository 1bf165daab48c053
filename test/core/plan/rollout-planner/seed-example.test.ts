import { describe, expect, it } from 'vitest';
import example from '../../../../fixtures/reports/rollout-planner.json' with { type: 'json' };
import { lint } from '../../../../src/core/plan/lint/index.ts';
import { Plan } from '../../../../src/core/plan/plan.ts';
import { toReport } from '../../../../src/core/plan/rollout-planner/to-report.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import { isError } from '../../../../src/core/problem.ts';
import { heard } from './heard.ts';

const carried = heard(example);
const plan = carried.value;

describe('the report of the rollout-planner agent', () => {
  it('becomes a valid plan, and that plan says the very same', () => {
    expect(Plan.safeParse(plan).error?.issues ?? []).toEqual([]);
    expect(toReport(plan)).toEqual(example);
  });

  it.each([
    ['low', 'Low', 'immediate', 'Immediate'],
    ['high', 'High', 'canary', 'Canary'],
    ['critical', 'Critical', 'ring', 'Ring Deployment'],
    ['medium', 'Medium', 'ab', 'A/B Test'],
  ] as const)('says the very same at %s risk', (level, impact_level, kind, rollout_strategy) => {
    const report = { ...example, impact_level, rollout_strategy };
    const { value } = heard(report);
    expect([value.risk.level, value.strategy.kind]).toEqual([level, kind]);
    expect(toReport(value)).toEqual(report);
  });

  it('types what an executor needs', () => {
    expect(plan.triggers.map(({ monitor, rule, action }) => [monitor, rule, action])).toEqual([
      ['api-error-rate', { is: 'above', value: 1 }, 'notify'],
      ['page-load-time', { is: 'above', value: 2 }, 'notify'],
      ['user-engagement', { is: 'below', value: 4 }, 'notify'],
      ['error-rate', { is: 'above', value: 1 }, 'pause'],
      ['latency-p99', { is: 'times-control', value: 2 }, 'hold'],
      ['error-rate', { is: 'above', value: 5 }, 'rollback'],
      ['crash-rate', { is: 'above', value: 2 }, 'rollback'],
      ['latency-p99', { is: 'times-control', value: 3 }, 'rollback'],
      ['user-reports', { is: 'above', value: 10 }, 'rollback'],
    ]);
    expect(plan.monitors.slice(0, 3).map(({ baseline, unit }) => [baseline, unit])).toEqual([
      [0.1, '%'],
      [1.2, 's'],
      [5.5, 'min/session'],
    ]);
    expect(plan.phases[1]?.gates.slice(0, 2)).toMatchObject([
      { is: 'metric', metric: 'error-rate', rule: { is: 'below', value: 1 } },
      { is: 'metric', metric: 'latency-p99', rule: { is: 'times-control', value: 1.1 } },
    ]);
    expect(plan.rollback.deadline).toBe('PT5M');
    expect(plan.phases.map(({ soak }) => soak)).toEqual(['P1D', 'P2D', 'P3D', undefined]);
  });

  it('lets the internal ring in first and keeps it in', () => {
    expect(plan.phases.map(({ audience }) => [audience.percent, audience.rings.map(({ ring }) => ring)])).toEqual([
      [0, ['internal']],
      [5, ['internal']],
      [25, ['internal']],
      [100, ['internal']],
    ]);
    expect(plan.flags[0]?.targeting.map(({ when }) => when.values)).toEqual([['@company.com'], ['beta']]);
  });

  it('keeps an experiment that is not enabled where nothing acts on it', () => {
    expect(plan.experiment).toBeUndefined();
    expect(plan.experimentForLater).toMatchObject({ sampleSize: 1000, durationDays: 14, alpha: 0.05 });
  });

  it('can be carried out: nothing in it is an error by the rules of plans', () => {
    const errors = lint(plan, { policy: DEFAULT_POLICY }).filter(isError);
    expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual([]);
  });

  it('waits in every phase for what every plan waits for', () => {
    for (const { gates } of plan.phases)
      expect(gates.map(({ is }) => is)).toEqual(expect.arrayContaining(['dependencies', 'triggers-quiet', 'window']));
  });

  it('names everything it took for something or left to people', () => {
    expect(carried.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'report-metric-unknown monitoring.metrics[0].name',
      'report-metric-taken-as monitoring.alerts[1].trigger',
      'report-against-control monitoring.alerts[1].trigger',
      'report-against-control rollback_plan.automatic_triggers[2]',
      'report-criterion-for-people rollout_phases[0].go_live_criteria[0]',
      'report-criterion-for-people rollout_phases[0].go_live_criteria[1]',
      'report-against-control rollout_phases[1].go_live_criteria[1]',
      'report-criterion-for-people rollout_phases[1].go_live_criteria[2]',
      'report-criterion-for-people rollout_phases[2].go_live_criteria[1]',
      'report-criterion-for-people rollout_phases[2].go_live_criteria[2]',
      'report-criterion-for-people success_criteria[0]',
      'report-criterion-for-people success_criteria[1]',
      'report-criterion-for-people success_criteria[2]',
      'report-criterion-for-people success_criteria[4]',
      'report-criterion-for-people success_criteria[5]',
      'report-group-from-start feature_flags',
    ]);
    expect(carried.warnings.every(({ severity, hint }) => severity === 'warning' && hint !== '')).toBe(true);
  });
});

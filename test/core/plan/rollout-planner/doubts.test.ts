import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import example from '../../../../fixtures/reports/rollout-planner.json' with { type: 'json' };
import { Plan } from '../../../../src/core/plan/plan.ts';
import { fromReport } from '../../../../src/core/plan/rollout-planner/from-report.ts';
import { Report } from '../../../../src/core/plan/rollout-planner/schema.ts';
import { toReport } from '../../../../src/core/plan/rollout-planner/to-report.ts';
import { DEFAULT_POLICY } from '../../../../src/core/policy/defaults/index.ts';
import { digestOf } from '../../../../src/core/values/digest.ts';
import { aPlan } from '../../../helpers/samples.ts';
import { mutatedFrom } from '../../schemas/mutations.ts';
import { heard } from './heard.ts';

const POLICY_SHA256 = digestOf(DEFAULT_POLICY);
const rollingBack = (...automatic_triggers: string[]) => ({
  ...example,
  rollback_plan: { ...example.rollback_plan, automatic_triggers },
});
const alerting = (trigger: string, action: string) => ({
  ...example,
  monitoring: { ...example.monitoring, alerts: [{ trigger, action, severity: 'High' }] },
});
const codes = ({ warnings }: ReturnType<typeof heard>) => warnings.map(({ code }) => code);
const saidOfRollback = (text: string) =>
  heard(rollingBack(text)).warnings.filter(({ path }) => path.startsWith('rollback_plan'));
const ruleOfLast = (text: string) => heard(rollingBack(text)).value.triggers.at(-1);

describe('sentences about limits', () => {
  it.each([
    ['Error rate exceeds 5%', 'error-rate', { is: 'above', value: 5 }],
    ['error rate >5%', 'error-rate', { is: 'above', value: 5 }],
    ['Error rate >= 5%', 'error-rate', { is: 'at-least', value: 5 }],
    ['Success rate is at most 95%', 'success-rate', { is: 'at-most', value: 95 }],
    ['P99 latency exceeds 2 x the control', 'latency-p99', { is: 'times-control', value: 2 }],
    ['Latency > 2.5× baseline', 'latency-p99', { is: 'times-control', value: 2.5 }],
    ['Page load time > 2x baseline', 'page-load-time', { is: 'times-baseline', value: 2 }],
    ['Latency increase > 20%', 'latency-p99', { is: 'times-control', value: 1.2 }],
    ['Success rate falls below 95%', 'success-rate', { is: 'below', value: 95 }],
    ['Conversion rate decrease > 10%', 'conversion-rate', { is: 'times-control', value: 0.9 }],
    ['P99 latency exceeds 2s', 'latency-p99', { is: 'above', value: 2000 }],
    ['Error rate is worse than control by more than 5%', 'error-rate', { is: 'regression', tolerate: 5 }],
    ['Queue depth exceeds 400 jobs', 'queue-depth', { is: 'above', value: 400 }],
  ])('"%s" becomes a trigger', (text, monitor, rule) => {
    expect(ruleOfLast(text)).toMatchObject({ monitor, rule, action: 'rollback' });
  });

  it('keeps the time they name', () => {
    expect(ruleOfLast('Error rate exceeds 5% for 1 hour 30 minutes')?.window).toBe('PT1H30M');
  });

  it.each([
    'Customers are angry',
    'Latency exceeds 3x',
    'Latency falls below 3x baseline',
    'Checkout time > 2x baseline',
    'Error rate exceeds 5% for a while',
    'Error rate exceeds five percent',
    'Error rate exceeds 5ms',
    'Latency within 10% of baseline',
  ])('"%s" is left to people, and that is said', (text) => {
    const carried = heard(rollingBack(text));
    expect(carried.value.triggers.filter(({ action }) => action === 'rollback')).toEqual([]);
    expect(carried.value.recommendations).toContain(`Roll back by hand when: ${text}`);
    expect(codes(carried)).toContain('report-limit-for-people');
  });
});

describe('what a limit is compared with', () => {
  it('is what is usual where the report says what is usual, else the users without the change, and that is said', () => {
    expect(saidOfRollback('Page load time exceeds 2x baseline')).toEqual([]);
    expect(saidOfRollback('P99 latency exceeds 2x control')).toEqual([]);
    expect(saidOfRollback('P99 latency exceeds 2x baseline').map(({ code }) => code)).toEqual([
      'report-against-control',
    ]);
  });

  it('changes no phase, also where there is an experiment', () => {
    const ab_testing = { ...example.ab_testing, enabled: true };
    const carried = heard({ ...example, rollout_strategy: 'A/B Test', ab_testing });
    expect(carried.value.phases.map(({ audience, soak }) => [audience.percent, soak])).toEqual([
      [0, 'P1D'],
      [5, 'P2D'],
      [25, 'P3D'],
      [100, undefined],
    ]);
  });
});

describe('what an alert does', () => {
  it.each([
    ['Pause rollout, notify team', 'pause'],
    ['Slow down rollout, investigate', 'hold'],
    ['Notify team', 'notify'],
    ['Roll back at once', 'rollback'],
    ['Hold rollout: ask before you roll back', 'hold'],
  ])('"%s" is %s', (action, does) => {
    const carried = heard(alerting('Error rate > 3%', action));
    expect(carried.value.triggers.find(({ rule }) => 'value' in rule && rule.value === 3)?.action).toBe(does);
    expect(codes(carried)).not.toContain('report-action-for-people');
  });

  it.each(['Think about it', 'Do not roll back', 'Pause unless it is Friday'])('"%s" holds, and says so', (action) => {
    const carried = heard(alerting('Error rate > 3%', action));
    expect(carried.value.triggers.find(({ rule }) => 'value' in rule && rule.value === 3)?.action).toBe('hold');
    expect(codes(carried)).toContain('report-action-for-people');
  });
});

describe('what contradicts itself or cannot be', () => {
  it('counts the phases where the timeline says something else', () => {
    const carried = heard({ ...example, timeline: { ...example.timeline, phase_2: '9 days (5% canary)' } });
    expect(carried.value.phases[1]?.soak).toBe('P2D');
    expect(carried.warnings).toContainEqual(
      expect.objectContaining({ code: 'report-timeline-differs', path: 'timeline.phase_2' }),
    );
  });

  it('lets nobody in by the name of a group it does not know', () => {
    const [flag] = example.feature_flags;
    const targeting = { ...flag?.targeting, premium_users: true, percentage: 7 };
    const carried = heard({ ...example, feature_flags: [{ ...flag, targeting }] });
    expect(codes(carried)).toEqual(expect.arrayContaining(['report-group-unknown', 'report-share-differs']));
    expect(carried.value.flags[0]?.targeting).toHaveLength(2);
    expect(carried.value.recommendations.at(-1)).toMatch(/premium_users/);
  });

  it('reads targeting rules and lets nobody in by one it cannot read', () => {
    const [flag] = example.feature_flags;
    const targeting_rules = [
      { condition: "user.tier == 'gold'", value: true },
      { condition: 'user.email ends with @partner.example', value: true },
      { condition: 'whoever asks nicely', value: true },
    ];
    const carried = heard({ ...example, feature_flags: [{ ...flag, targeting: { percentage: 5, targeting_rules } }] });
    expect(carried.value.flags[0]?.targeting).toEqual([
      { when: { attribute: 'user.tier', is: 'equal-to', values: ['gold'] }, serve: true },
      { when: { attribute: 'user.email', is: 'ends-with', values: ['@partner.example'] }, serve: true },
    ]);
    expect(codes(carried)).toContain('report-rule-for-people');
  });

  it('gives a percentage no way to grow by a word', () => {
    const [first, ...others] = example.rollout_phases;
    const carried = heard({ ...example, rollout_phases: [{ ...first, target_group: 'everyone' }, ...others] });
    expect(carried.value.phases[0]?.audience).toMatchObject({ percent: 0, rings: [] });
    expect(codes(carried)).toContain('report-reaches-nobody');
  });

  it.each([
    ['phases out of order', { rollout_phases: example.rollout_phases.toReversed() }, 'report-phases-out-of-order'],
    [
      'a flag name no system takes',
      { feature_flags: [{ ...example.feature_flags[0], name: 'a b; rm' }] },
      'report-not-a-plan',
    ],
  ])('refuses %s', (_, more, code) => {
    const made = fromReport(Report.parse({ ...example, ...more }), DEFAULT_POLICY, POLICY_SHA256, 'rampart test');
    expect(made.ok ? [] : made.problems.map((one) => one.code)).toContain(code);
  });
});

describe('any report', () => {
  const reports = [example, toReport(aPlan('critical')), toReport(aPlan('medium', { strategy: 'ab' }))];

  it('gives a valid plan and a valid report again, or problems; never an exception', () => {
    let carried = 0;
    fc.assert(
      fc.property(mutatedFrom(reports), (value) => {
        const report = Report.safeParse(value);
        fc.pre(report.success);
        const made = fromReport(report.data, DEFAULT_POLICY, POLICY_SHA256, 'rampart test');
        carried += made.ok ? 1 : 0;
        return made.ok
          ? Plan.safeParse(made.value).success && Report.safeParse(toReport(made.value)).success
          : made.problems.length > 0;
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
    expect(carried).toBeGreaterThan(50);
  });

  it('never exposes more than it says, whatever its target groups are called', () => {
    const words = fc.oneof(
      fc.constantFrom('everyone', 'Internal team', '90 % of everyone', '3 servers, up to 50 % of traffic'),
      fc.string({ minLength: 1, maxLength: 50 }),
    );
    fc.assert(
      fc.property(words, (target_group) => {
        const { value } = heard({
          ...example,
          rollout_phases: example.rollout_phases.map((phase) => ({ ...phase, target_group })),
        });
        const said = toReport(value).rollout_phases.map(
          ({ percentage }, at) => [percentage, example.rollout_phases[at]?.percentage ?? 0] as const,
        );
        for (const [now, before] of said) expect(now).toBeLessThanOrEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});

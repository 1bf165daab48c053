import type { Plan } from '../../../src/core/plan/plan.ts';
import { at, AT_ONCE, experiment, GATED, HIGH, named, PATIENT, RINGS, TEST, type Ways } from './lint-plans.ts';

const EVIDENCE: Plan['pace'] = { kind: 'evidence', budget: 200, least: 'PT10M' };

export const watchingRows: Ways = {
  R021: [
    [
      'a trigger on no monitor',
      HIGH,
      (plan) => plan.triggers.push({ ...at(plan.triggers, 0), id: 'typo', monitor: 'error-rat' }),
    ],
    ['a phase that watches nothing known', HIGH, (plan) => at(plan.phases, 0).watch.push('erorr-rate')],
    [
      'a gate on no monitor',
      HIGH,
      (plan) =>
        at(plan.phases, 1).gates.push({
          is: 'metric',
          metric: 'eror-rate',
          rule: { is: 'below', value: 1 },
          window: 'PT1H',
          minSamples: 10,
        }),
    ],
    ['an experiment on no monitor', TEST, (plan) => experiment(plan).metrics.push('retention')],
  ],
  R022: [['a monitor for nothing', HIGH, (plan) => plan.monitors.push({ ...at(plan.monitors, 0), id: 'spare' })]],
  R023: [
    [
      'a trigger that no phase watches',
      HIGH,
      (plan) => {
        for (const phase of plan.phases) phase.watch = phase.watch.filter((id) => id !== 'user-reports');
      },
    ],
  ],
  R024: [
    [
      'a trigger that fires when all is well',
      HIGH,
      (plan) => (named(plan.triggers, 'complaints').rule = { is: 'below', value: 10 }),
    ],
    [
      'a trigger turned round, that number included',
      HIGH,
      (plan) => (named(plan.triggers, 'complaints').rule = { is: 'at-most', value: 10 }),
    ],
    [
      'a multiple that everybody reaches',
      HIGH,
      (plan) => (named(plan.triggers, 'latency-doubled').rule = { is: 'times-control', value: 0.5 }),
    ],
    [
      'a gate that wants errors',
      GATED,
      (plan) => Object.assign(at(at(plan.phases, 1).gates, 0), { rule: { is: 'above', value: 1 } }),
      PATIENT,
    ],
    [
      'a criterion that wants errors',
      HIGH,
      (plan) =>
        Object.assign(at(plan.successCriteria, 0), { metric: { id: 'error-rate', rule: { is: 'above', value: 1 } } }),
    ],
  ],
  R025: [
    [
      'a multiple of nothing',
      HIGH,
      (plan) => (named(plan.triggers, 'complaints').rule = { is: 'times-baseline', value: 3 }),
    ],
  ],
  R026: [
    [
      'a comparison when everybody has it',
      AT_ONCE,
      (plan) =>
        plan.triggers.push({
          ...named(plan.triggers, 'complaints'),
          id: 'slow',
          monitor: 'latency-p99',
          rule: { is: 'times-control', value: 2 },
        }),
    ],
    [
      'a gate that compares everybody',
      HIGH,
      (plan) =>
        at(plan.phases, -1).gates.push({
          is: 'metric',
          metric: 'latency-p99',
          rule: { is: 'regression', tolerate: 5 },
          window: 'PT1H',
          minSamples: 10,
        }),
    ],
  ],
  R027: [
    [
      'a pause behind the rollback',
      HIGH,
      (plan) => (named(plan.triggers, 'errors-raised').rule = { is: 'above', value: 6 }),
    ],
    [
      'a pause with the rollback',
      HIGH,
      (plan) => (named(plan.triggers, 'errors-raised').rule = { is: 'above', value: 5 }),
    ],
    [
      'a pause with the rollback, which has the number itself',
      HIGH,
      (plan) => {
        named(plan.triggers, 'errors-raised').rule = { is: 'above', value: 5 };
        named(plan.triggers, 'errors-raised').window = 'PT1M';
        for (const one of plan.triggers) if (one.id === 'errors-high') one.rule = { is: 'at-least', value: 5 };
      },
    ],
    [
      'a hold behind the rollback',
      HIGH,
      (plan) => (named(plan.triggers, 'latency-doubled').rule = { is: 'times-control', value: 4 }),
    ],
  ],
  R028: [
    ['a warning that rolls back', HIGH, (plan) => (named(plan.triggers, 'crashes').kind = 'warn')],
    ['a guard that is a fixed limit', HIGH, (plan) => (named(plan.triggers, 'crashes').kind = 'guard')],
  ],
  R029: [
    ['never all of it', HIGH, (plan) => (named(plan.triggers, 'crashes').rule = { is: 'at-least', value: 100.5 })],
    ['always', HIGH, (plan) => (named(plan.triggers, 'complaints').rule = { is: 'at-least', value: 0 })],
    ['more than all', HIGH, (plan) => (named(plan.triggers, 'crashes').rule = { is: 'above', value: 150 })],
    ['less than none', HIGH, (plan) => (named(plan.triggers, 'complaints').rule = { is: 'above', value: -1 })],
    [
      'a gate that cannot hold',
      GATED,
      (plan) => Object.assign(at(at(plan.phases, 1).gates, 0), { rule: { is: 'below', value: 0 } }),
      PATIENT,
    ],
  ],
  R030: [
    ['a window of no length', HIGH, (plan) => (named(plan.triggers, 'crashes').window = 'PT0S')],
    ['silence of no length', HIGH, (plan) => (named(plan.triggers, 'crashes').noData.after = 'PT0S')],
    ['a rollback in no time', HIGH, (plan) => (at(plan.phases, 0).rollbackWithin = 'PT0S')],
  ],
  R031: [['a window longer than a phase', HIGH, (plan) => (named(plan.triggers, 'crashes').window = 'P2D')]],
  R032: [['a phase without a soak', HIGH, (plan) => delete at(plan.phases, 0).soak, {}]],
  R033: [['a soak of no length', HIGH, (plan) => (at(plan.phases, 0).soak = 'PT0S'), {}]],
  R034: [
    ['a wait without end', HIGH, (plan) => delete at(plan.phases, 1).deadline],
    ['a last phase that waits without end', HIGH, (plan) => delete at(plan.phases, -1).deadline],
    [
      'a deadline before the soak is over',
      HIGH,
      (plan) => Object.assign(at(plan.phases, 1), { deadline: { after: 'PT12H', action: 'pause' } }),
    ],
  ],
  R035: [
    [
      'a deadline that a weekend eats',
      HIGH,
      (plan) => Object.assign(at(plan.phases, 1), { deadline: { after: 'PT30H', action: 'pause' } }),
    ],
  ],
  R036: [
    [
      'a phase that is left unasked',
      HIGH,
      (plan) => (at(plan.phases, 1).gates = at(plan.phases, 1).gates.filter(({ is }) => is !== 'triggers-quiet')),
    ],
  ],
  R037: [
    [
      'days too few',
      HIGH,
      (plan) => {
        for (const phase of plan.phases) phase.soak = 'PT2H';
      },
    ],
  ],
  R038: [
    [
      'a window over midnight',
      HIGH,
      (plan) => plan.schedule.windows.push({ days: ['mon'], from: '22:00', to: '04:00' }),
    ],
    [
      'a freeze that ends before it begins',
      HIGH,
      (plan) =>
        plan.schedule.freezes.push({ from: '2027-01-02T00:00:00Z', to: '2026-12-20T00:00:00Z', why: 'holidays' }),
    ],
  ],
  R039: [
    [
      'a freeze of every open hour',
      HIGH,
      (plan) =>
        plan.schedule.freezes.push({
          days: ['mon', 'tue', 'wed', 'thu', 'fri'],
          from: '08:00',
          to: '24:00',
          why: 'peak hours',
        }),
    ],
  ],
  R040: [
    [
      'windows that nobody asks for',
      HIGH,
      (plan) => {
        for (const phase of plan.phases) phase.gates = phase.gates.filter(({ is }) => is !== 'window');
      },
    ],
  ],
  R073: [
    [
      'a multiple of control, attributed',
      HIGH,
      (plan) => Object.assign(named(plan.triggers, 'latency-doubled'), { attributable: true }),
    ],
    [
      'a number of an hour, attributed',
      HIGH,
      (plan) => Object.assign(named(plan.triggers, 'complaints'), { attributable: true }),
    ],
    ['a limit with a stake', HIGH, (plan) => Object.assign(named(plan.triggers, 'crashes'), { weight: 2 })],
  ],
  R074: [
    [
      'a day at one percent of few',
      HIGH,
      (plan) =>
        Object.assign(plan, { traffic: { perDay: 6_000_000 } }) && (named(plan.monitors, 'error-rate').baseline = 0.01),
    ],
  ],
  R075: [
    [
      'more samples than come by',
      HIGH,
      (plan) =>
        Object.assign(plan, { traffic: { perDay: 100_000_000 } }) &&
        (named(plan.triggers, 'latency-doubled').minSamples = 100_000),
    ],
  ],
  R076: [
    ['a critical plan that hurries', RINGS, (plan) => (plan.pace = EVIDENCE)],
    ['an experiment that hurries', TEST, (plan) => (plan.pace = EVIDENCE)],
  ],
  R078: [
    [
      'a gate that nobody answers',
      HIGH,
      (plan) =>
        at(plan.phases, 1).gates.push({
          is: 'metric',
          metric: 'error-rate',
          rule: { is: 'regression', tolerate: 7 },
          window: 'PT1H',
          minSamples: 10,
        }),
    ],
  ],
  R077: [
    [
      'evidence of nothing',
      HIGH,
      (plan) => {
        plan.pace = EVIDENCE;
        plan.triggers = plan.triggers.filter(({ rule }) => rule.is !== 'regression');
      },
    ],
  ],
};

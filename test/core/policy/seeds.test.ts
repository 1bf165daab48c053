import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import type { Policy } from '../../../src/core/policy/policy.ts';
import type { Level } from '../../../src/core/values/level.ts';

/** What the five documents that Rampart grew from say, typed out: each line of theirs has a home in the built-in policy. */
const { levels, ladders, rings, triggers, checklists, risks, experiment, rollback, schedule } = DEFAULT_POLICY;

const saysRule = (rule: Policy['triggers'][string][string]['rule']): string =>
  `${rule.is} ${'value' in rule ? rule.value : rule.tolerate}`;

const triggersOf = (set: string): string[] =>
  Object.values(triggers[set] ?? {}).map(
    ({ metric, rule, window, action }) => `${metric} ${saysRule(rule)} in ${window}: ${action}`,
  );

const stepsOf = (name: string): string[] =>
  (ladders[name]?.steps ?? []).map(({ percent, rings: opened, place, soak, upTo, rollbackWithin }) =>
    [
      ...(percent === undefined ? [] : [`${percent} %`]),
      ...Object.entries(opened ?? {}).map(([ring, share]) => `${ring} ${share} %`),
      ...(place && place.is !== 'everywhere' ? [`on ${place.count} ${place.is}, ${place.share} % of traffic`] : []),
      ...(soak === undefined ? [] : [upTo === undefined ? soak : `${soak} to ${upTo}`]),
      ...(rollbackWithin === undefined ? [] : [`back within ${rollbackWithin}`]),
    ].join(', '),
  );

const gatesOf = (name: string): string[][] =>
  (ladders[name]?.steps ?? []).map(({ gates = [] }) =>
    gates.flatMap((gate) => {
      if (gate.is === 'metric') return [`${gate.metric} ${saysRule(gate.rule)}`];
      return gate.is === 'confirmed' ? [gate.item.text] : [];
    }),
  );

const texts = (items: Policy['checklists']['before']): string[] => Object.values(items).map(({ text }) => text);

describe('the strategies by level', () => {
  it.each<[level: Level, strategy: string, days: [from: number, to: number], steps: number]>([
    ['low', 'immediate', [0, 1], 1],
    ['medium', 'percentage', [3, 5], 4],
    ['high', 'canary', [7, 10], 6],
    ['critical', 'ring', [10, 14], 4],
  ])('%s: %s', (level, strategy, [from, to], steps) => {
    const row = levels[level];
    expect([row.strategy, row.days, ladders[row.ladder]?.steps.length]).toEqual([strategy, { from, to }, steps]);
  });
});

describe('the ladders', () => {
  it.each<[name: string, steps: string[]]>([
    ['at-once', ['100 %']],
    ['percentage', ['5 %, 24h', '25 %, 24h', '50 %, 48h', '100 %']],
    ['canary', ['1 %, 24h', '5 %, 24h', '10 %, 48h', '25 %, 48h', '50 %, 48h', '100 %']],
    ['rings', ['0 %, internal 100 %, 3d', 'beta 100 %, 4d', 'early-adopters 100 %, 5d', '100 %']],
    ['experiment', ['50 %', '100 %']],
    ['internal-then-percentage', ['0 %, internal 100 %, 24h', '5 %, 48h', '25 %, 72h', '100 %']],
    [
      'canary-by-place',
      [
        '100 %, on 1 servers, 5 % of traffic, 24h',
        '100 %, on 1 regions, 20 % of traffic, 24h',
        '25 %, 48h',
        '50 %, 48h',
        '75 %, 24h',
        '100 %',
      ],
    ],
    ['dark-launch', ['0.1 %, 24h', '1 %, 24h', '5 %, 48h', '25 %, 48h', '50 %, 96h', '100 %']],
    [
      'ten-fifty-hundred',
      [
        '0 %, 24h to 48h',
        '1 %, 24h to 48h, back within 5m',
        '10 %, 3d to 5d, back within 1h',
        '50 %, 7d to 14d, back within 30m',
        '100 %',
      ],
    ],
    ['hold-at-half', ['0 %, 30m', '1 %, 90m', '5 %, 2h', '10 %, 2h', '25 %, 2h', '50 %, 6h', '75 %, 2h', '100 %']],
    [
      'half-hour-steps',
      ['0 %, 30m', '1 %, 30m', '5 %, 30m', '10 %, 30m', '25 %, 30m', '50 %, 30m', '75 %, 30m', '100 %'],
    ],
    ['weekly-rings', ['0 %, internal 100 %, 7d', 'beta 100 %, 7d', '100 %, ga 100 %']],
    ['tiers', ['0 %, 7d', '1 %, 48h to 7d', '10 %, 7d', '50 %, 7d', '100 %']],
    ['tiers-fast', ['1 %, 48h', '10 %, 5d', '50 %, 7d', '100 %']],
    ['infrastructure', ['0 %, 24h', '100 %']],
    ['core-features', ['10 %, 48h', '50 %, 48h', '100 %']],
    ['advanced-features', ['5 %, 72h', '25 %, 72h', '100 %']],
    ['experimental-features', ['1 %, 4d', '5 %, 4d', '25 %']],
    ['legacy-deprecation', ['10 %, 4d', '50 %, 4d', '100 %, 3d']],
  ])('%s', (name, steps) => {
    expect(stepsOf(name)).toEqual(steps);
  });

  it.each<[name: string, gates: string[][]]>([
    [
      'internal-then-percentage',
      [
        ['No critical errors were logged', 'Performance is within the baseline', 'Team approval'],
        ['error-rate below 1', 'latency-p99 times-control 1.1', 'No user complains'],
        ['error-rate below 0.5', 'latency-p99 times-control 1.1', 'User engagement is stable'],
        [],
      ],
    ],
    [
      'ten-fifty-hundred',
      [
        ['No critical issues among the trusted users'],
        ['No critical errors, basic functionality works'],
        ['Performance targets are met', 'user-satisfaction at-least 4'],
        ['Every acceptance criterion is met', 'completion-rate at-least 70'],
        ['Every exit criterion is met', 'retention-rate at-least 60'],
      ],
    ],
    ['tiers', [[], tierGates(95), tierGates(95), tierGates(95), []]],
    ['tiers-fast', [tierGates(98), tierGates(98), tierGates(98), []]],
  ])('%s: what holds before each next step', (name, gates) => {
    expect(gatesOf(name)).toEqual(gates);
  });

  it('watch what they were written with', () => {
    expect(Object.fromEntries(Object.entries(ladders).map(([name, { triggers: set }]) => [name, set]))).toMatchObject({
      'ten-fifty-hundred': 'warned',
      'hold-at-half': 'state',
      'weekly-rings': 'state',
      tiers: 'bands',
      'tiers-fast': 'bands',
      'core-features': 'operations',
      'dark-launch': 'operations',
      'internal-then-percentage': 'default',
    });
    expect(ladders['ten-fifty-hundred']?.steps.map(({ watch = 'all' }) => watch)).toEqual([
      'critical',
      'critical',
      'all',
      'all',
      'all',
    ]);
  });
});

function tierGates(success: number): string[] {
  return [
    'error-rate below 5',
    `success-rate above ${success}`,
    'latency-p99 times-control 1.1',
    'All P0 and P1 issues are resolved',
    'No major concerns from customers; product and engineering sign off',
  ];
}

describe('what stops a rollout', () => {
  it.each<[set: string, rows: string[]]>([
    [
      'default',
      [
        'error-rate above 1 in 5m: pause',
        'error-rate above 5 in 5m: rollback',
        'crash-rate above 2 in 5m: rollback',
        'latency-p99 times-control 2 in 5m: hold',
        'latency-p99 times-control 3 in 5m: rollback',
        'user-reports above 10 in 1h: rollback',
      ],
    ],
    [
      'warned',
      [
        'latency-p99 times-control 1.2 in 5m: notify',
        'error-rate above 2 in 5m: hold',
        'error-rate above 5 in 5m: rollback',
      ],
    ],
    [
      'state',
      [
        'error-rate above 5 in 5m: pause',
        'error-rate above 10 in 5m: rollback',
        'latency-p99 above 100 in 5m: hold',
        'recovery-failures above 1 in 5m: rollback',
        'memory-usage above 80 in 5m: hold',
      ],
    ],
    [
      'bands',
      [
        'error-rate above 2 in 5m: hold',
        'error-rate above 5 in 5m: pause',
        'error-rate above 5 in 1h: rollback',
        'error-rate above 10 in 5m: rollback',
        'success-rate below 95 in 5m: pause',
      ],
    ],
    [
      'operations',
      [
        'error-rate above 2 in 5m: hold',
        'error-rate above 5 in 5m: rollback',
        'response-time above 1 in 5m: hold',
        'response-time above 2 in 5m: rollback',
        'flag-failures above 0 in 1h: rollback',
        'memory-usage above 80 in 5m: hold',
      ],
    ],
  ])('%s', (set, rows) => {
    const [limits, guards] = [false, true].map((is) =>
      triggersOf(set).filter((row) => row.includes('regression') === is),
    );
    expect(limits).toEqual(rows);
    expect(guards).toContain('error-rate regression 5 in 5m: rollback');
  });
});

describe('the rest of the five documents', () => {
  it('has its rings', () => {
    expect(Object.entries(rings).map(([name, { users }]) => [name, users?.from, users?.to])).toEqual([
      ['internal', 100, 200],
      ['beta', 1000, 2000],
      ['early-adopters', undefined, undefined],
      ['ga', undefined, undefined],
    ]);
    expect(rings['internal']?.match).toEqual([{ attribute: 'user.email', is: 'ends-with', values: ['@company.com'] }]);
    expect(rings['beta']?.match).toEqual([{ attribute: 'user.tier', is: 'equal-to', values: ['beta'] }]);
  });

  it('has its checklists', () => {
    expect(texts(checklists.before)).toEqual([
      'Every acceptance criterion is met',
      'All tests pass in staging: unit, integration, end to end',
      'Benchmarks meet the service level',
      'User guides and API documentation are up to date',
      'Baselines are captured: error rate, latency, engagement',
      'Dashboards are set up and everyone on duty can open them',
      'Alerts are set up with the thresholds of this plan',
      'The rollback was tried in staging',
      'The flags were tried with every segment',
      'The team knows the schedule',
      'The on-call engineer knows this plan and the way back',
      'Customer support knows what changes and when',
    ]);
    expect([texts(checklists.during).length, texts(checklists.after).length]).toEqual([5, 5]);
  });

  it('has its risks, by likelihood and impact', () => {
    expect(Object.entries(risks).map(([name, { likelihood, impact }]) => `${name} ${likelihood} ${impact}`)).toEqual([
      'wrong-users low medium',
      'slow-rollback medium low',
      'flag-system-fails low high',
      'performance-degrades medium medium',
      'data-integrity low high',
      'users-confused medium medium',
      'downtime low high',
    ]);
  });

  it('has its experiment: 0.95 sure, a thousand at least, 10 % looked for', () => {
    expect(experiment).toMatchObject({ alpha: 0.05, power: 0.8, minimumSample: 1000, minimumDetectableEffect: 10 });
    expect(experiment.days.from).toBeLessThanOrEqual(14);
    expect(experiment.days.to).toBeGreaterThanOrEqual(14);
  });

  it('has its way back: five minutes, five steps, two channels', () => {
    expect([rollback.deadline, rollback.steps.length]).toEqual(['5m', 5]);
    expect(rollback.communication).toEqual({
      internal: 'incidents channel',
      external: 'status page, where users are affected',
    });
  });

  it('has its days of preparation and its steps of thirty minutes in staging', () => {
    expect([schedule.preparation.takes, DEFAULT_POLICY.environments['staging']?.soak]).toEqual(['2d', '30m']);
  });

  it('has its moments to tell people, its tools and its advice', () => {
    expect(Object.values(DEFAULT_POLICY.communications).map(({ when }) => when)).toEqual([
      'before',
      'progress',
      'complete',
      'rollback',
      'in-product',
    ]);
    expect(Object.keys(DEFAULT_POLICY.dependencies)).toEqual(['flags', 'metrics', 'errors', 'analytics']);
    expect(Object.keys(DEFAULT_POLICY.recommendations)).toEqual([
      'alerts-first',
      'tell-support',
      'try-the-way-back',
      'quiet-hours',
      'engineer-on-call',
      'one-at-a-time',
    ]);
  });

  it('has the metrics that it names', () => {
    expect(Object.keys(DEFAULT_POLICY.metrics)).toEqual(
      expect.arrayContaining([
        'error-rate',
        'crash-rate',
        'success-rate',
        'recovery-failures',
        'latency-p99',
        'page-load-time',
        'render-time',
        'response-time',
        'throughput',
        'memory-usage',
        'user-reports',
        'support-tickets',
        'user-satisfaction',
        'user-engagement',
        'time-on-page',
        'completion-rate',
        'retention-rate',
        'feature-adoption',
        'conversion-rate',
        'revenue',
      ]),
    );
  });
});

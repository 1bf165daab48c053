import type { Policy } from '../policy.ts';

type Metric = Policy['metrics'][string];
type Trigger = Policy['triggers'][string][string];

const metric = (name: string, kind: Metric['kind'], unit: string, more: Partial<Metric> = {}): Metric => ({
  name,
  kind,
  unit,
  good: 'down',
  category: 'error',
  critical: false,
  ...more,
});

/** What can be watched. A team adds its own, with the queries of its telemetry, in rampart.yaml. */
export const metrics: Policy['metrics'] = {
  'error-rate': metric('Error rate', 'ratio', '%', { critical: true }),
  'crash-rate': metric('Crash rate', 'ratio', '%', { critical: true }),
  'success-rate': metric('Success rate', 'ratio', '%', { good: 'up' }),
  'flag-failures': metric('Flag failures', 'count', '/h', { critical: true, category: 'delivery' }),
  'flag-usage': metric('Flag evaluations', 'gauge', '/s', { good: 'up', category: 'delivery' }),
  'flag-changes': metric('Flag changes', 'count', '/d', { category: 'delivery' }),
  'recovery-failures': metric('Recovery failures', 'ratio', '%'),
  'latency-p99': metric('P99 latency', 'latency', 'ms', { critical: true, category: 'performance' }),
  'response-time': metric('Response time', 'latency', 's', { category: 'performance' }),
  'page-load-time': metric('Page load time', 'latency', 's', { category: 'performance' }),
  'render-time': metric('Render time', 'latency', 'ms', { category: 'performance' }),
  throughput: metric('Throughput', 'gauge', 'requests/s', { good: 'up', category: 'performance' }),
  'memory-usage': metric('Memory usage', 'gauge', '%', { category: 'resource' }),
  'user-reports': metric('User reports', 'count', '/h', { category: 'user' }),
  'support-tickets': metric('Support tickets', 'count', '/d', { category: 'user' }),
  'user-satisfaction': metric('User satisfaction', 'gauge', 'of 5', { good: 'up', category: 'user' }),
  'user-engagement': metric('User engagement', 'gauge', 'min/session', { good: 'up', category: 'user' }),
  'time-on-page': metric('Time on page', 'gauge', 's', { good: 'up', category: 'user' }),
  'completion-rate': metric('Completion rate', 'ratio', '%', { good: 'up', category: 'user' }),
  'retention-rate': metric('Retention rate', 'ratio', '%', { good: 'up', category: 'user' }),
  'feature-adoption': metric('Feature adoption', 'ratio', '%', { good: 'up', category: 'business' }),
  'conversion-rate': metric('Conversion rate', 'ratio', '%', { good: 'up', category: 'business' }),
  revenue: metric('Revenue', 'gauge', 'per user', { good: 'up', category: 'business' }),
};

const trigger = (
  metricId: string,
  rule: Trigger['rule'],
  action: Trigger['action'],
  more: Partial<Trigger> = {},
): Trigger => ({
  metric: metricId,
  rule,
  action,
  kind: action === 'rollback' || action === 'pause' ? 'limit' : 'warn',
  window: '5m',
  minSamples: 200,
  severity: action === 'rollback' || action === 'pause' ? 'critical' : 'warning',
  noData: { after: '15m', action: 'hold' },
  ...more,
});

const above = (value: number): Trigger['rule'] => ({ is: 'above', value });
const below = (value: number): Trigger['rule'] => ({ is: 'below', value });
const timesControl = (value: number): Trigger['rule'] => ({ is: 'times-control', value });

/** Told by all of a phase, and only while control keeps the limit: an incident is nothing that a rollback would help. */
const attributable = (more: Partial<Trigger> = {}): Partial<Trigger> => ({ attributable: true, ...more });

/**
 * The sequential tests. They see harm long before a limit is reached, and share one false alarm in twenty rollouts:
 * three parts of it for errors, one for latency.
 */
const worse = (metricId: string, tolerate: number, weight: number): Trigger =>
  trigger(metricId, { is: 'regression', tolerate }, 'rollback', { kind: 'guard', weight });
const errorsWorse: readonly [string, Trigger] = ['errors-worse', worse('error-rate', 5, 3)];
const latencyWorse: readonly [string, Trigger] = ['latency-worse', worse('latency-p99', 3, 1)];

/** Counts per hour say something from the first event on. */
const PER_HOUR = { window: '1h', minSamples: 0 };

const set = (...rows: readonly (readonly [string, Trigger])[]): Record<string, Trigger> => Object.fromEntries(rows);

/** What stops a rollout. Every ladder names one of these sets. */
export const triggers: Policy['triggers'] = {
  default: set(
    [
      'errors-raised',
      trigger('error-rate', above(1), 'pause', attributable({ respond: 'pause the rollout, notify the team' })),
    ],
    ['errors-high', trigger('error-rate', above(5), 'rollback', attributable())],
    ['crashes', trigger('crash-rate', above(2), 'rollback', attributable())],
    [
      'latency-doubled',
      trigger('latency-p99', timesControl(2), 'hold', { severity: 'high', respond: 'go slower, investigate' }),
    ],
    ['latency-tripled', trigger('latency-p99', timesControl(3), 'rollback')],
    ['complaints', trigger('user-reports', above(10), 'rollback', PER_HOUR)],
    errorsWorse,
    latencyWorse,
  ),
  warned: set(
    ['slower', trigger('latency-p99', timesControl(1.2), 'notify', { severity: 'info' })],
    ['errors-raised', trigger('error-rate', above(2), 'hold', attributable())],
    ['errors-high', trigger('error-rate', above(5), 'rollback', attributable())],
    errorsWorse,
    latencyWorse,
  ),
  state: set(
    [
      'errors-high',
      trigger(
        'error-rate',
        above(5),
        'pause',
        attributable({ respond: 'freeze the percentage, read the error log; if critical, roll back' }),
      ),
    ],
    ['errors-very-high', trigger('error-rate', above(10), 'rollback', attributable())],
    [
      'latency-high',
      trigger('latency-p99', above(100), 'hold', { severity: 'high', respond: 'investigate, pause where it stays' }),
    ],
    ['recovery-fails', trigger('recovery-failures', above(1), 'rollback', attributable())],
    [
      'memory-high',
      trigger('memory-usage', above(80), 'hold', {
        severity: 'high',
        minSamples: 0,
        respond: 'scale the infrastructure',
      }),
    ],
    errorsWorse,
    latencyWorse,
  ),
  bands: set(
    [
      'errors-2-to-5',
      trigger('error-rate', above(2), 'hold', { respond: 'investigate, then advance: 2 to 3 days more' }),
    ],
    ['errors-5-to-10', trigger('error-rate', above(5), 'pause', { respond: 'investigate and fix; resume when fixed' })],
    // An hour is twelve windows of five minutes, each with the least that says something: the pause comes first.
    ['errors-5-for-an-hour', trigger('error-rate', above(5), 'rollback', { window: '1h', minSamples: 12 * 200 })],
    [
      'errors-above-10',
      trigger(
        'error-rate',
        above(10),
        'rollback',
        attributable({ respond: 'fix in development, start again at tier 1' }),
      ),
    ],
    [
      'success-below-95',
      trigger('success-rate', below(95), 'pause', { respond: 'investigate, stay longer in the tier' }),
    ],
    errorsWorse,
  ),
  operations: set(
    ['errors-raised', trigger('error-rate', above(2), 'hold', attributable())],
    ['errors-high', trigger('error-rate', above(5), 'rollback', attributable())],
    ['responses-slow', trigger('response-time', above(1), 'hold')],
    [
      'responses-very-slow',
      trigger('response-time', above(2), 'rollback', { respond: 'fewer users, look for the bottleneck' }),
    ],
    ['flag-fails', trigger('flag-failures', above(0), 'rollback', PER_HOUR)],
    ['memory-high', trigger('memory-usage', above(80), 'hold', { minSamples: 0 })],
    errorsWorse,
    ['responses-worse', worse('response-time', 3, 1)],
  ),
};

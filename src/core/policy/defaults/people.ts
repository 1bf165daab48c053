import type { Policy } from '../policy.ts';

type Item = Policy['checklists']['before'][string];
type Risk = Policy['risks'][string];

const check = (by: string, text: string): Item => ({ text, confirm: 'check', by });
const person = (by: string, text: string): Item => ({ text, confirm: 'person', by });

export const checklists: Policy['checklists'] = {
  before: {
    'acceptance-criteria-met': person('product', 'Every acceptance criterion is met'),
    'tests-pass-in-staging': check('ci', 'All tests pass in staging: unit, integration, end to end'),
    'performance-validated': check('benchmarks', 'Benchmarks meet the service level'),
    'documentation-updated': person('engineering', 'User guides and API documentation are up to date'),
    'baselines-captured': check('baselines', 'Baselines are captured: error rate, latency, engagement'),
    'dashboards-ready': person('engineering', 'Dashboards are set up and everyone on duty can open them'),
    'alerts-configured': check('alerts', 'Alerts are set up with the thresholds of this plan'),
    'rollback-tested': person('engineering', 'The rollback was tried in staging'),
    'flags-tested': person('engineering', 'The flags were tried with every segment'),
    'team-notified': person('engineering', 'The team knows the schedule'),
    'on-call-briefed': person('on-call', 'The on-call engineer knows this plan and the way back'),
    'support-notified': person('support', 'Customer support knows what changes and when'),
  },
  during: {
    'metrics-watched': check('monitors', 'The metrics are watched in every phase, and daily while it soaks'),
    'error-logs-read': person('on-call', 'Error logs are read for new patterns'),
    'feedback-read': person('support', 'Tickets and other channels are read for complaints'),
    'targeting-validated': check('read-back', 'The flags reach whom they should, read back from the flag system'),
    'issues-written-down': person('engineering', 'Issues and oddities are written down'),
  },
  after: {
    'metrics-compared': check('baselines', 'Metrics are compared with the baseline, before and after'),
    'criteria-reviewed': person('product', 'The success criteria are gone through'),
    'lessons-written-down': person('engineering', 'What was learned is written down'),
    'flags-removed': person('engineering', 'The flags are removed from the code'),
    'results-told': person('product', 'The results are told to everyone concerned'),
  },
};

export const communications: Policy['communications'] = {
  announce: { when: 'before', to: 'team and support', channel: 'team chat' },
  progress: { when: 'progress', to: 'team', channel: 'team chat' },
  done: { when: 'complete', to: 'team and support', channel: 'team chat' },
  'rolled-back': { when: 'rollback', to: 'on-call, team and support', channel: 'incidents channel' },
  banner: { when: 'in-product', to: 'users who have it', channel: 'in-product banner' },
};

const STAGED: Risk['levels'] = ['medium', 'high', 'critical'];
const GRAVE: Risk['levels'] = ['high', 'critical'];

export const risks: Policy['risks'] = {
  'wrong-users': {
    risk: 'A misconfigured flag reaches the wrong users',
    likelihood: 'low',
    impact: 'medium',
    mitigation: 'Try the targeting in staging first; read the flag back after every step',
    contingency: 'Switch off the flags concerned and leave the others on',
    levels: STAGED,
  },
  'slow-rollback': {
    risk: 'The rollback takes long because caches keep the old answer',
    likelihood: 'medium',
    impact: 'low',
    mitigation: 'Prepare and try the cache invalidation beforehand',
    levels: STAGED,
  },
  'flag-system-fails': {
    risk: 'The flag system itself fails',
    likelihood: 'low',
    impact: 'high',
    mitigation: 'Test what the code does without it; every flag is off by default',
    contingency: 'Switch every flag of the plan off and go back to the defaults',
    levels: GRAVE,
  },
  'performance-degrades': {
    risk: 'Performance degrades as more users have the change',
    likelihood: 'medium',
    impact: 'medium',
    mitigation: 'Watch latency at every step and climb slowly',
    contingency: 'Lower the percentage and look for the bottleneck',
    levels: STAGED,
  },
  'data-integrity': {
    risk: 'Data written by the new code is wrong or lost',
    likelihood: 'low',
    impact: 'high',
    mitigation: 'Validate what is written; have a backup and a tried way to restore it',
    contingency: 'Roll back, stop the writers, restore by the data procedure',
    levels: ['critical'],
  },
  'users-confused': {
    risk: 'Users are confused or slowed down by what they see',
    likelihood: 'medium',
    impact: 'medium',
    mitigation: 'Test with users; read feedback in every phase',
    contingency: 'Switch the feature off, tell users, mend it',
    levels: STAGED,
  },
  downtime: {
    risk: 'The service goes down',
    likelihood: 'low',
    impact: 'high',
    mitigation: 'Redundancy and a failover that was tried',
    contingency: 'Roll back at once, then fail over',
    levels: GRAVE,
  },
};

export const recommendations: Policy['recommendations'] = {
  'alerts-first': { text: 'Set up the alerts before the first phase', levels: STAGED },
  'tell-support': { text: 'Tell the support team the schedule', levels: STAGED },
  'try-the-way-back': { text: 'Prepare the rollback and try it in staging', levels: STAGED },
  'quiet-hours': { text: 'Take the first steps in hours of low traffic', levels: STAGED },
  'engineer-on-call': { text: 'Have an engineer on call during every phase', levels: GRAVE },
  'one-at-a-time': { text: 'Roll out nothing else that touches the same users meanwhile', levels: GRAVE },
};

export const successCriteria: Policy['successCriteria'] = {
  'errors-low': { text: 'Error rate stays below 1 %', metric: 'error-rate', rule: { is: 'below', value: 1 } },
  'latency-kept': {
    text: 'P99 latency stays within 10 % of control',
    metric: 'latency-p99',
    rule: { is: 'times-control', value: 1.1 },
  },
  'engagement-kept': { text: 'User engagement is stable or better' },
  'no-rollback': { text: 'No rollback was triggered' },
  'no-critical-bugs': { text: 'No critical bug was reported' },
  'no-more-tickets': { text: 'Support requests do not increase' },
  'team-confident': { text: 'The team is confident in the change for everyone' },
};

export const dependencies: Policy['dependencies'] = {
  flags: { name: 'Feature flag system', kind: 'tool', needs: 'available', why: 'holds the flags of this plan' },
  metrics: { name: 'Monitoring', kind: 'tool', needs: 'available', why: 'answers for the monitors' },
  errors: { name: 'Error tracking', kind: 'tool', needs: 'available', why: 'counts errors and crashes' },
  analytics: { name: 'User analytics', kind: 'tool', needs: 'available', why: 'answers for what users do' },
};

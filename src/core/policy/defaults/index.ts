import { CODE_OWNERS, POLICY_VERSION, THE_AUTHOR } from '../names.ts';
import type { Policy } from '../policy.ts';
import { backends } from './backends.ts';
import { ladders } from './ladders.ts';
import { checklists, communications, dependencies, recommendations, risks, successCriteria } from './people.ts';
import { review } from './review.ts';
import { metrics, triggers } from './watching.ts';
import { withheld } from './withheld.ts';

const WORKDAYS: Policy['schedule']['windows'][number]['days'] = ['mon', 'tue', 'wed', 'thu', 'fri'];

const levels: Policy['levels'] = {
  low: { strategy: 'immediate', ladder: 'at-once', days: { from: 0, to: 1 }, approvals: [] },
  medium: { strategy: 'percentage', ladder: 'percentage', days: { from: 3, to: 5 }, approvals: [] },
  high: {
    strategy: 'canary',
    ladder: 'canary',
    days: { from: 7, to: 10 },
    approvals: [
      {
        before: 'first-phase',
        from: ['engineering', CODE_OWNERS],
        count: 1,
        authorMayApprove: false,
        why: 'a change of high risk is seen by a second pair of eyes',
      },
    ],
  },
  critical: {
    strategy: 'ring',
    ladder: 'rings',
    days: { from: 10, to: 14 },
    approvals: [
      {
        before: 'first-phase',
        from: ['engineering', CODE_OWNERS],
        count: 2,
        authorMayApprove: false,
        why: 'money, access or data are at stake',
      },
      {
        before: 'last-phase',
        from: ['product', 'engineering'],
        count: 1,
        authorMayApprove: false,
        why: 'from here on everyone has it',
      },
    ],
  },
};

const rings: Policy['rings'] = {
  internal: {
    who: 'company employees and QA',
    users: { from: 100, to: 200 },
    match: [{ attribute: 'user.email', is: 'ends-with', values: ['@company.com'] }],
  },
  beta: {
    who: 'users who opted in to beta',
    users: { from: 1000, to: 2000 },
    match: [{ attribute: 'user.tier', is: 'equal-to', values: ['beta'] }],
  },
  'early-adopters': {
    who: 'users who asked to be early',
    match: [{ attribute: 'user.tier', is: 'equal-to', values: ['early-adopter'] }],
  },
  ga: { who: 'everyone', match: [] },
};

const rollback: Policy['rollback'] = {
  deadline: '5m',
  deadlineWithoutFlag: '1h',
  phaseWithin: '5m',
  steps: [
    'Switch the flag off',
    'Clear the CDN cache where pages were cached with the change',
    'Watch the error rate for 15 minutes',
    'Run the smoke tests to see that the old behaviour is back',
    'Tell users, where they have seen the change',
  ],
  stepsWithoutFlag: [
    'Revert the commit and deploy',
    'Watch the error rate for 15 minutes',
    'Run the smoke tests to see that the old behaviour is back',
  ],
  dataProcedure:
    'Run the down migration of this change, or restore what it wrote from the backup taken before the first phase',
  communication: { internal: 'incidents channel', external: 'status page, where users are affected' },
};

/** What holds where a team has written nothing. Every ladder, ring, threshold and window in it was somebody's practice. */
export const DEFAULT_POLICY: Policy = {
  version: POLICY_VERSION,
  levels,
  rules: {},
  withheld,
  ladders,
  rings,
  metrics,
  triggers,
  pace: { kind: 'fixed', budget: 200, least: '10m', holdback: 5 },
  flags: { owner: THE_AUTHOR, bucketBy: 'user.id', sticky: true, targeting: [], removeAfter: '30d' },
  rollback,
  experiment: {
    ladder: 'experiment',
    primaryMetric: 'conversion-rate',
    metrics: ['conversion-rate', 'user-engagement', 'error-rate'],
    baselinePercent: 20,
    minimumDetectableEffect: 10,
    alpha: 0.05,
    power: 0.8,
    minimumSample: 1000,
    guardrails: [{ metric: 'error-rate', tolerate: 10 }],
    undecided: 'pause',
    days: { from: 7, to: 28 },
  },
  adviser: {
    use: 'auto',
    model: 'claude-haiku-5-5',
    secondModel: 'none',
    promptTokens: 24_000,
    maxTokens: 100_000,
    maxDollars: 0.05,
    timeout: '2m',
    clearing: 'trusted-authors',
    trustedAuthors: [],
  },
  review,
  schedule: {
    timeZone: 'UTC',
    windows: [{ days: WORKDAYS, from: '09:00', to: '16:00' }],
    peakHours: [],
    freezes: [],
    preparation: { takes: '2d', what: 'flags and monitoring set up' },
    phaseDeadline: { timesSoak: 3, atLeast: '4d', action: 'pause' },
  },
  environments: {
    production: { windows: true, approvals: true },
    staging: { soak: '30m', windows: false, approvals: false },
  },
  backend: 'flagd',
  backends,
  dashboards: [{ name: 'Rollout dashboard' }, { name: 'User feedback dashboard' }],
  checklists,
  communications,
  dependencies,
  risks,
  recommendations,
  successCriteria,
};

import type { Phase } from '../../src/core/plan/phase.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Trigger } from '../../src/core/plan/watch.ts';

/** A flag that is nobody's here, and that the second plan rests on. */
export const BASE = 'base';

const aPhase = (id: string, percent: number, more: Partial<Phase> = {}): Phase => ({
  id,
  name: id,
  audience: { percent, rings: [], allow: [], place: { is: 'everywhere' }, who: id },
  soak: 'PT10M',
  deadline: { after: 'PT1H', action: 'pause' },
  watch: ['errors', 'latency'],
  gates: [{ is: 'triggers-quiet' }],
  rollbackWithin: 'PT5M',
  ...more,
});

/** Every trigger has a window of its own: by it an answer is known again. */
const aTrigger = (id: string, window: string, more: Partial<Trigger> = {}): Trigger => ({
  id,
  monitor: 'errors',
  kind: 'limit',
  rule: { is: 'above', value: 5 },
  window,
  minSamples: 100,
  action: 'rollback',
  severity: 'critical',
  noData: { after: 'PT15M', action: 'hold' },
  ...more,
});

const TRIGGERS: readonly Trigger[] = [
  aTrigger('limit', 'PT5M'),
  aTrigger('warn', 'PT6M', {
    rule: { is: 'above', value: 3 },
    action: 'hold',
    noData: { after: 'PT15M', action: 'pause' },
  }),
  aTrigger('slow', 'PT7M', {
    monitor: 'latency',
    rule: { is: 'times-control', value: 2 },
    noData: { after: 'PT20M', action: 'rollback' },
  }),
];

const aFlag = (key: string, prerequisites: readonly string[] = []): Plan['flags'][number] => ({
  key,
  type: 'percentage',
  description: key,
  default: false,
  targeting: [],
  variants: [],
  bucketBy: 'user.id',
  seed: key,
  sticky: true,
  prerequisites: [...prerequisites],
  owner: 'zoe',
});

/** Short in its prose: a run reads it hundreds of times. */
const aPlan = (id: string, more: Partial<Plan>): Plan => ({
  schemaVersion: 1,
  id,
  feature: id,
  change: { title: id, diffSha256: '9f'.repeat(32), files: 1, added: 1, removed: 0 },
  userFacingChanges: [],
  risk: {
    level: 'high',
    floor: 'high',
    estimate: 'high',
    userFacing: true,
    userFacingWhy: 'it is',
    skip: false,
    signals: [],
    mitigations: [],
    reasons: [],
    coverage: { analysed: 1, skipped: [], skippedMore: 0 },
    adviser: { kind: 'rules' },
  },
  strategy: { kind: 'canary', target: 100, why: 'it is' },
  flags: [aFlag(id)],
  rings: [],
  phases: [],
  monitors: [
    { id: 'errors', name: 'errors', kind: 'ratio', unit: '%', good: 'down', category: 'error' },
    {
      id: 'latency',
      name: 'latency',
      kind: 'latency',
      unit: 'ms',
      good: 'down',
      category: 'performance',
      baseline: 100,
    },
  ],
  triggers: [...TRIGGERS],
  dashboards: [],
  rollback: {
    target: { percent: 0 },
    deadline: 'PT30M',
    steps: [{ text: 'off' }],
    data: { required: false, procedure: 'none' },
    communication: { internal: 'us', external: 'you' },
  },
  schedule: { timeZone: 'UTC', windows: [], freezes: [], preparation: { takes: 'PT1H', what: 'none' } },
  approvals: [],
  dependencies: [],
  checklists: { before: [], during: [], after: [] },
  successCriteria: [],
  communications: [],
  risks: [],
  recommendations: [],
  cleanup: { removeFlagAfter: 'P30D', owner: 'zoe', places: [] },
  provenance: { tool: 'sim', policySha256: 'ab'.repeat(32), environment: 'production', backend: 'memory' },
  ...more,
});

const agreed = (before: string, more: Partial<Plan['approvals'][number]> = {}): Plan['approvals'][number] => ({
  id: `before-${before}`,
  before,
  from: ['engineering'],
  count: 1,
  authorMayApprove: false,
  why: 'somebody else looks',
  ...more,
});

const STAFF: Phase['audience'] = {
  percent: 0,
  rings: [{ ring: 'staff', percent: 100 }],
  allow: ['u1', 'u2'],
  place: { is: 'everywhere' },
  who: 'staff',
};

/** One flag by shares, and somebody who agrees on the way. */
const shares = aPlan('shares', {
  phases: [aPhase('few', 5), aPhase('half', 50), aPhase('all', 100, { soak: 'PT10M' })],
  approvals: [agreed('half', { count: 2 })],
});

/** Two flags, one resting on the other and both on a third; a ring, a list, a checklist, deadlines of other kinds. */
const rings = aPlan('rings', {
  flags: [aFlag('rings', [BASE]), aFlag('rings-more', ['rings'])],
  rings: [{ name: 'staff', who: 'staff', match: [{ attribute: 'user.tier', is: 'equal-to', values: ['staff'] }] }],
  phases: [
    aPhase('staff', 0, { audience: STAFF, deadline: { after: 'PT40M', action: 'hold' } }),
    aPhase('tenth', 10, {
      audience: { ...STAFF, percent: 10 },
      deadline: { after: 'PT40M', action: 'rollback' },
      gates: [
        { is: 'triggers-quiet' },
        { is: 'metric', metric: 'errors', rule: { is: 'below', value: 2 }, window: 'PT8M', minSamples: 100 },
      ],
    }),
    aPhase('all', 100, { audience: { ...STAFF, percent: 100 }, soak: 'PT10M' }),
  ],
  checklists: {
    before: [
      { id: 'told', text: 'told', confirm: 'person', by: 'zoe' },
      { id: 'built', text: 'built', confirm: 'check', by: 'ci' },
    ],
    during: [],
    after: [],
  },
  approvals: [agreed('tenth', { from: ['product'], authorMayApprove: true })],
});

/** Many small steps, and a way back that stays at a tenth; open hours. */
const steps = aPlan('steps', {
  phases: [
    aPhase('one', 1, { soak: 'PT10M' }),
    aPhase('ten', 10, { soak: 'PT10M' }),
    aPhase('third', 30, { soak: 'PT10M' }),
    aPhase('all', 100, { soak: 'PT10M' }),
  ],
  rollback: { ...shares.rollback, target: { percent: 10 } },
  schedule: {
    ...shares.schedule,
    windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
  },
});

export const PLANS: readonly [Plan, ...Plan[]] = [shares, rings, steps];

/** How a run is carried out where the plan does not say. */
export const OPTIONS = {
  backendPauseAfterMs: 12 * 60_000,
  writePauseAfterMs: 20 * 60_000,
  startWithinMs: 14 * 86_400_000,
};

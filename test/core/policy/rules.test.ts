import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { effectivePolicy } from '../../../src/core/policy/effective.ts';
import { contradictions, policyRules } from '../../../src/core/policy/rules/index.ts';

const codesOf = (overlay: unknown): string[] => {
  const found = effectivePolicy(overlay, 'rampart.yaml');
  return found.ok ? [] : found.problems.map(({ code, path }) => `${code} ${path}`);
};

const ladder = (steps: object[], more: object = {}): object => ({
  ladders: {
    mine: { strategy: 'percentage', about: 'ours', triggers: 'default', gates: [], steps, ...more },
  },
});

const trigger = (more: object): object => ({
  triggers: { mine: { errors: { ...DEFAULT_POLICY.triggers['default']?.['errors-high'], ...more } } },
});

const hours = { days: ['mon'], from: '09:00', to: '12:00' };

const staff = { attribute: 'user.email', is: 'ends-with', values: ['@company.com'] };

const confirmed = (text: string): object => ({
  is: 'confirmed',
  item: { id: 'team-approves', text, confirm: 'person', by: 'team' },
});

const rule = (more: object): object => ({ rules: { ledger: { paths: ['src/ledger/**'], why: 'the books', ...more } } });

const owners = { before: 'first-phase', from: ['code-owners'], count: 1, authorMayApprove: false, why: 'they know it' };

/** Each row breaks its rule and no other, at that place. */
const BREAKS: [code: string, path: string, overlay: object][] = [
  ['P001', 'levels.low.ladder', { levels: { low: { ladder: 'at-onec' } } }],
  ['P002', 'levels.low.ladder', { levels: { low: { ladder: 'canary' } } }],
  ['P003', 'ladders.mine.triggers', ladder([{ percent: 100 }], { triggers: 'defualt' })],
  ['P004', 'ladders.mine.steps[0].rings.betta', ladder([{ rings: { betta: 100 } }])],
  ['P005', 'ladders.mine.steps[0].watch[1]', ladder([{ percent: 100, watch: ['error-rate', 'eror-rate'] }])],
  ['P005', 'triggers.mine.errors.metric', trigger({ metric: 'eror-rate' })],
  ['P005', 'experiment.metrics[1]', { experiment: { metrics: ['conversion-rate', 'clicks'] } }],
  ['P005', 'successCriteria.errors-low.metric', { successCriteria: { 'errors-low': { metric: 'eror-rate' } } }],
  [
    'P005',
    'ladders.mine.gates[0].metric',
    ladder([{ percent: 100 }], {
      gates: [{ is: 'metric', metric: 'x', rule: { is: 'below', value: 1 }, window: '1h', minSamples: 1 }],
    }),
  ],
  ['P006', 'backend', { backend: 'flagdd' }],
  ['P007', 'environments', { environments: { production: null } }],
  ['P008', 'experiment.ladder', { experiment: { ladder: 'canary' } }],
  ['P008', 'experiment.ladder', { experiment: { ladder: 'experimnt' } }],
  ['P009', 'ladders.mine.steps[1].percent', ladder([{ percent: 50, soak: '1d' }, { percent: 25 }])],
  [
    'P009',
    'ladders.mine.steps[1].place',
    ladder([
      { percent: 50, soak: '1d' },
      { percent: 100, place: { is: 'regions', count: 1, share: 20 } },
    ]),
  ],
  [
    'P009',
    'ladders.mine.steps[1].rings.beta',
    ladder([
      { rings: { beta: 100 }, soak: '1d' },
      { rings: { beta: 50 }, percent: 20 },
    ]),
  ],
  ['P010', 'ladders.mine.steps[0]', ladder([{ percent: 50 }, { percent: 100 }])],
  ['P010', 'ladders.mine.steps[0].soak', ladder([{ percent: 50, soak: '0m' }, { percent: 100 }])],
  ['P011', 'ladders.mine.steps[0].upTo', ladder([{ percent: 50, soak: '2d', upTo: '24h' }, { percent: 100 }])],
  ['P012', 'ladders.mine.steps[0].percent', ladder([{ percent: 33.3333, soak: '2d' }, { percent: 100 }])],
  ['P013', 'levels.high.days', { levels: { high: { days: { from: 11 } } } }],
  ['P013', 'experiment.days', { experiment: { days: { from: 30 } } }],
  ['P014', 'rings.internal.users', { rings: { internal: { users: { from: 300 } } } }],
  ['P015', 'schedule.windows[0]', { schedule: { windows: [{ ...hours, from: '22:00', to: '06:00' }] } }],
  ['P015', 'schedule.peakHours[0]', { schedule: { peakHours: [{ ...hours, to: '09:00' }] } }],
  [
    'P016',
    'schedule.freezes[0]',
    { schedule: { freezes: [{ from: '2026-12-24T00:00:00Z', to: '2026-12-23T00:00:00Z', why: 'x' }] } },
  ],
  ['P017', 'schedule', { schedule: { windows: [hours], peakHours: [hours] } }],
  ['P018', 'triggers.mine.errors.window', trigger({ window: '0m' })],
  ['P018', 'rollback.deadline', { rollback: { deadline: '0s' } }],
  ['P019', 'triggers.mine.errors.rule', trigger({ rule: { is: 'times-baseline', value: 2 } })],
  ['P020', 'triggers.mine.errors.rule', trigger({ rule: { is: 'below', value: 2 } })],
  ['P020', 'triggers.mine.errors.rule', trigger({ rule: { is: 'at-most', value: 2 } })],
  [
    'P020',
    'successCriteria.errors-low.rule',
    { successCriteria: { 'errors-low': { rule: { is: 'above', value: 1 } } } },
  ],
  ['P021', 'successCriteria.no-rollback', { successCriteria: { 'no-rollback': { metric: 'error-rate' } } }],
  ['P022', 'experiment.primaryMetric', { experiment: { primaryMetric: 'retention-rate' } }],
  ['P023', 'triggers.mine', { triggers: { mine: {} } }],
  ['P024', 'schedule.windows[1]', { schedule: { windows: [hours, hours] } }],
  ['P024', 'schedule.windows[0].days[1]', { schedule: { windows: [{ ...hours, days: ['mon', 'mon'] }] } }],
  ['P024', 'experiment.metrics[1]', { experiment: { metrics: ['conversion-rate', 'conversion-rate'] } }],
  ['P024', 'ladders.mine.steps[0].allow[1]', ladder([{ percent: 100, allow: ['ann', 'ann'] }])],
  ['P024', 'rings.internal.match[1]', { rings: { internal: { match: [staff, staff] } } }],
  ['P025', 'ladders.mine.gates[1]', ladder([{ percent: 100 }], { gates: [confirmed('a'), confirmed('b')] })],
  ['P025', 'ladders.mine.steps[0].gates[1]', ladder([{ percent: 100, gates: [confirmed('a'), confirmed('b')] }])],
  [
    'P025',
    'ladders.mine.steps[0].gates[0]',
    ladder([{ percent: 100, gates: [confirmed('a')] }], { gates: [confirmed('b')] }),
  ],
  ['P026', 'schedule.timeZone', { schedule: { timeZone: 'Europe/Berln' } }],
  [
    'P027',
    'rules.ledger.strategy',
    {
      ...rule({ strategy: 'ring' }),
      ladders: { rings: null, 'weekly-rings': null },
      levels: { critical: { strategy: 'canary', ladder: 'canary' } },
    },
  ],
  ['P028', 'rules.ledger', rule({})],
  ['P028', 'rules.ledger', rule({ area: 'money', owner: 'finance' })],
  ['P029', 'levels.high.approvals[0].from', { levels: { high: { approvals: [owners] } } }],
  ['P029', 'rules.ledger.approvals', rule({ approvals: ['code-owners'] })],
  ['P030', 'review.commands.pause.of[0]', { review: { commands: { pause: { of: ['enginering'] } } } }],
  [
    'P030',
    'review.roles.finance.members[0]',
    { review: { roles: { finance: { permission: 'nobody', members: ['ana'] } } } },
  ],
  ['P024', 'rules.ledger.paths[1]', rule({ floor: 'high', paths: ['a', 'a'] })],
];

describe('the numbered rules of a policy', () => {
  it('are kept by what is built in', () => {
    expect(contradictions(DEFAULT_POLICY)).toEqual([]);
  });

  it('have codes of their own, in order, and words for people', () => {
    expect(policyRules.map(({ code }) => code)).toEqual(
      policyRules.map((_, at) => `P${String(at + 1).padStart(3, '0')}`),
    );
    expect(policyRules.filter(({ title, fix }) => title === '' || fix === '')).toEqual([]);
  });

  it.each(BREAKS)('%s is broken at %s', (code, path, overlay) => {
    expect(codesOf(overlay)).toEqual([`${code} ${path}`]);
  });

  it('are each broken by a row above', () => {
    const broken = new Set(BREAKS.map(([code]) => code));
    expect(policyRules.map(({ code }) => code).filter((code) => !broken.has(code))).toEqual([]);
  });

  it('let an experiment go without a soak, and rings end where everyone begins', () => {
    const ab = ladder([{ percent: 50 }, { percent: 100 }], { strategy: 'ab' });
    const rings = ladder([
      { rings: { beta: 100 }, soak: '1d' },
      { rings: { beta: 0 }, percent: 100 },
    ]);
    expect([codesOf(ab), codesOf(rings)]).toEqual([[], []]);
  });

  it('say which name was probably meant', () => {
    const found = effectivePolicy({ backend: 'flagdd' }, 'rampart.yaml');
    expect(found.ok ? '' : found.problems[0]?.message).toBe(
      '"flagdd" is not a backend of this policy (did you mean "flagd"?) (rampart.yaml)',
    );
  });
});

describe('a fault of shape', () => {
  it.each([
    ['a field', { flags: { owner: 7 } }, 'policy-wrong-type flags.owner'],
    ['an unknown field', { shedule: {} }, 'policy-unknown-field shedule'],
    ['an unknown field in a section', { schedule: { timezone: 'UTC' } }, 'policy-unknown-field schedule.timezone'],
    ['a row', { metrics: { 'error-rate': { unit: 7 } } }, 'policy-wrong-type metrics.error-rate.unit'],
  ])('in %s does not hide what the rules find elsewhere', (_, fault, found) =>
    expect(codesOf({ ...fault, backend: 'flagdd', levels: { low: { ladder: 'canary' } } })).toEqual([
      found,
      'P002 levels.low.ladder',
      'P006 backend',
    ]),
  );

  it('is not told again by rules that look at the same place', () =>
    expect(codesOf({ experiment: { primaryMetric: 7, metrics: ['error-rate'] } })).toEqual([
      'policy-wrong-type experiment.primaryMetric',
    ]));

  it('in a new row blames nothing that names the row', () =>
    expect(codesOf({ rings: { mine: { who: 7, match: [] } }, ...ladder([{ rings: { mine: 100 } }]) })).toEqual([
      'policy-wrong-type rings.mine.who',
    ]));
});

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fitRules } from '../../../src/core/plan/lint/fit.ts';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { assemble } from '../../../src/core/plan/assemble/assemble.ts';
import { Plan } from '../../../src/core/plan/plan.ts';
import type { Choices } from '../../../src/core/plan/request.ts';
import { isError } from '../../../src/core/problem.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import type { Ladder, Step, WrittenGate } from '../../../src/core/policy/ladder.ts';
import { asks } from '../../../src/core/policy/team-rule.ts';
import { Policy } from '../../../src/core/policy/policy.ts';
import type { Signal } from '../../../src/core/signals/signal.ts';
import { AREAS } from '../../../src/core/values/area.ts';
import { LEVELS, rank, type Level } from '../../../src/core/values/level.ts';
import { STRATEGY_KINDS, type StrategyKind } from '../../../src/core/values/strategy-kind.ts';
import { aChange, anAssessment, aRequest } from '../../helpers/samples.ts';

const REFUSED = new Set(['experiment-too-long', 'gate-without-guard']);
const FIT = new Set<string>(fitRules.map(({ code }) => code));

const duration = fc.constantFrom('5m', '30m', '90m', '12h', '1d', 'P2DT3H', '7d', '2w');
const percent = fc.integer({ min: 1, max: 100_000 }).map((thousandths) => thousandths / 1000);

const gate: fc.Arbitrary<WrittenGate> = fc.oneof(
  fc.constantFrom<WrittenGate>({ is: 'triggers-quiet' }, { is: 'window' }, { is: 'dependencies' }),
  fc.record({
    is: fc.constant('metric' as const),
    metric: fc.constantFrom('error-rate', 'latency-p99'),
    rule: fc.constantFrom<Extract<WrittenGate, { is: 'metric' }>['rule']>(
      { is: 'below', value: 40 },
      { is: 'at-most', value: 40 },
      { is: 'times-control', value: 1.1 },
      { is: 'regression', tolerate: 3 },
    ),
    window: duration,
    minSamples: fc.nat(1000),
  }),
  fc.constantFrom('engineering', 'product').map((by): WrittenGate => ({
    is: 'confirmed',
    item: { id: `${by}-agrees`, text: `${by} agrees`, confirm: 'person', by },
  })),
);

const timing = fc.record(
  {
    soak: duration,
    upTo: duration,
    rollbackWithin: duration,
    watch: fc.constantFrom<Step['watch'][]>('all', 'critical', ['error-rate', 'throughput', 'crash-rate']),
    gates: fc.array(gate, { maxLength: 3 }),
    allow: fc.subarray(['ada', 'grace', 'alan']),
  },
  { requiredKeys: [] },
);

/** Ways up of any kind: growing shares, growing rings, one place after the other, any pace, ending anywhere. */
const steps = (kind: StrategyKind): fc.Arbitrary<Step[]> =>
  fc
    .record({
      percents: fc.uniqueArray(percent, { minLength: kind === 'ab' ? 1 : 0, maxLength: 7 }),
      end: kind === 'ab' ? fc.constant(100) : fc.oneof(fc.constant(100), percent),
      rings: fc.subarray(Object.keys(DEFAULT_POLICY.rings)),
      timings: fc.array(timing, { minLength: 16, maxLength: 16 }),
      placed: fc.boolean(),
      silentStart: fc.boolean(),
    })
    .map(({ percents, end, rings, timings, placed, silentStart }) => {
      const growing = percents.filter((one) => one < end).toSorted((a, b) => a - b);
      const first = growing[0] ?? end;
      const places: Step[] =
        placed && kind === 'canary' && first > 20
          ? [
              { percent: 100, place: { is: 'servers', count: 1, share: 5 } },
              { percent: 100, place: { is: 'regions', count: 2, share: 20 } },
            ]
          : [];
      const people = kind === 'ring' ? rings.map((ring): Step => ({ percent: 0, rings: { [ring]: 100 } })) : [];
      const nobody: Step[] = silentStart && kind !== 'ab' ? [{ percent: 0 }] : [];
      const all = [...nobody, ...people, ...places, ...[...growing, end].map((one): Step => ({ percent: one }))];
      return all.map((step, at) => ({ ...timings[at], ...step }));
    });

const freezes: Policy['schedule']['freezes'] = [
  { from: '2026-12-20T00:00:00Z', to: '2027-01-03T00:00:00Z', why: 'holidays' },
  { days: ['fri'], from: '12:00', to: '24:00', why: 'no Friday afternoons' },
];

const policies: readonly Policy[] = [
  DEFAULT_POLICY,
  {
    ...DEFAULT_POLICY,
    schedule: {
      ...DEFAULT_POLICY.schedule,
      windows: [{ days: ['tue', 'thu'], from: '10:00', to: '11:00' }],
      peakHours: [{ days: ['mon', 'tue', 'wed'], from: '10:30', to: '14:00' }],
      freezes,
      phaseDeadline: { timesSoak: 1, atLeast: '1h', action: 'rollback' },
    },
    rollback: { ...DEFAULT_POLICY.rollback, deadline: '1m', phaseWithin: '20m' },
    flags: {
      ...DEFAULT_POLICY.flags,
      owner: 'platform',
      targeting: [{ when: { attribute: 'user.country', is: 'one-of', values: ['XX'] }, serve: false }],
    },
    levels: {
      ...DEFAULT_POLICY.levels,
      critical: {
        ...DEFAULT_POLICY.levels.critical,
        approvals: (['first-phase', 'every-phase', 'every-phase'] as const).map((before) => ({
          before,
          from: ['@acme/Team Auth', 'Ada Lovelace'],
          count: 2,
          authorMayApprove: false,
          why: 'it is theirs',
        })),
      },
    },
    experiment: { ...DEFAULT_POLICY.experiment, minimumDetectableEffect: 40, primaryMetric: 'retention-rate' },
  },
];

const kindAndLadder = fc
  .constantFrom(...STRATEGY_KINDS)
  .chain((kind) => fc.record({ kind: fc.constant(kind), steps: steps(kind) }));

const ladder = fc
  .record({
    climb: kindAndLadder,
    triggers: fc.constantFrom(...Object.keys(DEFAULT_POLICY.triggers)),
    gates: fc.array(gate, { maxLength: 4 }),
  })
  .map(({ climb, triggers, gates }): Ladder => ({
    strategy: climb.kind,
    about: 'any way up',
    triggers,
    gates,
    steps: climb.steps,
  }));

const arms = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 })
  .map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), 100])
  .map((cuts) =>
    cuts.slice(1).map((cut, at) => ({ name: at === 0 ? 'control' : `arm-${at}`, percent: cut - (cuts[at] ?? 0) })),
  );

const choices: fc.Arbitrary<Choices> = fc.record(
  {
    feature: fc.string({ minLength: 1, maxLength: 400 }),
    environment: fc.constantFrom(...Object.keys(DEFAULT_POLICY.environments)),
    backend: fc.constantFrom(...Object.keys(DEFAULT_POLICY.backends)),
    flags: fc.array(fc.constantFrom('new_tax', 'tax.rounding', 'Refunds'), { maxLength: 3 }),
    prerequisites: fc.subarray(['billing-v2', 'ledger']),
    owner: fc.constantFrom('team-refunds', 'ada'),
    allow: fc.subarray(['ada', 'joan', 'katherine']),
    hypothesis: fc.constant('A calmer page sells more'),
    primaryMetric: fc.constantFrom('conversion-rate', 'user-engagement', 'completion-rate'),
    variants: arms,
    usersPerDay: fc.integer({ min: 1, max: 1_000_000 }),
    dataRollback: fc.constant('restore from backup'),
    userFacingChanges: fc.constant(['the amount is rounded otherwise']),
    flagPlaces: fc.constant(['src/refunds/tax.ts:58']),
  },
  { requiredKeys: [] },
);

const signals = fc.array(
  fc.record({ area: fc.constantFrom(...AREAS), certainty: fc.constantFrom('established', 'suspected') }),
  { maxLength: 3 },
);

const assessment = fc.record({ level: fc.constantFrom(...LEVELS), signals, userFacing: fc.boolean() }).map((found) => ({
  ...found,
  signals: found.signals.map((one): Signal => ({
    ...one,
    id: 'seen.something',
    level: rank(found.level) > rank('low') ? found.level : 'low',
    evidence: { path: 'src/a.ts', line: 1, side: 'new', quote: 'x' },
    why: 'it was seen',
  })),
}));

const teamRule = fc.record(
  {
    paths: fc.constant<string[]>(['src/**']),
    floor: fc.constantFrom(...LEVELS),
    owner: fc.constantFrom('team-refunds', 'ada'),
    approvals: fc.constantFrom<string[][]>(['finance'], ['counsel', 'code-owners'], ['engineering']),
    strategy: fc.constantFrom(...STRATEGY_KINDS.filter((kind) => kind !== 'ab')),
    why: fc.constant('the team knows'),
  },
  { requiredKeys: ['paths', 'why'] },
);

const hint = fc.record({
  kind: fc.constantFrom(...STRATEGY_KINDS),
  also: fc.constant<StrategyKind[]>([]),
  why: fc.string({ minLength: 1, maxLength: 300 }),
});

const request = fc.record({
  rules: fc.array(teamRule, { maxLength: 3 }),
  owners: fc.subarray(['@org/js', '@ops', 'ada@example.org']),
  hint: fc.option(hint, { nil: undefined }),
  which: fc.nat(policies.length - 1),
  ladder: fc.option(ladder),
  choices,
  assessment,
  skip: fc.boolean(),
});

const made = ({
  which,
  rules,
  owners,
  hint: suggested,
  ladder: own,
  choices: chosen,
  assessment: found,
  skip,
}: typeof request extends fc.Arbitrary<infer R> ? R : never) => {
  const level: Level = found.level;
  const policy = policies[which] ?? DEFAULT_POLICY;
  const named = Object.fromEntries(rules.map((rule, at) => [`rule-${at}`, rule]));
  const ruled = { ...policy, rules: named };
  const whole = own ? { ...ruled, ladders: { ...ruled.ladders, own } } : ruled;
  return {
    policy: whole,
    plan: assemble(
      aRequest(level, own ? { ...chosen, ladder: 'own' } : chosen, {
        change: aChange(),
        owners,
        policy: whole,
        assessment: anAssessment(level, {
          ...found,
          ...(suggested && { hint: suggested }),
          rules: Object.keys(named),
          skip: skip && !rules.some(asks) && level === 'low' && !own && chosen.hypothesis === undefined,
        }),
      }),
    ),
  };
};

describe('whatever is asked for', () => {
  it('a plan that is made passes its schema and every rule, or only the flag system stands in its way', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const { plan, policy } = made(asked);
        if (!plan.ok) return plan.problems.every(({ code }) => REFUSED.has(code));
        expect(Plan.safeParse(plan.value).error?.issues ?? []).toEqual([]);
        const holdsAll = plan.value.provenance.backend === 'flagd';
        const errors = lint(plan.value, { policy }).filter(isError);
        expect(errors.filter(({ code }) => holdsAll || !FIT.has(code))).toEqual([]);
        return true;
      }),
      { numRuns: 1500 },
    );
  });

  it('is asked for within what the policy schema allows', () => {
    for (const policy of policies) expect(Policy.safeParse(policy).error?.issues ?? []).toEqual([]);
    fc.assert(
      fc.property(ladder, (own) => {
        expect(
          Policy.safeParse({ ...DEFAULT_POLICY, ladders: { ...DEFAULT_POLICY.ladders, own } }).error?.issues ?? [],
        ).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

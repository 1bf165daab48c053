import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffPlans } from '../../../src/core/plan/diff.ts';
import { changesBetween } from '../../../src/core/plan/diff/changes.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import type { Trigger } from '../../../src/core/plan/watch.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { canonicalJson } from '../../../src/core/values/digest.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { aPlan } from '../../helpers/samples.ts';

const said = (before: Plan, after: Plan) => diffPlans(before, after).map(({ words, effect }) => `${words}: ${effect}`);
const high = aPlan('high');
const critical = aPlan('critical');

const withPhase = (plan: Plan, id: string, more: Partial<Plan['phases'][number]>): Plan => ({
  ...plan,
  phases: plan.phases.map((phase) => (phase.id === id ? { ...phase, ...more } : phase)),
});
const withTrigger = (plan: Plan, id: string, more: Partial<Trigger>): Plan => ({
  ...plan,
  triggers: plan.triggers.map((trigger) => (trigger.id === id ? { ...trigger, ...more } : trigger)),
});

describe('two plans', () => {
  it.each<[string, Plan, Plan]>([
    ['phase 25 % lasts 3 d instead of 2 d: stricter', high, withPhase(high, '25-percent', { soak: 'P3D' })],
    [
      'when phase 25 % is overdue: roll back after 6 d instead of pause after 6 d: stricter',
      high,
      withPhase(high, '25-percent', { deadline: { after: 'P6D', action: 'rollback' } }),
    ],
    [
      'phase 25 % no longer waits for: a window is open: looser',
      high,
      withPhase(high, '25-percent', { gates: [{ is: 'dependencies' }, { is: 'triggers-quiet' }] }),
    ],
    [
      'trigger errors-high now rolls back above 10 % instead of 5 %: looser',
      high,
      withTrigger(high, 'errors-high', { rule: { is: 'above', value: 10 } }),
    ],
    [
      'trigger errors-high now rolls back at least 5 % instead of above 5 %: neutral',
      high,
      withTrigger(high, 'errors-high', { rule: { is: 'at-least', value: 5 } }),
    ],
    [
      'trigger latency-tripled now rolls back above 2 × control instead of 3 × control: stricter',
      high,
      withTrigger(high, 'latency-tripled', { rule: { is: 'times-control', value: 2 } }),
    ],
    [
      'trigger errors-high now pauses instead of rolling back: looser',
      high,
      withTrigger(high, 'errors-high', { action: 'pause' }),
    ],
    [
      'when trigger errors-high hears nothing: roll back after 15 min instead of hold after 15 min: stricter',
      high,
      withTrigger(high, 'errors-high', { noData: { after: 'PT15M', action: 'rollback' } }),
    ],
    [
      'trigger errors-high was removed: looser',
      high,
      { ...high, triggers: high.triggers.filter(({ id }) => id !== 'errors-high') },
    ],
    [
      'approval by 1 of product or engineering before Everyone was removed: looser',
      critical,
      { ...critical, approvals: critical.approvals.slice(0, 1) },
    ],
    ['window Mon–Fri 09:00–16:00 was removed: looser', high, { ...high, schedule: { ...high.schedule, windows: [] } }],
    [
      'a rollback may take 1 h instead of 5 min: looser',
      high,
      { ...high, rollback: { ...high.rollback, deadline: 'PT1H' } },
    ],
    ['phase 25 % was removed: looser', high, { ...high, phases: high.phases.filter(({ id }) => id !== '25-percent') }],
    ['phases stand in another order: neutral', high, { ...high, phases: high.phases.toReversed() }],
    ['feature is Other instead of Recalculate tax on refunds: neutral', high, { ...high, feature: 'Other' }],
  ])('differ: %s', (words, before, after) => {
    expect(said(before, after)).toEqual([words]);
  });

  it('say what is looser first', () => {
    const after = withTrigger({ ...withPhase(high, '25-percent', { soak: 'P3D' }), feature: 'Other' }, 'errors-high', {
      action: 'hold',
    });
    expect(diffPlans(high, after).map(({ effect }) => effect)).toEqual(['looser', 'stricter', 'neutral']);
  });

  it('have the opposite effect the other way round', () => {
    const swap = { looser: 'stricter', stricter: 'looser', neutral: 'neutral' } as const;
    const there = diffPlans(high, critical).map(({ path, effect }) => `${path} ${swap[effect]}`);
    expect(
      diffPlans(critical, high)
        .map(({ path, effect }) => `${path} ${effect}`)
        .toSorted(),
    ).toEqual(there.toSorted());
  });

  it.each(LEVELS)('are alike when they are the same (%s)', (level) =>
    expect(diffPlans(aPlan(level), aPlan(level))).toEqual([]),
  );
});

const json = fc.jsonValue({ maxDepth: 4 });
const rows = fc.array(
  fc.record({ id: fc.constantFrom('a', 'b', 'c', 'before'), value: fc.integer({ min: 0, max: 2 }) }),
  { maxLength: 4 },
);
const documents = fc.oneof(
  json,
  fc.record({ phases: rows, gates: rows }),
  fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 4 }),
);

/** Changes one value somewhere in a plan: the path is drawn, so every field has its turn. */
const meddled = (value: unknown, path: readonly number[], by: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const chosen = keys[step % keys.length];
  if (Array.isArray(value)) return value.map((row, at) => (String(at) === chosen ? meddled(row, rest, by) : row));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, key === chosen ? meddled(field, rest, by) : field]),
  );
};

describe('nothing is lost', () => {
  it('of rows that share a name or say the same', () => {
    expect(changesBetween(['x', 'x'], ['x'])).toHaveLength(1);
    const [first, second] = [
      { id: 'a', value: 1 },
      { id: 'a', value: 2 },
    ];
    expect(changesBetween([first, second], [second])).toMatchObject([{ before: first, after: undefined }]);
    expect(changesBetween([first, second], [second, first])).toMatchObject([{ moved: true }]);
  });

  it('between null and nothing', () => {
    expect(changesBetween([null], [])).toHaveLength(1);
  });

  it('between any two documents', () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        expect(changesBetween(a, b).length > 0).toBe(canonicalJson(a) !== canonicalJson(b));
      }),
      { numRuns: 500 },
    );
  });

  it('wherever one value of a plan changes', () => {
    const some = fc.constantFrom(
      ...LEVELS.map((level) => aPlan(level)),
      aPlan('medium', { hypothesis: 'more sign up', ladder: 'experiment' }),
    );
    fc.assert(
      fc.property(some, fc.array(fc.nat(60), { minLength: 6, maxLength: 6 }), (plan, path) => {
        const changes = changesBetween(plan, meddled(plan, path, 'meddled'));
        expect(changes.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('between any two plans that the policy makes', () => {
    const ladders = Object.keys(DEFAULT_POLICY.ladders).map((ladder) => aPlan('medium', { ladder }));
    const plans = [...ladders, ...LEVELS.map((level) => aPlan(level))];
    for (const a of plans)
      for (const b of plans) expect(diffPlans(a, b).length > 0).toBe(canonicalJson(a) !== canonicalJson(b));
  });
});

import { describe, expect, it } from 'vitest';
import { diffPlans } from '../../../src/core/plan/diff.ts';
import { lint } from '../../../src/core/plan/lint/index.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { outlineOf } from '../../../src/core/plan/report/outline.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { simulate } from '../../../src/core/simulation/run.ts';
import { scenarios } from '../../../src/core/simulation/scenarios.ts';
import { aPlan } from '../../helpers/samples.ts';

const hurried = { ...DEFAULT_POLICY, pace: { ...DEFAULT_POLICY.pace, kind: 'evidence' as const } };
const percents = ({ phases }: Plan): number[] => phases.map(({ audience }) => audience.percent);
const run = (name: string, made: Plan) => {
  const scenario = scenarios.find((one) => one.name === name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  return simulate(made, scenario, { seed: 1 });
};
const errorsOf = (plan: Plan): string[] =>
  lint(plan, { policy: hurried }).flatMap(({ code, severity }) => (severity === 'warning' ? [] : [code]));

describe('a plan that goes on evidence', () => {
  const plan = aPlan('high', { pace: 'evidence' });

  it('says how, and keeps some without the change before everybody has it', () => {
    expect(plan.pace).toEqual({ kind: 'evidence', budget: 200, least: 'PT10M' });
    expect(percents(plan).slice(-2)).toEqual([95, 100]);
    expect(new Set(plan.phases.map(({ id }) => id)).size).toBe(plan.phases.length);
    expect(errorsOf(plan)).toEqual([]);
    expect(outlineOf(plan).pace).toBe(
      'on evidence: a soak ends after 10 min where what is not ruled out would cost at most 200 bad requests at the next step',
    );
  });

  it('is asked for by a person, or by the policy for all but critical changes and experiments', () => {
    expect(aPlan('high').pace).toBeUndefined();
    expect(aPlan('high', {}, { policy: hurried }).pace).toBeDefined();
    expect(aPlan('high', { pace: 'fixed' }, { policy: hurried })).toEqual(aPlan('high'));
    expect(aPlan('critical', {}, { policy: hurried }).pace).toBeUndefined();
    expect(aPlan('medium', { strategy: 'ab', usersPerDay: 2000 }, { policy: hurried }).pace).toBeUndefined();
    expect(aPlan('low', { pace: 'evidence' }).pace).toBeUndefined();
  });

  it('is refused where a person asks for it at critical risk', () =>
    expect(errorsOf(aPlan('critical', { pace: 'evidence' }))).toEqual(['R076']));

  it('is looser than one that does not', () => {
    const found = diffPlans(aPlan('high'), plan).find(({ path }) => path === 'pace');
    expect(found).toMatchObject({ words: 'phases end early where evidence allows it', effect: 'looser' });
  });

  it('is over sooner when all is well, and goes back as ever when it is not', () => {
    // No latency of a simulated service comes as a histogram, and reports are counted by the hour: that takes its time.
    const [soon, late] = [run('healthy', plan), run('healthy', aPlan('high'))];
    expect([soon.outcome, late.outcome]).toEqual(['completed', 'completed']);
    expect(soon.lastedMs).toBeLessThan(0.7 * late.lastedMs);
    expect(run('errors-at-10', plan).outcome).toBe('rolled-back');
  });
});

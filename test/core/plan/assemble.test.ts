import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/core/plan/assemble/assemble.ts';
import { lint } from '../../../src/core/plan/lint/index.ts';
import { Plan, planDigest } from '../../../src/core/plan/plan.ts';
import { changeInWords } from '../../../src/core/plan/report/headline.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import type { Ladder } from '../../../src/core/policy/ladder.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { aChange, aPlan, anAssessment, aRequest } from '../../helpers/samples.ts';

const exposures = (plan: Plan) => plan.phases.map(({ audience }) => audience.percent);

const codes = (one: Plan) => lint(one, { policy: DEFAULT_POLICY }).map(({ code }) => code);

describe('assembling a plan', () => {
  it.each(LEVELS)('makes a valid plan at %s risk', (level) => {
    expect(Plan.safeParse(aPlan(level)).error?.issues ?? []).toEqual([]);
  });

  it.each([
    ['low', 'immediate', [100]],
    ['medium', 'percentage', [5, 25, 50, 100]],
    ['high', 'canary', [1, 5, 10, 25, 50, 100]],
    ['critical', 'ring', [0, 0, 0, 100]],
  ] as const)('climbs at %s risk as the default policy says', (level, kind, percents) => {
    const plan = aPlan(level);
    expect(plan.strategy.kind).toBe(kind);
    expect(exposures(plan)).toEqual(percents);
  });

  it('gives the same bytes for the same request', () => {
    expect(planDigest(aPlan('high'))).toBe(planDigest(aPlan('high')));
    expect(planDigest(aPlan('high'))).not.toBe(planDigest(aPlan('medium')));
  });

  it('says where its change is reviewed where somebody says so, and that is a part of what is agreed to', () => {
    const link = 'https://code.example/acme/shop/pull/12';
    const plan = aPlan('high', { link });
    expect(plan.change.link).toBe(link);
    expect(changeInWords(plan.change).at(-1)).toBe(link);
    expect(planDigest(plan)).not.toBe(planDigest(aPlan('high')));
    expect(aPlan('high').change).not.toHaveProperty('link');
  });

  it('keeps earlier rings in as later ones join', () => {
    expect(aPlan('critical').phases.map(({ audience }) => audience.rings.length)).toEqual([1, 2, 3, 3]);
  });

  it('refuses a gate that asks for no regression where nothing guards it, for it would never open', () => {
    const gate = { is: 'metric', metric: 'error-rate', window: '5m', minSamples: 0 } as const;
    const asking = (tolerate: number) => {
      const steps = [
        { percent: 5, gates: [{ ...gate, rule: { is: 'regression', tolerate } as const }] },
        { percent: 100 },
      ];
      const own: Ladder = { strategy: 'percentage', about: 'any', triggers: 'default', gates: [], steps };
      const policy = { ...DEFAULT_POLICY, ladders: { ...DEFAULT_POLICY.ladders, own } };
      return assemble(aRequest('high', { ladder: 'own' }, { policy }));
    };
    expect(asking(5)).toMatchObject({ ok: true });
    expect(asking(7)).toMatchObject({
      ok: false,
      problems: [{ code: 'gate-without-guard', path: 'triggers.default' }],
    });
  });

  it('names the author as owner where the policy does not name another', () => {
    const change = aChange({ author: 'Ann' });
    expect(aPlan('high', {}, { change }).flags[0]?.owner).toBe('Ann');
    expect(aPlan('high', { owner: 'team-tax' }, { change }).cleanup.owner).toBe('team-tax');
    expect(aPlan('high').flags[0]?.owner).toBe('the author of the change');
  });

  it.each(Object.keys(DEFAULT_POLICY.ladders))(
    'watches on %s what an adviser wants watched, and keeps the rules',
    (ladder) => {
      const more = { watch: ['revenue'], questions: ['Is it sold at all?'] };
      const plan = aPlan('medium', { ladder, ...more, hypothesis: 'it sells', usersPerDay: 100_000 });
      expect(plan.monitors.map(({ id }) => id)).toContain('revenue');
      expect(plan.questions).toEqual(more.questions);
      const without = aPlan('medium', { ladder, hypothesis: 'it sells', usersPerDay: 100_000 });
      expect(codes(plan)).toEqual(codes(without));
    },
  );

  it('asks nothing of anybody for a change that needs no rollout', () => {
    const plan = aPlan('low', {}, { assessment: anAssessment('low', { skip: true }) });
    expect(plan.flags).toEqual([]);
    expect(plan.checklists.before).toEqual([]);
    expect(plan.rollback.steps[0]?.text).toMatch(/Revert/);
  });
});

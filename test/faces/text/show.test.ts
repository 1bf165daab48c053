import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { diffPlans } from '../../../src/core/plan/diff.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { problem } from '../../../src/core/problem.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { diffText, planText } from '../../../src/faces/text/answers.ts';
import { showText } from '../../../src/faces/text/show.ts';
import { aShownPlan, aSignal } from '../../helpers/evidence.ts';
import { golden as agreed } from '../../helpers/golden.ts';
import { aPlan } from '../../helpers/samples.ts';
import { loadTemplate } from '../../helpers/templates.ts';

const next = ['rampart simulate rollout.plan.json', 'rampart apply rollout.plan.json'];
const show = (plan: Plan, width = 80, colour = false) =>
  showText({ plan, next, load: loadTemplate, screen: { width, colour } });
const answer = (plan: Plan, warnings = [] as Parameters<typeof planText>[0]['warnings'], width = 80) =>
  planText({
    plan,
    path: 'rollout.plan.json',
    warnings,
    next: ['rampart show', ...next],
    load: loadTemplate,
    screen: { width, colour: false },
  });

/** The digest changes with every word of a policy, and says nothing to the eye. */
const steady = (text: string) => text.replaceAll(/sha256:[0-9a-f]{12}/g, 'sha256:0123456789ab');
const golden = (name: string, text: string) => agreed(name, steady(text));

const LADDERS = Object.keys(DEFAULT_POLICY.ladders);
const ladderPlan = (ladder: string) =>
  aPlan('medium', {
    ladder,
    ...(ladder === 'experiment' ? { hypothesis: 'More people finish a refund', usersPerDay: 1200 } : {}),
  });

const HOSTILE =
  '\u001b[2J\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007 \u202eevil\u2066 \u200bend\r\nsecond line';
const hostilePlan = (): Plan => {
  const plan = aShownPlan(
    'critical',
    {},
    {
      signals: [
        aSignal({ why: HOSTILE, evidence: { path: `src/${HOSTILE}.ts`, line: 3, side: 'new', quote: HOSTILE } }),
        aSignal({
          evidence: { path: 'src/long.ts', line: 1, side: 'new', quote: 'x'.repeat(10_000) },
          why: '漢字 '.repeat(1000),
        }),
      ],
      reasons: [HOSTILE],
      coverage: { analysed: 1, skipped: [{ path: HOSTILE, why: HOSTILE }], skippedMore: 2 },
      override: { level: 'critical', by: HOSTILE, reason: HOSTILE },
    },
  );
  return {
    ...plan,
    feature: HOSTILE,
    change: { ...plan.change, base: HOSTILE, head: HOSTILE },
    phases: plan.phases.map((phase) => ({ ...phase, name: HOSTILE, purpose: HOSTILE })),
    rollback: { ...plan.rollback, steps: [{ text: HOSTILE, command: HOSTILE }] },
    cleanup: { ...plan.cleanup, owner: HOSTILE, places: [HOSTILE] },
  };
};

describe('a plan in a terminal', () => {
  it.each(LEVELS)('reads well at %s risk', async (level) => {
    const text = await show(aShownPlan(level));
    expect(steady(text)).toBe(await golden(`show-${level}.txt`, text));
  });

  it.each(LADDERS)('reads well on the ladder %s', async (ladder) => {
    const text = await show(ladderPlan(ladder));
    expect(steady(text)).toBe(await golden(`show-ladder-${ladder}.txt`, text));
  });

  it('reads well in 40 columns and in 120', async () => {
    const narrow = await show(aShownPlan('critical'), 40);
    expect(steady(narrow)).toBe(await golden('show-critical-40.txt', narrow));
    const wide = await show(aShownPlan('critical'), 120);
    expect(steady(wide)).toBe(await golden('show-critical-120.txt', wide));
  });

  it('says what each phase can see, and how it may end sooner', async () => {
    const text = await show(aShownPlan('high', { usersPerDay: 120_000, pace: 'evidence' }));
    expect(steady(text)).toBe(await golden('show-evidence.txt', text));
  });

  it('shows hostile text instead of obeying it', async () => {
    const text = await show(hostilePlan());
    expect(steady(text)).toBe(await golden('show-hostile.txt', text));
  });

  it('says that a change needs no rollout, and that a schedule never opens', async () => {
    const text = await show(aShownPlan('low', {}, { skip: true, skipWhy: 'only tests change' }));
    expect(steady(text)).toBe(await golden('show-skip.txt', text));
    const plan = aShownPlan('medium');
    const closed = {
      days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const,
      from: '08:00',
      to: '17:00',
      why: 'peak hours',
    };
    const freezes = [{ ...closed, days: [...closed.days] }];
    expect(await show({ ...plan, schedule: { ...plan.schedule, freezes } })).toContain('this plan cannot start');
  });

  it.each([40, 60, 80, 120])('stays within %i columns, with no spaces at the end of a line', async (width) => {
    const plans = [...LADDERS.map(ladderPlan), ...LEVELS.map((level) => aShownPlan(level)), hostilePlan()];
    for (const plan of plans)
      for (const text of [await show(plan, width), await answer(plan, [], width)])
        for (const line of text.split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\s$/);
        }
  });

  it('says the same with colour', async () => {
    for (const level of LEVELS) {
      const coloured = await show(aShownPlan(level), 80, true);
      expect(coloured).toContain('\u001b[1m');
      expect(stripVTControlCharacters(coloured)).toBe(await show(aShownPlan(level)));
    }
  });

  it('survives any text', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 30, max: 140 }), async (some, width) => {
        const plan = aShownPlan('critical', {}, { signals: [aSignal({ why: some })], reasons: [some] });
        const shown = await show({ ...plan, feature: some }, width);
        expect(shown).not.toMatch(/[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]--\n]/v);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the answer to rampart plan', () => {
  const warnings = [
    problem({
      kind: 'invalid',
      code: 'R031',
      path: 'phases[0]',
      message: 'too small to see errors ×1.5: lengthen to 61 h or start at 3 %',
      hint: '',
      severity: 'warning',
    }),
  ];

  it.each(LEVELS)('reads well at %s risk', async (level) => {
    const text = await answer(aShownPlan(level), level === 'high' ? warnings : []);
    expect(steady(text)).toBe(await golden(`plan-${level}.txt`, text));
  });
});

const compare = (before: Plan, after: Plan) =>
  diffText({
    feature: after.feature,
    differences: diffPlans(before, after),
    load: loadTemplate,
    screen: { width: 80, colour: false },
  });

describe('a comparison of plans', () => {
  it('puts what is looser first', async () => {
    const plan = aPlan('high');
    const after: Plan = {
      ...plan,
      phases: plan.phases.map((phase) => (phase.id === '25-percent' ? { ...phase, soak: 'P3D' } : phase)),
      triggers: plan.triggers.map((trigger) =>
        trigger.id === 'errors-high' ? { ...trigger, rule: { is: 'above', value: 10 } } : trigger,
      ),
      approvals: [],
    };
    const small = await compare(plan, after);
    expect(steady(small)).toBe(await golden('diff.txt', small));
    const large = await compare(aPlan('high'), aPlan('critical'));
    expect(steady(large)).toBe(await golden('diff-other-level.txt', large));
  });

  it('says when there is nothing to say', async () => {
    const text = await compare(aPlan('high'), aPlan('high'));
    expect(steady(text)).toBe(await golden('diff-same.txt', text));
  });
});

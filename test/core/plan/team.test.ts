import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/core/plan/lint/index.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import type { Choices } from '../../../src/core/plan/request.ts';
import { isError } from '../../../src/core/problem.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import type { Policy } from '../../../src/core/policy/policy.ts';
import type { Level } from '../../../src/core/values/level.ts';
import { aPlan, anAssessment } from '../../helpers/samples.ts';

const rules: Policy['rules'] = {
  pages: { paths: ['web/**'], strategy: 'percentage', floor: 'medium', owner: 'web', why: 'many see it' },
  ledger: { paths: ['src/ledger/**'], strategy: 'ring', floor: 'high', approvals: ['finance'], why: 'the books' },
  mail: { paths: ['src/mail/**'], strategy: 'canary', floor: 'high', owner: 'mail', why: 'it leaves the house' },
  legal: { paths: ['legal/**'], approvals: ['counsel', 'code-owners'], why: 'it binds us' },
};
const policy: Policy = { ...DEFAULT_POLICY, rules };

const planned = (level: Level, applying: string[], choices: Choices = {}, owners: string[] = []): Plan =>
  aPlan(level, choices, { policy, owners, assessment: anAssessment(level, { rules: applying }) });

const refused = (plan: Plan) =>
  lint(plan, { policy })
    .filter(isError)
    .map(({ code }) => code);

describe('rules of the team in a plan', () => {
  it('choose the strategy, the highest floor first, and say what became of the others', () => {
    expect(planned('medium', ['pages', 'ledger']).strategy).toMatchObject({
      kind: 'ring',
      ladder: 'rings',
      why: 'the team rule ledger asks for ring: the books (with no higher floor, pages asks for percentage)',
    });
  });

  it('among equals the first that is written counts, whatever the order of the findings', () => {
    expect(planned('high', ['mail', 'ledger']).strategy.kind).toBe('ring');
    expect(planned('high', ['mail']).strategy.kind).toBe('canary');
  });

  it.each<[Choices, string]>([
    [{ ladder: 'half-hour-steps' }, 'half-hour-steps'],
    [{ strategy: 'canary' }, 'canary'],
    [{ hypothesis: 'it sells more' }, 'experiment'],
  ])('stand behind what a person chooses: %j', (choices, ladder) =>
    expect(planned('high', ['ledger'], choices).strategy.ladder).toBe(ladder),
  );

  it('ask their people before the first phase, beside whom the level asks', () => {
    const plan = planned('high', ['ledger', 'legal'], {}, ['@org/law']);
    const first = plan.phases[0]?.id;
    expect(plan.approvals.map(({ before, from, count, why }) => ({ before, from, count, why }))).toEqual([
      { before: first, from: ['engineering', '@org/law'], count: 1, why: expect.stringContaining('second pair') },
      { before: first, from: ['finance'], count: 1, why: 'the books' },
      { before: first, from: ['counsel', '@org/law'], count: 1, why: 'it binds us' },
    ]);
    expect(refused(plan)).toEqual([]);
  });

  it('are kept: a plan without one of their approvals is refused', () => {
    const plan = planned('high', ['ledger']);
    const without = { ...plan, approvals: plan.approvals.filter(({ from }) => !from.includes('finance')) };
    expect(refused(without)).toEqual(['R052']);
  });

  it('name an owner where no person does', () => {
    expect(planned('high', ['mail', 'pages']).flags[0]?.owner).toBe('web');
    expect(planned('high', ['mail', 'pages']).cleanup.owner).toBe('web');
    expect(planned('high', ['mail'], { owner: 'ada' }).flags[0]?.owner).toBe('ada');
  });

  it('say nothing where they do not apply, or are no longer there', () =>
    expect(planned('high', ['gone'])).toMatchObject({ strategy: { kind: 'canary' }, approvals: [{}] }));
});

const from = (owners: string[], level: Level = 'critical') =>
  aPlan(level, {}, { owners }).approvals.map((approval) => [approval.id, approval.from]);

const errors = (given: Plan) => lint(given, { policy: DEFAULT_POLICY }).filter(({ code }) => code === 'R052');

describe('code owners in a plan', () => {
  it('change nothing where there are none', () =>
    expect(from([])).toEqual([
      ['engineering-before-internal', ['engineering']],
      ['product-or-engineering-before-everyone', ['product', 'engineering']],
    ]));

  it('stand beside engineering, twenty names at most', () => {
    expect(from(['@js', '@ops'], 'high')[0]?.[1]).toEqual(['engineering', '@js', '@ops']);
    expect(from(Array.from({ length: 40 }, (_, at) => `@o${at}`))[0]?.[1]).toHaveLength(20);
  });

  it('may agree by the rules, and a role that the policy does not name may not', () => {
    const plan = aPlan('high', {}, { owners: ['@js'] });
    expect(errors(plan)).toEqual([]);
    expect(errors({ ...plan, approvals: plan.approvals.map((one) => ({ ...one, from: ['intern'] })) })).toHaveLength(1);
  });
});

describe('what the change itself suggests', () => {
  const hint = { kind: 'canary' as const, also: [], why: 'There are no users to divide.' };
  const said = (more: object, choices: Choices = {}) =>
    aPlan('medium', choices, { assessment: anAssessment('medium', { hint, ...more }) }).recommendations;

  it('is recommended where the plan goes another way', () =>
    expect(said({})[0]).toBe('canary would fit as well: There are no users to divide.'));

  it.each([
    ['the plan goes that way', {}, { strategy: 'canary' } as const],
    ['somebody chose another level', { estimate: 'low' }, {}],
  ])('is not where %s', (_, more, choices) =>
    expect(said(more, choices).filter((text) => text.includes('would fit'))).toEqual([]),
  );
});

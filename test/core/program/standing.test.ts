import { describe, expect, it } from 'vitest';
import { overBudget, spent } from '../../../src/core/program/budget.ts';
import type { Member } from '../../../src/core/program/member.ts';
import { basesOf, needsOf, unmet } from '../../../src/core/program/needs.ts';
import { membershipOf, outlook } from '../../../src/core/program/outlook.ts';
import { initialState, type State } from '../../../src/core/rollout/state.ts';
import { aFlag } from '../../helpers/flags.ts';
import { aMember, aProgramme, keyOf } from '../../helpers/programs.ts';
import { aClimb } from '../../helpers/rollout.ts';

const at = (id: string, status: State['status'], phase: number): Member => {
  const plan = aMember(id);
  return { id, plan, state: { ...initialState(plan, id), status, phase, atMs: 1 } };
};

const on = (percent: number) => [aFlag({ key: 'base', percent })];

describe('what a plan needs', () => {
  const plan = aClimb({
    dependencies: [
      { name: 'base', kind: 'flag', needs: 'fully-on' },
      { name: 'first', kind: 'plan', needs: 'fully-on' },
      { name: 'a tool', kind: 'tool', needs: 'available' },
    ],
  });

  it.each<[number, Member[], string[]]>([
    [100, [at('first', 'completed', 1)], []],
    [99, [at('first', 'completed', 1)], ['the flag "base" is not fully on']],
    [100, [at('first', 'running', 0)], ['the plan "first" is not completed: it is at 50 %']],
    [100, [at('first', 'rolling-back', 1)], ['the plan "first" is not completed: it is going back']],
    [100, [], ['the plan "first" is not completed: it has not begun']],
    [100, [at('first', 'completed', 0)], []],
  ])('flag at %d %%, and %j', (percent, others, missing) =>
    expect(unmet(needsOf(plan), on(percent), others)).toEqual(missing),
  );

  it('of two rollouts of one plan the later one counts', () => {
    const before = at('first', 'completed', 1);
    const now = { ...at('first', 'rolled-back', 1), id: 'first-2' };
    const later: Member = { ...now, state: now.state && { ...now.state, atMs: 2 } };
    expect(unmet(needsOf(plan), on(100), [before, later])).toEqual([
      'the plan "first" is not completed: it is rolled back',
    ]);
  });

  it('a plan that ends below everyone is enough where that is all that is asked for', () => {
    const few = aMember('first', { phases: aMember('first').phases.slice(0, 1) });
    const done: Member = {
      id: 'first',
      plan: few,
      state: { ...initialState(few, 'first'), status: 'completed', phase: 0 },
    };
    expect(unmet([{ kind: 'plan', name: 'first', whole: true }], [], [done])).toEqual([
      'the plan "first" ends at 50 %, and all of it is needed',
    ]);
    expect(unmet([{ kind: 'plan', name: 'first', whole: false }], [], [done])).toEqual([]);
  });

  it('a flag whose rollout was given up is what the flag system says, and nobody is told', () => {
    const flag = { kind: 'flag' as const, name: keyOf('base'), whole: true };
    const [given, done] = [at('base', 'aborted', 1), at('base', 'completed', 1)];
    expect(unmet([flag], [aFlag({ key: keyOf('base'), percent: 100 })], [given])).toEqual([]);
    expect([basesOf([flag], [given]), basesOf([flag], [done])]).toEqual([[], [done]]);
  });

  it('a flag whose rollout goes back is not there, however many still have it', () => {
    const base = at('base', 'rolling-back', 1);
    const flag = { kind: 'flag' as const, name: keyOf('base'), whole: true };
    expect(unmet([flag], [aFlag({ key: keyOf('base'), percent: 100 })], [base])[0]).toContain('is going back');
    const byHand = at('base', 'rolled-back', 1);
    expect(unmet([flag], [aFlag({ key: keyOf('base'), percent: 100 })], [byHand])[0]).toContain('is rolled back');
  });
});

describe('a budget', () => {
  const order = ['a', 'b', 'c'];
  const asks = (me: Member, others: Member[], budget: { ramps?: number; exposurePercent?: number }) =>
    overBudget(me, { budget, order, others });

  it.each<[string, Member, Member[], { ramps?: number; exposurePercent?: number }, string | undefined]>([
    ['a first ramp', at('b', 'running', -1), [], { ramps: 1 }, undefined],
    [
      'a second',
      at('b', 'running', -1),
      [at('a', 'paused', 0)],
      { ramps: 1 },
      'a is on the way, and the budget is 1 at once',
    ],
    ['what is completed is no ramp', at('b', 'running', -1), [at('a', 'completed', 1)], { ramps: 1 }, undefined],
    [
      'what goes back still is',
      at('b', 'running', -1),
      [at('a', 'rolling-back', 0)],
      { ramps: 1 },
      'a is on the way, and the budget is 1 at once',
    ],
    ['who is on the way goes on', at('b', 'running', 0), [], { ramps: 1 }, undefined],
    ['room for both', at('b', 'running', -1), [at('a', 'running', 0)], { exposurePercent: 150 }, undefined],
    [
      'room now, and none for who comes first',
      at('b', 'running', -1),
      [at('a', 'running', 0)],
      { exposurePercent: 120 },
      'a comes first, and needs the rest of the 120 % to get to its end',
    ],
    [
      'who comes first is not kept',
      at('a', 'running', 0),
      [at('b', 'running', 0)],
      { exposurePercent: 150 },
      undefined,
    ],
    [
      'too much',
      at('b', 'running', 0),
      [at('a', 'running', 1)],
      { exposurePercent: 150 },
      'a, b would reach 200 % together, and the budget is 150 %',
    ],
  ])('%s', (...[, me, others, given, why]) => expect(asks(me, others, given)).toBe(why));

  it('says what is spent', () =>
    expect(spent([at('a', 'running', 1), at('b', 'rolling-back', 0), at('c', 'completed', 1)])).toEqual({
      ramps: ['a', 'b'],
      exposurePercent: 150,
    }));
});

describe('the outlook', () => {
  it('says of each where it stands, what it waits for, and what goes off before it', () => {
    const programme = aProgramme(
      { top: ['base'], base: [], side: [] },
      { sequence: [['base'], ['side']], budget: { ramps: 1 } },
    );
    const seen = outlook(programme, [at('base', 'running', 0)], []);
    expect(
      seen.places.map(({ plan, where, free, waitsFor, before }) => ({ plan, where, free, waitsFor, before })),
    ).toEqual([
      { plan: 'base', where: 'at 50 %', free: true, waitsFor: [], before: ['top'] },
      {
        plan: 'top',
        where: 'not begun',
        free: false,
        waitsFor: [
          'the plan "base" is not completed: it is at 50 %',
          'base is on the way, and the budget is 1 at once',
        ],
        before: [],
      },
      {
        plan: 'side',
        where: 'not begun',
        free: false,
        waitsFor: ['base comes before it and is at 50 %', 'base is on the way, and the budget is 1 at once'],
        before: [],
      },
    ]);
    expect(
      outlook(programme, [], [])
        .places.filter(({ free }) => free)
        .map(({ plan }) => plan),
    ).toEqual(['base']);
  });

  it('gives each plan what the program means for it', () =>
    expect(membershipOf(aProgramme({ top: ['base'], base: [] }, { budget: { ramps: 2 } }), 'top')).toEqual({
      program: 'all-of-it',
      needs: ['base'],
      after: [],
      order: ['base', 'top'],
      budget: { ramps: 2 },
    }));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterIn, circleIn, type Edges, inOrder, wayBack } from '../../../src/core/program/order.ts';
import { programProblems } from '../../../src/core/program/problems.ts';
import { readProgram } from '../../../src/core/program/read.ts';
import { acyclic, aMember, aProgramme, keyOf } from '../../helpers/programs.ts';

const edges = (given: Record<string, readonly string[]>): Edges => new Map(Object.entries(given));

describe('the order of a program', () => {
  it('has every plan once, after all that it needs', () => {
    fc.assert(
      fc.property(acyclic(7), (needs) => {
        const order = inOrder(edges(needs));
        expect(order.toSorted()).toEqual(Object.keys(needs).toSorted());
        for (const [id, before] of Object.entries(needs))
          for (const one of before) expect(order.indexOf(one)).toBeLessThan(order.indexOf(id));
        expect(circleIn(edges(needs))).toBeUndefined();
      }),
    );
  });

  it('goes back with everything that rests on it and nothing else, whoever rests on another first', () => {
    fc.assert(
      fc.property(acyclic(7), (needs) => {
        for (const base of Object.keys(needs)) {
          const back = wayBack(edges(needs), base);
          expect(back.at(-1)).toBe(base);
          for (const [id, before] of Object.entries(needs)) {
            const goes = id === base || before.some((one) => back.includes(one));
            expect(back.includes(id)).toBe(goes);
            const others = goes ? before.filter((one) => back.includes(one)) : [];
            for (const one of others) expect(back.indexOf(id)).toBeLessThan(back.indexOf(one));
          }
        }
      }),
    );
  });

  it('names a circle, and not what merely leads into it', () => {
    expect(circleIn(edges({ x: ['a'], a: ['b'], b: ['c'], c: ['a'], y: [] }))).toEqual(['a', 'b', 'c', 'a']);
  });

  it('takes the groups of a sequence one after the other', () => {
    const { program } = aProgramme({ a: [], b: [], c: [], d: [] }, { sequence: [['c'], ['a', 'b']] });
    expect([...afterIn(program)]).toEqual([
      ['a', ['c']],
      ['b', ['c']],
      ['c', []],
      ['d', []],
    ]);
  });
});

const codes = (...given: Parameters<typeof aProgramme>): string[] =>
  programProblems(aProgramme(...given)).map(({ code, path }) => `${code} ${path}`);

const says = (id: string, name: string, kind: 'flag' | 'plan') =>
  [id, aMember(id, { dependencies: [{ name, kind, needs: 'fully-on' }] })] as const;

describe('what is wrong with a program', () => {
  it.each<[string, Parameters<typeof aProgramme>, string[]]>([
    ['nothing', [{ a: [], b: ['a'] }], []],
    ['an unknown plan', [{ snapshots: [], b: ['snapshot'] }], ['program-unknown-plan plans[1].needs[0]']],
    ['an unknown plan in a group', [{ a: [] }, { sequence: [['a', 'z']] }], ['program-unknown-plan sequence[0][1]']],
    ['itself', [{ a: ['a'] }], ['program-needs-itself plans[0]']],
    ['a circle', [{ a: ['b'], b: ['a'] }], ['program-circle plans']],
    ['a circle with the groups', [{ a: ['b'], b: [] }, { sequence: [['a'], ['b']] }], ['program-circle plans']],
    ['twice in groups', [{ a: [], b: [] }, { sequence: [['a'], ['b', 'a']] }], ['program-twice sequence[1][1]']],
    [
      'a budget that no plan gets to its end in',
      [{ a: [], b: [] }, { budget: { exposurePercent: 80 } }],
      ['program-budget-too-small budget.exposurePercent', 'program-budget-too-small budget.exposurePercent'],
    ],
    [
      'all of it at once',
      [{ a: ['a', 'zz'], b: ['c'], c: ['b'] }],
      ['program-unknown-plan plans[0].needs[1]', 'program-needs-itself plans[0]', 'program-circle plans'],
    ],
  ])('%s', (_, given, found) => expect(codes(...given)).toEqual(found));

  it('one flag in two plans, another plan than the file holds, another environment', () => {
    const { program, plans } = aProgramme({ a: [], b: [] });
    const staging = { ...aMember('c'), flags: aMember('a').flags };
    const b = { ...staging, provenance: { ...staging.provenance, environment: 'staging' } };
    const problems = programProblems({ program, plans: new Map([...plans, ['b', b]]) });
    expect(problems.map(({ code }) => code)).toEqual([
      'program-other-plan',
      'program-same-flag',
      'program-other-environment',
    ]);
    for (const { hint, message } of problems) expect([hint, message].every((text) => text.length > 10)).toBe(true);
  });

  it('what its plans say of each other counts: a flag, a plan, a feature', () => {
    const { program, plans } = aProgramme({ a: [], b: [], c: [] });
    const said = new Map([
      ...plans,
      says('a', keyOf('b'), 'flag'),
      says('b', 'feature c', 'plan'),
      says('c', 'a', 'plan'),
    ]);
    expect(programProblems({ program, plans: said })[0]?.message).toContain('a → b → c → a');
  });

  it('is read by its schema, with all that is off', () => {
    const read = readProgram({ schemaVersion: 1, program: 'Not An Id', plans: [], budgett: {} }, 'p.yaml');
    expect(read.ok ? [] : read.problems.map(({ path }) => path).toSorted()).toEqual(['budgett', 'plans', 'program']);
    for (const value of [[], 'text', { schemaVersion: 2 }, {}])
      expect(readProgram(value, 'p.yaml')).toMatchObject({ ok: false, problems: [{ kind: 'invalid' }] });
  });
});

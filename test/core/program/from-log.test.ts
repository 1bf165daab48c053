import { describe, expect, it } from 'vitest';
import { programmeFrom } from '../../../src/core/program/from-log.ts';
import { membershipOf, outlook } from '../../../src/core/program/outlook.ts';
import { aProgramme } from '../../helpers/programs.ts';

const programme = aProgramme(
  { a: [], b: ['a'], c: [], d: ['c'], e: [] },
  {
    sequence: [
      ['a', 'c'],
      ['b', 'd'],
    ],
    budget: { ramps: 2 },
  },
);

const joined = (...ids: readonly string[]) =>
  ids.flatMap((id, nth) => {
    const plan = programme.plans.get(id);
    return plan ? [{ plan, program: membershipOf(programme, id), startedAtMs: nth }] : [];
  });

describe('a program, from the logs of its rollouts', () => {
  it('is the one that was written, where all have begun', () => {
    const found = programmeFrom(joined('e', 'd', 'c', 'b', 'a'));
    const ids = [...programme.plans.keys()].map((id) => ({ id, was: membershipOf(programme, id) }));
    if (!found) throw new Error('no program was found');
    for (const { id, was } of ids) expect({ ...membershipOf(found, id), order: [] }).toEqual({ ...was, order: [] });
    expect(
      outlook(found, [], [])
        .places.map(({ plan, waitsFor }) => [plan, waitsFor])
        .toSorted(),
    ).toEqual(
      outlook(programme, [], [])
        .places.map(({ plan, waitsFor }) => [plan, waitsFor])
        .toSorted(),
    );
  });

  it('is as much of it as has begun, bases first', () => {
    const found = programmeFrom(joined('b', 'a'));
    expect(found?.program).toMatchObject({
      program: 'all-of-it',
      plans: [{ plan: 'a' }, { plan: 'b', needs: ['a'] }],
      budget: { ramps: 2 },
    });
    expect([...(found?.plans.keys() ?? [])].toSorted()).toEqual(['a', 'b']);
  });

  it('is none, where nobody has begun', () => expect(programmeFrom([])).toBeUndefined());
});

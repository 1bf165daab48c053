import { describe, expect, it } from 'vitest';
import { approvers, hasAgreed, notCounted } from '../../../src/core/rollout/approvals.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import type { Actor } from '../../../src/core/rollout/words.ts';
import { aPlan } from '../../helpers/samples.ts';

const APPROVAL = { id: 'payments', before: 'few', from: ['payments'], count: 2, authorMayApprove: false, why: 'money' };
const person = (name: string, ...knownAs: readonly string[]): Actor => ({
  name,
  roles: ['payments'],
  ...(knownAs.length > 0 ? { knownAs: [...knownAs] } : {}),
});

const given = (...people: readonly Actor[]) => ({
  ...initialState(aPlan('medium'), 'a'),
  authors: ['Zoe Miller <zoe@home.example>'],
  approvals: people.map((by) => ({ approval: 'payments', by })),
});

describe('an approval', () => {
  it.each<[string, Actor, boolean]>([
    ['by somebody else', person('ada'), true],
    ['by the author, as git writes her', person('zoe miller'), false],
    ['by the author under another name', person('zm', 'ZOE@HOME.EXAMPLE'), false],
    ['by somebody of the same domain', person('ada', 'ada@home.example'), true],
  ])('%s', (_, by, counts) => {
    expect(notCounted(given(), APPROVAL, by) === undefined).toBe(counts);
    expect(approvers(given(by), APPROVAL)).toHaveLength(counts ? 1 : 0);
  });

  it('is worth one for each person, whatever names they go by', () => {
    const both = given(person('ada'), person('al', 'ada@x.example'), person('ADA'));
    expect(approvers(both, APPROVAL)).toHaveLength(2);
    const linked = given(person('ada'), person('al', 'ada@x.example'), person('ada l', 'ada', 'ada@x.example'));
    expect(approvers(linked, APPROVAL)).toHaveLength(1);
    expect(hasAgreed(both, APPROVAL, person('other', 'AL'))).toBe(true);
    expect(hasAgreed(both, APPROVAL, person('eve'))).toBe(false);
  });

  it('asks for roles and for people by their name, and not by what else they are known as', () =>
    expect(notCounted(given(), APPROVAL, { name: 'eve', roles: [], knownAs: ['payments'] })).toContain('asked are'));
});

import { describe, expect, it } from 'vitest';
import { planDigest } from '../../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { mayNot, type Person, type PeopleRules, teamsNamed } from '../../../src/core/review/people.ts';
import { loosenedIn, tallyOf, wishesIn } from '../../../src/core/review/votes.ts';
import type { Permission } from '../../../src/core/values/permission.ts';
import { aPlan } from '../../helpers/samples.ts';

const person = (name: string, permission: Permission = 'write', teams: readonly string[] = []): Person => ({
  name,
  permission,
  teams,
  untold: [],
});
const RULES: PeopleRules = { review: DEFAULT_POLICY.review, owners: [], authors: ['ana'] };
const PLAN = aPlan('critical');
const DIGEST = planDigest(PLAN);

const yes = (id: string, by: Person, digest = DIGEST) => ({ id, by, slash: { is: 'approve', digest } as const });
const tally = (heard: readonly ReturnType<typeof yes>[], meant: Record<string, string> = {}) =>
  tallyOf({ plan: PLAN, loosened: [], heard, rules: RULES, meant });

describe('who agrees', () => {
  it('is counted once, however often and in whatever letters they say so', () => {
    const { dues, isDone } = tally([yes('1', person('zoe')), yes('2', person('zoe'))]);
    expect([dues.map(({ got }) => got), isDone]).toEqual([[['zoe']], false]);
    expect(tally([yes('1', person('zoe')), yes('2', person('bo'))]).isDone).toBe(true);
  });

  it('is no author, under whatever spelling', () => {
    expect(tally([yes('1', person('ANA'))]).dues[0]?.got).toEqual([]);
  });

  it('is not believed for the beginning of a fingerprint that nobody saw given', () => {
    const short = yes('1', person('zoe'), DIGEST.slice(0, 8));
    expect(tally([short]).votes[0]?.refused).toContain('another plan');
    expect(tally([short], { 1: DIGEST }).votes[0]?.refused).toBeUndefined();
    expect(tally([short], { 1: `${DIGEST.slice(0, 8)}${'0'.repeat(56)}` }).votes[0]?.refused).toContain('another plan');
  });

  it('has to be somebody who may lower a level, where a comment has lowered it', () => {
    const heard = [yes('1', person('zoe')), yes('2', person('max', 'maintain'))];
    const plan = aPlan('low');
    const asked = { plan, loosened: ['override'] as const, rules: RULES, meant: {} };
    const given = heard.map((one) => ({ ...one, slash: { ...one.slash, digest: planDigest(plan) } }));
    expect(tallyOf({ ...asked, heard: given.slice(0, 1) }).isDone).toBe(false);
    expect(tallyOf({ ...asked, heard: given }).dues[0]?.got).toEqual(['max']);
    expect(tallyOf({ ...asked, heard: [] }).isDone).toBe(false);
  });
});

describe('a wish', () => {
  it('counts from those who may, and the last one wins', () => {
    const lower = { is: 'override', level: 'low', reason: 'x' } as const;
    const heard = [
      { id: '1', by: person('max', 'maintain'), slash: { ...lower, level: 'high' as const } },
      { id: '2', by: person('zoe'), slash: lower },
      { id: '3', by: person('ana', 'admin'), slash: lower },
    ];
    expect(wishesIn(heard, RULES)).toMatchObject({ override: { level: 'high', by: 'max' } });
  });

  it('that is more careful needs nobody to agree', () => {
    expect(loosenedIn(aPlan('low'), aPlan('high'), {})).toEqual([]);
    expect(loosenedIn(aPlan('high'), aPlan('low'), {})).toEqual(['override']);
  });
});

const only = (of: string[]): PeopleRules => ({
  ...RULES,
  owners: ['@acme/ledger', '@bo'],
  review: {
    ...RULES.review,
    roles: { ...RULES.review.roles, finance: { permission: 'nobody', members: ['@acme/money', '@mia'] } },
    commands: { ...RULES.review.commands, pause: { permission: 'write', of, authors: true } },
  },
});

describe('who may', () => {
  it.each([
    ['a role by a team', person('zoe', 'write', ['@acme/money']), ['finance'], true],
    ['a role by name', person('mia'), ['finance'], true],
    ['a person', person('Zoe'), ['@zoe'], true],
    ['an owner by name', person('bo'), ['code-owners'], true],
    ['an owner by team', person('zoe', 'write', ['@acme/ledger']), ['code-owners'], true],
    ['nobody of those', person('zoe'), ['finance', 'code-owners'], false],
    ['one who calls themselves so', person('finance'), ['finance'], false],
    ['one without access', person('mia', 'read'), ['finance'], false],
  ])('is %s', (_, who, of, may) => expect(mayNot(who, 'pause', only(of)) === undefined).toBe(may));

  it('says so where the host does not tell who is in a team', () => {
    expect(mayNot({ ...person('zoe'), untold: ['@acme/money'] }, 'pause', only(['finance']))).toContain('@acme/money');
  });

  it('is asked of teams that anything names, once each', () => {
    const { review } = only(['@Acme/Ops', '@acme/ops']);
    expect(teamsNamed({ ...DEFAULT_POLICY, review }, ['@acme/ledger', '@bo'])).toEqual([
      '@acme/money',
      '@acme/ops',
      '@acme/ledger',
    ]);
  });
});

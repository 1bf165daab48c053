import { describe, expect, it } from 'vitest';
import { mayIn, maySomewhere, type Right, type Roles } from '../../../src/core/access/caller.ts';
import { grantsOf, rolesFrom } from '../../../src/core/access/grant.ts';

const KNOWN = ['staging', 'production'];

describe('grants', () => {
  it('are roles, everywhere or in one environment, and can be written again', () => {
    const read = rolesFrom(['viewer', 'operator@staging', 'approver@staging', 'operator@staging'], KNOWN);
    expect(read).toMatchObject({ ok: true, value: { '*': ['viewer'], staging: ['operator', 'approver'] } });
    expect(read.ok && grantsOf(read.value)).toEqual(['viewer', 'operator@staging', 'approver@staging']);
  });

  it('are wrong all at once', () => {
    const read = rolesFrom(['owner', 'viewer@moon', 'viewer@', 'viewer@*', 'admin'], KNOWN);
    expect(!read.ok && read.problems.map(({ code, path }) => [code, path])).toEqual([
      ['no-such-role', 'grant[0]'],
      ['no-such-environment', 'grant[1]'],
      ['no-such-environment', 'grant[2]'],
      ['no-such-environment', 'grant[3]'],
    ]);
  });
});

describe('who may do what', () => {
  const RIGHTS: readonly Right[] = ['look', 'operate', 'approve', 'administer'];
  it.each<[string, Roles, string, readonly Right[]]>([
    ['a viewer', { '*': ['viewer'] }, 'staging', ['look']],
    ['an operator', { staging: ['operator'] }, 'staging', ['look', 'operate']],
    ['an approver', { staging: ['approver'] }, 'staging', ['look', 'approve']],
    ['an admin', { '*': ['admin'] }, 'staging', RIGHTS],
    ['an admin of elsewhere', { production: ['admin'] }, 'staging', []],
    ['an admin of one, where all are meant', { production: ['admin'] }, '*', []],
    ['both', { '*': ['viewer'], staging: ['approver'] }, 'staging', ['look', 'approve']],
    ['nobody', {}, 'staging', []],
    ['nobody, in an environment called like a part of every object', {}, 'constructor', []],
  ])('%s', (_, roles, environment, rights) => {
    expect(RIGHTS.filter((right) => mayIn({ roles }, right, environment))).toEqual(rights);
  });

  it('is somewhere where it is in one environment', () => {
    expect(maySomewhere({ roles: { staging: ['operator'] } }, 'operate')).toBe(true);
    expect(maySomewhere({ roles: { staging: ['operator'] } }, 'approve')).toBe(false);
  });
});

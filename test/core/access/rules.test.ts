import { describe, expect, it } from 'vitest';
import { callerFrom, type Claims } from '../../../src/core/access/claims.ts';
import { accessRules } from '../../../src/core/access/rules.ts';
import { worked } from '../../helpers/log.ts';

const ENVIRONMENTS = ['staging', 'production'];
const OIDC = { issuer: 'https://id.example.com', audience: 'rampart' };
const FILE = {
  oidc: OIDC,
  groups: {
    engineers: { roles: ['viewer', 'operator@staging'], teams: ['engineering'] },
    payers: { roles: ['approver@production'], teams: ['payments'] },
  },
  people: { 'ada@example.com': { roles: ['admin'] } },
  everybody: { roles: ['viewer@staging'] },
};
const rules = (file: object = FILE) => accessRules(file, ENVIRONMENTS);

const codes = (file: object): readonly (readonly [string, string])[] => {
  const read = rules(file);
  return read.ok ? [] : read.problems.map(({ code, path }) => [code, path]);
};

describe('the rules of who comes in', () => {
  it('name every mistake at once', () => {
    const file = {
      oidc: { ...OIDC, issuer: 'http://id.example.com', jwks: 'ftp://a' },
      groups: { a: { roles: ['owner', 'viewer@moon'] }, b: { roles: ['viewer'] } },
      people: { ada: { roles: ['@staging'] } },
    };
    expect(codes(file)).toEqual([
      ['access-address', 'oidc.issuer'],
      ['access-address', 'oidc.jwks'],
      ['no-such-role', 'groups.a.roles[0]'],
      ['no-such-environment', 'groups.a.roles[1]'],
      ['no-such-role', 'people.ada.roles[0]'],
    ]);
  });

  it.each<[string, object, string]>([
    ['a way to sign that a secret is shared for', { ...FILE, oidc: { ...OIDC, algorithms: ['HS256'] } }, 'algorithms'],
    ['unsigned tokens', { ...FILE, oidc: { ...OIDC, algorithms: ['none'] } }, 'algorithms'],
    ['no audience', { ...FILE, oidc: { issuer: OIDC.issuer } }, 'audience'],
    ['a field that is none', { ...FILE, admins: [] }, 'admins'],
    ['roles for nobody', { oidc: OIDC, groups: { a: { teams: ['b'] } } }, 'groups'],
    ['a password in an address', { ...FILE, oidc: { ...OIDC, jwks: 'https://a:b@id.example.com' } }, 'jwks'],
  ])('refuse %s', (_, file, where) => {
    expect(JSON.stringify(codes(file))).toContain(where);
  });

  it('let no two people be known as the same', () => {
    const people = { ada: { knownAs: ['Ada <ada@home.example>'] }, eve: { knownAs: ['ADA@home.example', 'Eve'] } };
    expect(codes({ ...FILE, people })).toEqual([['access-shared-name', 'people.eve.knownAs']]);
  });

  it('take http on this machine', () => {
    expect(codes({ ...FILE, oidc: { ...OIDC, issuer: 'http://127.0.0.1:9000' } })).toEqual([]);
  });
});

describe('whom claims describe', () => {
  const CLAIMS: Claims = { sub: 'u-7', email: 'omar@example.com', email_verified: true, exp: 100 };
  const of = (claims: Claims, file: object = FILE) => callerFrom({ ...CLAIMS, ...claims }, worked(rules(file)));

  it.each<[string, Claims, object]>([
    ['nobody in particular', {}, { roles: { staging: ['viewer'] }, teams: [] }],
    [
      'one of two groups',
      { groups: ['engineers', 'payers', 'strangers'] },
      {
        roles: { staging: ['viewer', 'operator'], '*': ['viewer'], production: ['approver'] },
        teams: ['engineering', 'payments'],
      },
    ],
    ['a group alone', { groups: 'payers' }, { teams: ['payments'] }],
    ['groups that are none', { groups: { payers: true } }, { teams: [] }],
    ['a group that every object has', { groups: ['constructor', '__proto__'] }, { teams: [] }],
    ['a person', { email: 'ada@example.com' }, { roles: { '*': ['admin'] } }],
  ])('%s', (_, claims, caller) => {
    expect(of(claims)).toMatchObject({ ok: true, value: { caller, expiresAtMs: 100_000 } });
  });

  it.each<[string, Claims, object?]>([
    ['no address', { email: undefined }],
    ['an address that nobody verified', { email_verified: false }],
    ['an address of which nobody says', { email_verified: undefined }],
    ['an address verified in words', { email_verified: 'true' }],
    ['the name of a team', { nick: ' Payments ' }, { ...FILE, oidc: { ...OIDC, name: 'nick' } }],
    ['a name that is none', { nick: 7 }, { ...FILE, oidc: { ...OIDC, name: 'nick' } }],
  ])('is nobody with %s', (_, claims, file) => {
    expect(of(claims, file)).toMatchObject({ ok: false, problems: [{ code: 'not-known' }] });
  });

  it('is known by what the rules say, and by an address that was verified', () => {
    const people = { 'u-7': { knownAs: ['Omar S', 'omar@home.example'] } };
    const file = { ...FILE, oidc: { ...OIDC, name: 'sub' }, people };
    const known = (claims: Claims) => worked(of(claims, file)).caller.knownAs;
    expect(known({})).toEqual(['Omar S', 'omar@home.example', 'omar@example.com']);
    expect(known({ email_verified: false })).toEqual(['Omar S', 'omar@home.example']);
    expect(known({ sub: 'u-8', email_verified: false })).toBeUndefined();
    expect(known({ sub: 'u-8', email: ' ' })).toBeUndefined();
    expect(worked(of({})).caller.knownAs).toBeUndefined();
  });

  it('is named by another claim where the rules say so', () => {
    expect(of({}, { ...FILE, oidc: { ...OIDC, name: 'sub' } })).toMatchObject({ value: { caller: { name: 'u-7' } } });
  });
});

import { base64url, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { oidcProvider } from '../../src/adapters/identity/oidc.ts';
import type { Oidc } from '../../src/core/access/rules.ts';
import { anIssuer, AUDIENCE, type Issuer, ISSUER, NOW } from '../worlds/oidc.ts';

const OIDC: Oidc = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256'], name: 'email', groups: 'groups' };
const clock = { now: NOW, nowMs: () => clock.now, sleep: () => new Promise<void>(() => undefined) };
const providerOf = (more: Partial<Oidc> = {}) => oidcProvider({ ...OIDC, ...more }, { fetch, clock });

let issuer: Issuer;
beforeEach(async () => {
  clock.now = NOW;
  issuer = await anIssuer();
});

/** Of the keys alone, which the library keeps by the clock of the machine. */
afterEach(() => void vi.useRealTimers());

const refusedFor = async (token: string, provider = providerOf()) => {
  const said = await provider.verify(token);
  return said.ok ? 'let in' : said.problems[0]?.message;
};

const encoded = (value: object): string => base64url.encode(JSON.stringify(value));

describe('a token of an identity provider', () => {
  it('is verified with the keys that it publishes, which are asked for once', async () => {
    const provider = providerOf();
    const token = await issuer.sign({ groups: ['engineering'] });
    const [one] = await Promise.all(Array.from({ length: 20 }, () => provider.verify(token)));
    expect(one).toMatchObject({ ok: true, value: { email: 'ada@example.com', groups: ['engineering'] } });
    expect(issuer.asked).toEqual({ discovery: 1, keys: 1 });
  });

  it('may be signed as the rules say, and in no other way', async () => {
    const es = await anIssuer('ES256');
    expect(await refusedFor(await es.sign())).toBe('this token is signed in a way that is not taken here');
    expect(await refusedFor(await es.sign(), providerOf({ algorithms: ['ES256'] }))).toBe('let in');
  });

  it.each([
    ['has expired', { exp: NOW / 1000 - 31 }, 'this token has expired'],
    ['holds later', { nbf: NOW / 1000 + 31 }, 'this token does not hold yet'],
    ['never ends', { exp: undefined }, 'this token does not say until when it holds'],
    ['is for somebody else', { aud: 'another' }, 'this token is for somebody else'],
    ['is for nobody', { aud: undefined }, 'this token is for somebody else'],
    ['is from somebody else', { iss: 'https://evil.example' }, 'this token is from somebody else'],
    ['is from nearly the same', { iss: `${ISSUER}/` }, 'this token is from somebody else'],
    ['is about nobody', { sub: undefined }, 'a part of this token is not as it has to be'],
  ])('is refused where it %s', async (_, claims, why) => {
    expect(await refusedFor(await issuer.sign(claims))).toBe(why);
  });

  it('is taken where clocks differ a little', async () => {
    expect(await refusedFor(await issuer.sign({ exp: NOW / 1000 - 29 }))).toBe('let in');
    expect(await refusedFor(await issuer.sign({ nbf: NOW / 1000 + 29 }))).toBe('let in');
  });

  it('is refused unsigned, and signed with the public key as if it were a secret', async () => {
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'u-1', exp: NOW / 1000 + 3600 };
    for (const alg of ['none', 'None', 'NONE', ''])
      expect(await refusedFor(`${encoded({ alg })}.${encoded(claims)}.`)).not.toBe('let in');
    const secret = new TextEncoder().encode(await issuer.publicKey());
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
    expect(await refusedFor(forged)).toBe('this token is signed in a way that is not taken here');
    expect(issuer.asked.keys).toBe(0);
  });

  it('is refused with a key of its own, or a letter changed', async () => {
    const other = await anIssuer();
    const token = await other.sign();
    issuer = await anIssuer();
    expect(await refusedFor(token)).toBe('the signature of this token is wrong');
    const [head = '', , signature = ''] = (await issuer.sign()).split('.');
    expect(
      await refusedFor(`${head}.${encoded({ iss: ISSUER, aud: AUDIENCE, sub: 'root', exp: 9e9 })}.${signature}`),
    ).toBe('the signature of this token is wrong');
  });

  it.each(['', 'a', 'a.b.c', `${'e30'}..`, 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA', '🙂.🙂.🙂'])('is not %j', async (token) => {
    expect(await refusedFor(token)).not.toBe('let in');
  });
});

describe('the keys of an identity provider', () => {
  it('may change: an unknown one is looked for, and not with every token', async () => {
    const provider = providerOf();
    const old = await issuer.sign();
    expect(await refusedFor(old, provider)).toBe('let in');
    await issuer.rotate();
    const fresh = await issuer.sign();
    expect(await refusedFor(fresh, provider)).toContain('knows no key');
    for (let times = 0; times < 10; times += 1)
      await provider.verify(await issuer.sign({}, { kid: `made-up-${times}` }));
    expect(issuer.asked.keys).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    expect(await refusedFor(fresh, provider)).toBe('let in');
    expect(await refusedFor(old, provider)).not.toBe('let in');
    expect(issuer.asked.keys).toBe(2);
  });

  it('are asked for again though the clock was set back', async () => {
    const provider = providerOf();
    const token = await issuer.sign();
    issuer.says.keys = 'none';
    expect(await refusedFor(token, provider)).not.toBe('let in');
    delete issuer.says.keys;
    clock.now -= 600_000;
    expect(await refusedFor(token, provider)).toBe('let in');
  });

  it.each<[string, Partial<Issuer['says']>]>([
    ['a failure', { status: 500 }],
    ['another issuer', { discovery: { issuer: 'https://evil.example', jwks_uri: `${ISSUER}/keys` } }],
    ['keys over plain HTTP', { discovery: { issuer: ISSUER, jwks_uri: 'http://id.example.com/keys' } }],
    ['nothing of keys', { discovery: { issuer: ISSUER } }],
    ['no keys', { keys: 'none' }],
    ['keys without end', { keys: { keys: Array.from({ length: 9000 }, () => ({ kty: 'oct', k: 'a'.repeat(64) })) } }],
  ])('that come as %s let nobody in, and are not asked for at once again', async (_, says) => {
    Object.assign(issuer.says, says);
    const provider = providerOf();
    const token = await issuer.sign();
    expect(await provider.verify(token)).toMatchObject({ ok: false, problems: [{ code: 'identity-unreachable' }] });
    await Promise.all(Array.from({ length: 10 }, () => provider.verify(token)));
    expect(issuer.asked.discovery).toBe(1);
    expect(issuer.asked.keys).toBeLessThanOrEqual(1);
    for (const name of ['discovery', 'keys', 'status'] as const) delete issuer.says[name];
    clock.now += 5000;
    expect(await refusedFor(token, provider)).toBe('let in');
  });
});

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kept } from '../helpers/access.ts';
import { anOffice, type Office } from '../helpers/office.ts';
import { aReplica, type Replica } from '../helpers/replica.ts';

/** A provider that publishes its keys on a port of this machine, and a service that believes nobody else. */
let office: Office;
let replica: Replica;
let forge: Forge;
let provider: ReturnType<typeof createServer>;
const asked: string[] = [];

type Forge = Awaited<ReturnType<typeof aForge>>;

const AUDIENCE = 'rampart';
const PERSON = { email: 'zoe@example.com', email_verified: true, groups: ['engineering'] };
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Keys that are published, one that is not, and what can be made with all of them. */
const aForge = async () => {
  const [good, old, strange] = [
    await generateKeyPair('ES256'),
    await generateKeyPair('RS256'),
    await generateKeyPair('ES256'),
  ];
  const keys = [
    { ...(await exportJWK(good.publicKey)), kid: 'good', use: 'sig', alg: 'ES256' },
    { ...(await exportJWK(old.publicKey)), kid: 'old', use: 'sig', alg: 'RS256' },
  ];
  const pem = new TextEncoder().encode(await exportSPKI(good.publicKey));
  return { good, old, strange, keys, pem, strangeJwk: await exportJWK(strange.publicKey), at: '' };
};

type Made = {
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: JWTPayload;
  readonly without?: string;
};

const now = (): number => Math.floor(Date.now() / 1000);

const token = ({ key = forge.good.privateKey, header = {}, claims = {}, without = '' }: Made = {}): Promise<string> => {
  const all = { iss: forge.at, aud: AUDIENCE, sub: 'u-1', iat: now(), exp: now() + 600, ...PERSON, ...claims };
  const { [without as 'sub']: _, ...rest } = all;
  return new SignJWT(rest).setProtectedHeader({ alg: 'ES256', kid: 'good', ...header }).sign(key);
};

const ask = (bearer: string, path = '/api/v1/me') =>
  fetch(`${replica.at}${path}`, { headers: { authorization: `Bearer ${bearer}` } });

beforeAll(async () => {
  forge = await aForge();
  provider = createServer(({ url = '' }, answer) => {
    asked.push(url);
    const said = url.startsWith('/.well-known')
      ? { issuer: forge.at, jwks_uri: `${forge.at}/keys` }
      : { keys: forge.keys };
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
  forge = { ...forge, at: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` };
  office = anOffice();
  office.clock.set(Date.now());
  const rules = {
    oidc: { issuer: forge.at, audience: AUDIENCE, algorithms: ['ES256'] },
    groups: { engineering: { roles: ['operator'] } },
  };
  writeFileSync(office.path('access.yaml'), JSON.stringify(rules));
  replica = await aReplica(office, ['--role', 'api', '--access', 'access.yaml']);
});
afterAll(async () => {
  await replica.end();
  provider.close();
  office.close();
});

/** What somebody might show who has the public keys, an account of their own, and time. */
const FORGERIES: Readonly<Record<string, () => Promise<string>>> = {
  'is signed with nothing': async () => {
    const [, claims] = (await token()).split('.');
    return `${part({ alg: 'none', typ: 'JWT' })}.${claims}.`;
  },
  'is signed with nothing, and says the key': async () => {
    const [, claims, signature] = (await token()).split('.');
    return `${part({ alg: 'None', kid: 'good' })}.${claims}.${signature}`;
  },
  'is signed with the published key as if it were a secret': () => token({ key: forge.pem, header: { alg: 'HS256' } }),
  'is from another issuer': () => token({ claims: { iss: 'https://elsewhere.example' } }),
  'is from an issuer that begins the same': () => token({ claims: { iss: `${forge.at}.evil.example` } }),
  'is for somebody else': () => token({ claims: { aud: 'payroll' } }),
  'is for nobody': () => token({ without: 'aud' }),
  'has expired': () => token({ claims: { exp: now() - 60 } }),
  'never expires': () => token({ without: 'exp' }),
  'does not hold yet': () => token({ claims: { nbf: now() + 600 } }),
  'names a key that is not there': () => token({ header: { kid: 'unknown' } }),
  'is signed with another key under the name of a good one': () => token({ key: forge.strange.privateKey }),
  'is signed in a way that is taken no longer': () =>
    token({ key: forge.old.privateKey, header: { alg: 'RS256', kid: 'old' } }),
  'brings its own key': () => token({ key: forge.strange.privateKey, header: { jwk: forge.strangeJwk } }),
  'says where its key is': () =>
    token({ key: forge.strange.privateKey, header: { jku: `${forge.at}/evil`, kid: 'evil' } }),
  'was changed after it was signed': async () => {
    const [header, claims = '', signature] = (await token()).split('.');
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return `${header}.${part({ ...said, email: 'ada@example.com' })}.${signature}`;
  },
  'has an address that nobody verified': () => token({ claims: { email_verified: false } }),
};

describe('over the network, a token of an identity provider', () => {
  it('opens what its rules say', async () => {
    const answer = await ask(await token());
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { name: 'zoe@example.com', roles: { '*': ['operator'] } },
    ]);
  });

  it.each(Object.entries(FORGERIES))('that %s is refused like any other, and tells nothing', async (_, make) => {
    const forged = await make();
    const [answer, other] = [await ask(forged), await ask('not.a.token')];
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:rampart:problem:not-known', status: 401 });
    expect([answer.status, shapeOf(answer)]).toEqual([401, shapeOf(other)]);
    const secret = [forged, ...forged.split('.'), '    at ', 'node_modules', '"kid"', 'jose', office.folder];
    expect(secret.filter((word) => word.length > 2 && text.includes(word))).toEqual([]);
    const acting = await fetch(`${replica.at}/feature-flags/search`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${forged}`, 'content-type': 'application/json' },
      body: '{"enabled": true}',
    });
    expect(acting.status).toBe(401);
  });

  it('left no mark but in the record, where every one of them is told or counted', async () => {
    expect((await ask(await token(), '/feature-flags/search')).status).toBe(404);
    expect((await ask(await token(), '/api/v1/me')).status).toBe(200);
    await replica.end();
    const said = JSON.parse((await office.run('audit --json')).out) as { events: readonly { event: Audited }[] };
    const events = said.events.map(({ event }) => event);
    const counted = events.reduce((sum, { type, count = 0 }) => sum + (type === 'refused' ? 1 : count), 0);
    expect(counted).toBe(3 * Object.keys(FORGERIES).length);
    expect(events.filter(({ type }) => type === 'refused').every(({ who }) => who === undefined)).toBe(true);
    expect(kept(office)).not.toContain((await token()).split('.')[0]);
    expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
    // Keys that are not there are looked for now and then, however many tokens name one.
    expect(asked.length).toBeLessThan(5);
  });
});

type Audited = { readonly type: string; readonly count?: number; readonly who?: string };

/** What tells one refusal from another, beside its words. */
const shapeOf = ({ headers }: Response): readonly string[] =>
  ['content-type', 'www-authenticate', 'cache-control', 'set-cookie'].map((name) => headers.get(name) ?? '');

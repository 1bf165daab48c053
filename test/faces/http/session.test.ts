import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aGuarded, type Guarded, HERE } from '../../helpers/access.ts';
import { anOffice, type Office } from '../../helpers/office.ts';

let office: Office;
let service: Guarded;
beforeEach(async () => {
  office = anOffice();
  service = await aGuarded(office);
});
afterEach(async () => {
  await service.close();
  office.close();
});

const PAGE = { origin: HERE, 'sec-fetch-site': 'same-origin', 'x-rampart-page': '1' };

const signIn = async (token: string): Promise<string> => {
  const { status, headers } = await service.ask('POST /session', { body: { token }, headers: PAGE });
  expect(status).toBe(201);
  return headers.get('set-cookie')?.split(';')[0] ?? '';
};

describe('a service that nobody has a token for', () => {
  it('is open to whoever is on its machine, and to nobody else', async () => {
    expect((await service.ask('GET /api/v1/me')).body).toMatchObject({ name: 'somebody on this machine' });
    expect((await service.ask('GET /api/v1/me', { at: 'http://rampart.evil.example' })).status).toBe(403);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:4871', 'https://127.0.0.1.evil.example'])
      expect((await service.ask('GET /api/v1/me', { headers: { origin } })).status).toBe(403);
    expect((await service.ask('GET /api/v1/me', { headers: { 'x-forwarded-for': '10.1.1.1' } })).status).toBe(401);
  });

  it('is open to nobody once somebody has one, also when that one has ended', async () => {
    const token = await service.issue('ada --grant admin --expires 1d');
    expect((await service.ask('GET /api/v1/me')).status).toBe(401);
    expect((await service.ask('GET /api/v1/me', { token })).body.name).toBe('ada');
    office.clock.set(office.clock.now + 86_400_000);
    expect((await service.ask('GET /api/v1/me', { token })).body.title).toBe('this token has expired');
    expect((await service.ask('GET /api/v1/me')).status).toBe(401);
  });
});

describe('a token over HTTP', () => {
  it('says who asks, and nobody else can', async () => {
    const token = await service.issue('omar --grant operator@staging --team payments');
    const { body } = await service.ask('GET /api/v1/me', { token });
    expect(body).toEqual({
      schemaVersion: 1,
      name: 'omar',
      roles: { staging: ['operator'] },
      teams: ['payments'],
      proof: `token ${token.slice(8, 18)}`,
    });
  });

  it.each([
    ['nothing', ''],
    ['another scheme', 'Basic YWRhOmFkYQ=='],
    ['no token', 'Bearer'],
    ['two', 'Bearer a b'],
    ['one that nobody issued', `Bearer rampart_kqzmwtrbpa_${'a'.repeat(56)}`],
    ['an endless one', `Bearer ${'a'.repeat(9000)}`],
  ])('is refused where it is %s', async (_, authorization) => {
    const known = await service.issue('ada --grant admin');
    const { status, headers, body } = await service.ask('GET /api/v1/rollouts', { headers: { authorization } });
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(JSON.stringify(body)).not.toContain(known.slice(8, 18));
    expect(service.refusals).toMatchObject([{ right: 'enter', path: '/api/v1/rollouts' }]);
  });

  it('with one letter off opens nothing, and does not say that its id is known', async () => {
    const token = await service.issue('ada --grant admin');
    const other = token.endsWith('a') ? `${token.slice(0, -1)}b` : `${token.slice(0, -1)}a`;
    expect((await service.ask('GET /api/v1/me', { token: other })).body.title).toBe('nobody knows this token');
  });

  it('is issued, listed and revoked by an admin of everything, and by no other', async () => {
    const [admin, other] = [
      await service.issue('ada --grant admin'),
      await service.issue('omar --grant admin@staging --grant operator'),
    ];
    const body = { name: 'vera', grant: ['viewer'], expires: '7d' };
    expect((await service.ask('POST /api/v1/access', { token: other, body })).status).toBe(403);
    const issued = await service.ask('POST /api/v1/access', { token: admin, body });
    expect(issued).toMatchObject({ status: 201, body: { name: 'vera', issuedBy: 'ada', grants: ['viewer'] } });
    office.clock.set(office.clock.now + 1000);
    expect((await service.ask('GET /api/v1/me', { token: issued.body.token })).body.name).toBe('vera');
    const listed = await service.ask('GET /api/v1/access', { token: admin });
    expect(listed.body.tokens.map(({ name }: { name: string }) => name)).toEqual(['ada', 'omar', 'vera']);
    expect(JSON.stringify(listed.body)).not.toContain(issued.body.token);
    const line = `POST /api/v1/access/${issued.body.id}/revoke`;
    expect((await service.ask(line, { token: other, body: { reason: 'x' } })).status).toBe(403);
    expect((await service.ask(line, { token: admin, body: { reason: 'left' } })).body.standing).toBe('revoked');
    office.clock.set(office.clock.now + 1000);
    expect((await service.ask('GET /api/v1/me', { token: issued.body.token })).status).toBe(401);
    expect((await service.ask('POST /api/v1/access/aaaaaaaaaa/revoke', { token: admin, body: {} })).status).toBe(404);
  });
});

describe('a session', () => {
  it('opens with a token, and ends', async () => {
    const cookie = await signIn(await service.issue('ada --grant admin'));
    expect((await service.ask('GET /api/v1/me', { headers: { cookie } })).body.name).toBe('ada');
    const out = await service.ask('DELETE /session', { headers: { cookie, ...PAGE } });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    office.clock.set(office.clock.now + 1000);
    expect((await service.ask('GET /api/v1/me', { headers: { cookie } })).status).toBe(401);
  });

  it('ends with the day, and with its token', async () => {
    const token = await service.issue('ada --grant admin');
    const [one, other] = [await signIn(token), await signIn(token)];
    expect(one).not.toBe(other);
    await office.run(`access revoke ${token.slice(8, 18)}`);
    office.clock.set(office.clock.now + 1000);
    expect((await service.ask('GET /api/v1/me', { headers: { cookie: one } })).body.title).toContain('revoked');
    const again = await signIn(await service.issue('ada --grant admin'));
    office.clock.set(office.clock.now + 12 * 3_600_000);
    expect((await service.ask('GET /api/v1/me', { headers: { cookie: again } })).body.title).toContain('over');
  });

  it('is for no script, for no other site, and off this machine for TLS alone', async () => {
    const token = await service.issue('ada --grant admin');
    const here = await service.ask('POST /session', { body: { token } });
    expect(here.headers.get('set-cookie')).toMatch(/; Path=\/; Expires=.* GMT; HttpOnly; SameSite=Strict$/);
    const origin = 'https://rampart.example.com';
    const far = await aGuarded(office, { alone: false, origins: [origin] });
    const there = await far.ask('POST /session', { body: { token }, headers: { origin } });
    expect(there.headers.get('set-cookie')).toMatch(/^__Host-rampart_session=.*; HttpOnly; Secure; SameSite=Strict$/);
    const bare = { origin: 'http://rampart.example.com' };
    const open = await far.ask('POST /session', { body: { token }, headers: bare, at: bare.origin });
    expect(open).toMatchObject({ status: 403, body: { type: 'urn:rampart:problem:exposed' } });
    await far.close();
  });

  it.each<[string, Record<string, string>]>([
    ['without a word of where it comes from', { 'x-rampart-page': '1' }],
    ['from another site', { ...PAGE, 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour', { ...PAGE, 'sec-fetch-site': 'same-site' }],
    ['from another origin', { ...PAGE, origin: 'https://evil.example' }],
    ['from a form', { origin: HERE, 'sec-fetch-site': 'same-origin' }],
  ])('changes nothing %s', async (_, headers) => {
    const cookie = await signIn(await service.issue('ada --grant admin'));
    const body = { name: 'eve', grant: ['admin'] };
    const said = await service.ask('POST /api/v1/access', { body, headers: { cookie, ...headers } });
    expect(said.status).toBe(403);
    expect((await service.ask('DELETE /session', { headers: { cookie, ...headers } })).status).toBe(403);
    expect((await office.run('access list --json')).out).not.toContain('eve');
    const fine = await service.ask('POST /api/v1/access', { body, headers: { cookie, ...PAGE } });
    expect(fine.status).toBe(201);
  });

  it.each(['', 'x', '1_aaaa', `20000_${'a'.repeat(56)}`, `99999999_${'a'.repeat(56)}`, "' or 1=1 --"])(
    'is not %j',
    async (value) => {
      await service.issue('ada --grant admin');
      const cookie = `rampart_session=${encodeURIComponent(value)}`;
      expect((await service.ask('GET /api/v1/me', { headers: { cookie } })).status).toBe(401);
    },
  );

  it.each([{}, { token: 7 }, { token: 'rampart' }, [], 'x'])('does not open with %j', async (body) => {
    await service.issue('ada --grant admin');
    expect((await service.ask('POST /session', { body })).status).toBe(401);
    expect(service.refusals).toMatchObject([{ path: '/session', right: 'enter' }]);
  });
});

it('lets pages run what the service sends, and nothing else', async () => {
  const { headers } = await service.ask('GET /health');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

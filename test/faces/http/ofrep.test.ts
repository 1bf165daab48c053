import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

const SHOP = 'https://shop.example';
let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  service = await aService(office, { origins: [SHOP] });
  const flags = [
    ['all', { enabled: true, percentage: 100 }],
    ['some', { enabled: true, percentage: 0, allow: ['ana'] }],
    ['off', { enabled: false, percentage: 100 }],
  ] as const;
  for (const [name, body] of flags) await service.ask(`PUT /feature-flags/${name}`, { body });
});
afterEach(async () => {
  await service.close();
  office.close();
});

const one = (key: string, body: unknown) => service.ask(`POST /ofrep/v1/evaluate/flags/${key}`, { body });
const all = (body: unknown, headers: Record<string, string> = {}, query = '') =>
  service.ask(`POST /ofrep/v1/evaluate/flags${query}`, { body, headers });
const ana = { context: { targetingKey: 'ana' } };

describe('one flag', () => {
  it('is answered with its value and why; switched off without a value, so that the program goes by its own', async () => {
    expect(await one('some', ana)).toMatchObject({
      status: 200,
      body: { key: 'some', value: true, variant: 'on', reason: 'TARGETING_MATCH' },
    });
    expect((await one('off', ana)).body).toEqual({ key: 'off', reason: 'DISABLED' });
    expect((await one('some', { context: {} })).body).toMatchObject({ value: false });
    expect((await one('all', {})).body).toMatchObject({ value: true });
  });

  it.each<[string, string, unknown, number, string]>([
    ['a flag that is not there', 'none', ana, 404, 'FLAG_NOT_FOUND'],
    ['no JSON', 'all', '{"context"', 400, 'PARSE_ERROR'],
    ['a context that is none', 'all', { context: [] }, 400, 'INVALID_CONTEXT'],
    ['a key that is no text', 'all', { context: { targetingKey: 7 } }, 400, 'INVALID_CONTEXT'],
    ['a prototype', 'all', '{"context": {"__proto__": {"a": 1}}}', 400, 'INVALID_CONTEXT'],
    ['what is nested without end', 'all', `{"context": {"a": ${'['.repeat(80)}`, 400, 'INVALID_CONTEXT'],
    ['a book', 'all', { context: { targetingKey: 'ana', book: 'x'.repeat(70_000) } }, 400, 'INVALID_CONTEXT'],
  ])('of %s is refused in the words of the protocol', async (...[, key, body, status, errorCode]) => {
    const said = await one(key, body);
    expect(said).toMatchObject({ status, body: { key, errorCode, errorDetails: expect.any(String) } });
    expect(said.body).not.toHaveProperty('value');
  });
});

describe('all flags', () => {
  it('come with a tag, and with nothing but it for whoever has them', async () => {
    const first = await all(ana);
    expect(first.body).toMatchObject({
      flags: [
        { key: 'all', value: true },
        { key: 'some', value: true },
        { key: 'off', reason: 'DISABLED' },
      ],
      metadata: { flagSetId: 'production', version: 3 },
    });
    const etag = first.headers.get('etag') ?? '';
    expect((await all(ana, { 'if-none-match': etag })).status).toBe(304);
    expect((await all({ context: { targetingKey: 'ben' } }, { 'if-none-match': etag })).status).toBe(200);
    await service.ask('PUT /feature-flags/some', { body: { allow: [] } });
    const changed = await all(ana, { 'if-none-match': etag }, '?flagConfigEtag=4-abc');
    expect([changed.status, changed.body.flags[1].value]).toEqual([200, false]);
  });

  it('name where changes are told, to whoever was told that name', async () => {
    const { body } = await all(ana);
    const [{ type, endpoint }] = body.eventStreams;
    expect([type, endpoint.requestUri]).toEqual([
      'sse',
      expect.stringMatching(/^\/environments\/production\/ofrep\/v1\/channels\/\w{24}$/),
    ]);
    const nobody = someone('', 'viewer');
    const guessed = endpoint.requestUri.replace(/\w{24}$/, 'abcdefghijklmnopqrstuvwz');
    expect((await service.ask(`GET ${guessed}`, { as: nobody })).status).toBe(404);
    expect((await service.ask('GET /ofrep/v1/channels/', { as: nobody })).status).toBe(401);
  });

  it('makes no name for whoever guesses at one: there is no end of environments', async () => {
    let drawn = 0;
    const unguessable = () => `${'x'.repeat(20)}${(drawn += 1)}`;
    const other = await aService({ ...office, ports: { ...office.ports, unguessable } });
    const nobody = someone('', 'viewer');
    for (const environment of ['moon', 'production'])
      expect((await other.request(`/environments/${environment}/ofrep/v1/channels/abc`, { as: nobody })).status).toBe(
        404,
      );
    expect(drawn).toBe(0);
    await other.close();
  });

  it.each([
    ['no JSON', '{', 'PARSE_ERROR'],
    ['no context', { context: 'ana' }, 'INVALID_CONTEXT'],
  ])('for %s are refused in the words of the protocol', async (_, body, errorCode) =>
    expect(await all(body)).toMatchObject({ status: 400, body: { errorCode } }),
  );
});

describe('a program that may only ask', () => {
  it('is answered, and sees and changes nothing else', async () => {
    const shop = someone('shop', 'client', 'production');
    const ask = (line: string, body?: object) => service.ask(line, { body, as: shop });
    expect((await ask('POST /ofrep/v1/evaluate/flags/all', ana)).body).toMatchObject({ value: true });
    expect((await ask('POST /ofrep/v1/evaluate/flags', ana)).status).toBe(200);
    for (const line of ['GET /feature-flags', 'GET /flagd/v1/flags.json', 'GET /api/v1/programs'])
      expect((await ask(line)).status, line).toBe(403);
    expect((await ask('PUT /feature-flags/all', { enabled: false })).status).toBe(403);
    expect((await ask('POST /environments/staging/ofrep/v1/evaluate/flags/all', ana)).status).toBe(403);
  });

  it('may be a page of an origin that was named, and of no other', async () => {
    const before = (origin: string) => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      };
      return service.ask('OPTIONS /ofrep/v1/evaluate/flags', { as: someone('', 'viewer'), headers });
    };
    const asked = await before(SHOP);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, SHOP]);
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await before('https://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
    const rest = { origin: SHOP, 'access-control-request-method': 'PUT' };
    const changing = await service.ask('OPTIONS /feature-flags/all', { as: someone('', 'viewer'), headers: rest });
    expect(changing.headers.get('access-control-allow-origin')).toBeNull();
  });
});

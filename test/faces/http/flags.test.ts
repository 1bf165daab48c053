import { beforeEach, describe, expect, it } from 'vitest';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import type { News } from '../../../src/app/operation.ts';
import { failed, ok } from '../../../src/core/problem.ts';
import { worked } from '../../helpers/log.ts';
import type { Office } from '../../helpers/office.ts';
import { aService, served, type Service, someone } from '../../helpers/service.ts';

let office: Office;
let service: Service;
beforeEach(served((...made) => void ([office, service] = made)));

const put = (name: string, body: object, more: object = {}) =>
  service.ask(`PUT /feature-flags/${name}`, { body, ...more });
const post = (path: string, body?: object, more: object = {}) => service.ask(`POST ${path}`, { body, ...more });

describe('the rollout guide, as it is written', () => {
  it('goes from 1 % to everybody, stops, and goes back', async () => {
    const name = 'use_state_persistence';
    expect(await put(name, { enabled: true, percentage: 1 })).toMatchObject({
      status: 201,
      body: { name, percentage: 1 },
    });
    const more = await post(`/feature-flags/rollout/${name}/increase`, { increase_by: 4 });
    expect(more).toMatchObject({ status: 200, body: { percentage: 5 } });
    expect((await post(`/feature-flags/rollout/${name}/increase`)).body.percentage).toBe(15);
    expect((await post(`/feature-flags/freeze/${name}`)).body.frozen).toBe(true);
    const frozen = await put(name, { enabled: true, percentage: 25 });
    expect(frozen).toMatchObject({ status: 409, body: { type: 'urn:rampart:problem:flag-frozen' } });
    expect((await put(name, { percentage: 5 })).status).toBe(200);
    expect((await post(`/feature-flags/unfreeze/${name}`, { reason: 'errors are gone' })).body.frozen).toBe(false);
    expect((await put(name, { enabled: true, percentage: 100 })).body.percentage).toBe(100);
    const off = await post('/feature-flags/toggle', { flag: name, enabled: false });
    expect(off.body).toMatchObject({ name, enabled: false });
  });

  it('opens rings one after the other, and takes several flags back at once', async () => {
    await put('use_state_persistence', { enabled: true, percentage: 100 });
    const ringed = await put('enable_state_snapshots', {
      enabled: true,
      strategy: 'ring',
      rings: { internal: 100, beta: 50, ga: 0 },
      prerequisites: ['use_state_persistence'],
    });
    expect(ringed.body).toMatchObject({ strategy: 'ring', rings: { internal: 100, beta: 50, ga: 0 } });
    const names = ['use_state_persistence', 'enable_state_snapshots'];
    const back = await post(
      '/feature-flags/bulk-update',
      names.map((name) => ({ name, enabled: false })),
    );
    expect(back).toMatchObject({ status: 200, body: { version: 4, flags: [{ enabled: false }, { enabled: false }] } });
    const typo = [{ name: 'use_state_persistance', enabled: false }];
    expect(await post('/feature-flags/bulk-update', typo)).toMatchObject({ status: 404 });
    expect((await service.ask('GET /feature-flags')).body.flags).toHaveLength(2);
  });

  it('says what one user gets, and why', async () => {
    await put('open', { enabled: true, percentage: 100 });
    await put('closed', { enabled: true, percentage: 0, allow: ['ana'] });
    const given = await post('/feature-flags/evaluate', { context: { user_id: 'test-user' } });
    expect(given.body.flags).toMatchObject([
      { name: 'open', enabled: true, value: true, reason: 'TARGETING_MATCH' },
      { name: 'closed', enabled: false, value: false },
    ]);
    const ana = await post('/feature-flags/evaluate/closed', { context: { user_id: 'ana' } });
    expect(ana.body).toMatchObject({ name: 'closed', enabled: true, variant: 'on' });
    expect((await post('/feature-flags/evaluate/clsed', { context: {} })).body.title).toContain('"closed"');
  });
});

describe('a change', () => {
  it('is written down with who made it and why', async () => {
    await put('search', { enabled: true, reason: 'ticket 12' }, { as: someone('omar', 'operator', 'production') });
    const { out } = await office.run('export-log');
    const [first] = out.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({
      log: 'flagset:production',
      event: { type: 'flag-defined', by: { name: 'omar' }, reason: 'ticket 12' },
    });
  });

  it('is made for the version that somebody looked at', async () => {
    const none = { headers: { 'if-none-match': '*' } };
    expect((await put('search', { enabled: true }, none)).status).toBe(201);
    expect((await put('search', { enabled: true }, none)).status).toBe(412);
    expect((await put('search', { percentage: 5 }, { headers: { 'if-match': '"1"' } })).body.revision).toBe(2);
    expect((await put('search', { percentage: 9 }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await put('other', { percentage: 9 }, { headers: { 'if-match': '*' } })).status).toBe(412);
    expect((await put('search', { percentage: 9 }, { headers: { 'if-match': 'W/"2"' } })).status).toBe(400);
    const bulk = [{ name: 'search', enabled: false }];
    expect((await post('/feature-flags/bulk-update', bulk, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await service.ask('DELETE /feature-flags/search', { headers: { 'if-match': '"2"' } })).status).toBe(204);
    expect((await service.ask('GET /feature-flags/search')).status).toBe(404);
  });

  it('is made where somebody may, and nowhere else', async () => {
    const omar = someone('omar', 'operator', 'staging');
    expect((await put('search', { enabled: true }, { as: omar })).status).toBe(403);
    const path = '/environments/staging/feature-flags/search';
    expect((await service.ask(`PUT ${path}`, { body: { enabled: true }, as: omar })).status).toBe(201);
    expect((await service.ask(`PUT ${path}`, { body: {}, as: someone('vera', 'viewer') })).status).toBe(403);
    expect((await service.ask(`GET ${path}`, { as: someone('vera', 'viewer', 'staging') })).status).toBe(200);
    expect((await service.ask('GET /feature-flags/search')).status).toBe(404);
    expect((await service.ask('GET /environments/moon/feature-flags')).body.problems).toMatchObject([
      { code: 'no-such-environment', hint: expect.stringContaining('production') },
    ]);
  });

  it.each<[string, string, object | string | undefined, number, string]>([
    ['a field that is none', 'PUT /feature-flags/a', { percent: 5 }, 422, 'request-unknown-field'],
    ['more than everybody', 'PUT /feature-flags/a', { percentage: 101 }, 422, 'request-out-of-range'],
    ['less than nobody', 'PUT /feature-flags/a', { percentage: -1 }, 422, 'request-out-of-range'],
    ['a strategy that is none', 'PUT /feature-flags/a', { strategy: 'dice' }, 422, 'request-unknown-value'],
    ['a name that is none', 'PUT /feature-flags/..%2Fetc', { enabled: true }, 422, 'flag-wrong-form'],
    ['SQL for a name', "PUT /feature-flags/a';drop", { enabled: true }, 422, 'flag-wrong-form'],
    [
      'the same field twice',
      'PUT /feature-flags/a',
      '{"percentage": 1, "percentage": 100}',
      422,
      'request-duplicate-key',
    ],
    ['a prototype', 'PUT /feature-flags/a', '{"__proto__": {"enabled": true}}', 422, 'request-forbidden-key'],
    ['what is nested without end', 'PUT /feature-flags/a', '['.repeat(100), 422, 'request-too-deep'],
    ['no JSON', 'PUT /feature-flags/a', '{', 422, 'request-not-json'],
    ['a negative increase', 'POST /feature-flags/rollout/a/increase', { increase_by: -5 }, 422, 'request-out-of-range'],
    ['an unknown flag', 'POST /feature-flags/freeze/a', undefined, 404, 'no-such-flag'],
    ['no flags at all', 'POST /feature-flags/bulk-update', '[]', 422, 'request-wrong-length'],
  ])('of %s is refused, and changes nothing', async (...[, line, body, status, code]) => {
    const said = await service.ask(line, { body });
    expect([said.status, said.body.type]).toEqual([status, `urn:rampart:problem:${code}`]);
    expect((await service.ask('GET /feature-flags')).body).toMatchObject({ version: 0, flags: [] });
  });

  it('is JSON that is called JSON', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await put('search', { enabled: true }, { headers })).status).toBe(415);
  });
});

it('where the log cannot be read it is said once that flags may be old, and when they are no longer', async () => {
  let isGone = false;
  const said: string[] = [];
  const openLog: Office['ports']['openLog'] = async (place) => {
    const log = worked(await office.ports.openLog(place));
    return ok({ ...log, read: async (...given) => (isGone ? failed(logProblems.busy('x')) : log.read(...given)) });
  };
  const tell = ({ rollout, what }: News): void => void said.push(`${rollout}: ${what}`);
  const other = await aService({ ...office, ports: { ...office.ports, openLog, tell } });
  const look = async (ms: number): Promise<void> => {
    office.clock.set(office.clock.now + ms);
    expect((await other.ask('GET /flagd/v1/flags.json')).status).toBe(200);
  };
  await look(0);
  isGone = true;
  for (let nth = 0; nth < 3; nth += 1) await look(1000);
  isGone = false;
  for (let nth = 0; nth < 3; nth += 1) await look(1000);
  expect(said).toEqual(['flags of production: log-busy', 'flags of production: well again']);
  await other.close();
});

it('a list comes a page at a time', async () => {
  for (const name of ['c', 'a', 'b']) await put(name, { enabled: true });
  const first = await service.ask('GET /feature-flags?limit=2');
  expect(first.body).toMatchObject({ version: 3, flags: [{ name: 'a' }, { name: 'b' }], next: 'b' });
  expect((await service.ask('GET /feature-flags?limit=2&after=b')).body.flags).toMatchObject([{ name: 'c' }]);
  expect((await service.ask('GET /feature-flags?limit=0')).status).toBe(422);
});

it('a service that is strict wants to know what was looked at, where more people get a flag', async () => {
  await service.close();
  service = await aService(office, { strict: true });
  const none = { headers: { 'if-none-match': '*' } };
  expect(await put('search', { enabled: true, percentage: 5 })).toMatchObject({ status: 428 });
  expect((await put('search', { enabled: true, percentage: 5 }, none)).status).toBe(201);
  expect((await put('search', { percentage: 10 })).body.type).toBe('urn:rampart:problem:say-which');
  expect((await put('search', { percentage: 10 }, { headers: { 'if-match': '"1"' } })).status).toBe(200);
  expect((await put('search', { percentage: 1 })).status).toBe(200);
  const bulk = [{ name: 'search', percentage: 50 }];
  expect((await post('/feature-flags/bulk-update', bulk)).status).toBe(428);
  expect((await post('/feature-flags/bulk-update', bulk, { headers: { 'if-match': '"3"' } })).status).toBe(200);
  expect((await post('/feature-flags/toggle', { flag: 'search', enabled: false })).status).toBe(200);
});

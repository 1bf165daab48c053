import { beforeEach, describe, expect, it } from 'vitest';
import type { News } from '../../../src/app/operation.ts';
import type { Office } from '../../helpers/office.ts';
import { aService, served, type Service, someone, started } from '../../helpers/service.ts';

let office: Office;
let service: Service;
beforeEach(served((...made) => void ([office, service] = made)));

describe('a rollout over HTTP', () => {
  it('is started, looked at, paused and taken back, in the name of whoever asked', async () => {
    const id = await started(office, service);
    expect((await service.ask('GET /api/v1/rollouts')).body.rollouts).toMatchObject([{ id, status: 'running' }]);
    expect((await service.ask(`GET /api/v1/rollouts/${id}`)).body).toMatchObject({ id, status: 'running' });
    const omar = someone('omar', 'operator');
    const body = { reason: 'look closer' };
    expect((await service.ask(`POST /api/v1/rollouts/${id}/pause`, { body, as: omar })).body.status).toBe('paused');
    expect((await service.ask(`GET /api/v1/rollouts/${id}/log`)).body.events.at(-1)).toMatchObject({
      by: { name: 'omar' },
    });
    const back = await service.ask(`POST /api/v1/rollouts/${id}/rollback`, { body: { reason: 'refunds' } });
    expect(back).toMatchObject({ status: 200, body: { status: 'rolled-back' } });
    expect(office.flag().state).toBe('DISABLED');
  });

  it('says what stands in the way of a start, all at once', async () => {
    const said = await service.ask('POST /api/v1/rollouts', { body: { plan: office.plan } });
    expect(said.status).toBe(409);
    expect(said.type).toBe('application/problem+json');
    expect(said.body.problems.length).toBeGreaterThan(1);
  });

  it('is not there for whoever may not look at it', async () => {
    const id = await started(office, service);
    const vera = someone('vera', 'viewer', 'production');
    expect((await service.ask('GET /api/v1/rollouts', { as: vera })).body.rollouts).toEqual([]);
    for (const line of [`GET /api/v1/rollouts/${id}`, `POST /api/v1/rollouts/${id}/pause`])
      expect((await service.ask(line, { as: vera })).status).toBe(404);
    const here = someone('vito', 'viewer', 'staging');
    expect((await service.ask(`POST /api/v1/rollouts/${id}/pause`, { as: here })).status).toBe(403);
    expect(service.refusals.map(({ right }) => right)).toEqual(['look', 'look', 'operate']);
  });
});

describe('what is asked in a wrong way', () => {
  it.each([
    ['no such path', 'GET /api/v1/nothing', undefined, 404, 'not-here'],
    ['no such rollout', 'GET /api/v1/rollouts/nothing', undefined, 404, 'no-such-rollout'],
    ['a path that climbs', 'GET /api/v1/rollouts/..%2F..%2Fetc%2Fpasswd', undefined, 404, 'no-such-rollout'],
    ['another log', 'GET /api/v1/rollouts?db=/etc/passwd', undefined, 400, 'no-such-field'],
    ["somebody else's name", 'POST /api/v1/check', { plan: {}, by: 'eve' }, 400, 'no-such-field'],
    ['no JSON', 'POST /api/v1/check', '{', 400, 'not-json'],
    ['a list', 'POST /api/v1/check', '[]', 400, 'not-json'],
    ['no plan', 'POST /api/v1/simulate', { plan: {} }, 422, 'plan-version'],
    ['too much', 'POST /api/v1/check', `{"plan":"${'x'.repeat(5_000_000)}"}`, 413, 'too-large'],
  ])('%s: said so', async (...[, line, body, status, code]) => {
    const said = await service.ask(line, { body });
    expect(said).toMatchObject({ status, body: { type: `urn:rampart:problem:${code}` } });
    expect(JSON.stringify(said.body)).not.toMatch(/root:|at .*\.ts/);
  });

  it('wants JSON to be called JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await service.ask('POST /api/v1/check', { body: '{}', headers })).status).toBe(415);
  });

  it('reads no file that a request names', async () => {
    const scenario = '/etc/passwd';
    const said = await service.ask('POST /api/v1/simulate', { body: { plan: office.plan, scenario } });
    expect(said.body.problems).toMatchObject([{ code: 'no-files-here', path: scenario }]);
  });

  it('lets nobody in who is not known, but for whether it is there', async () => {
    const nobody = someone('', 'viewer');
    expect((await service.ask('GET /api/v1/rollouts', { as: nobody })).status).toBe(401);
    expect((await service.ask('GET /health', { as: nobody })).body).toEqual({ status: 'ok', version: '0.0.0-test' });
    expect(service.refusals).toMatchObject([{ path: '/api/v1/rollouts', right: 'enter' }]);
    for (const path of ['/health', '/health/live', '/'])
      expect((await service.request(path, { method: 'HEAD', as: nobody })).status, path).not.toBe(401);
    expect((await service.request('/api/v1/rollouts', { method: 'HEAD', as: nobody })).status).toBe(401);
  });

  it('tells whoever runs the service what broke, and whoever asked nothing of it', async () => {
    const said: News[] = [];
    const bundle = { read: async () => Promise.reject(new Error('no such file: /srv/rampart\u001b[31m')) };
    const ports = { ...office.ports, bundle, tell: (one: News) => void said.push(one) };
    const other = await aService({ ...office, ports });
    const answer = await other.ask('GET /openapi.json');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('srv');
    expect(said).toMatchObject([{ rollout: 'http', why: 'no such file: /srv/rampart\\u{1b}[31m' }]);
    await other.close();
  });
});

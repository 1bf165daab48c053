import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import type { Ports } from '../../../src/app/operation.ts';
import { failed, ok, type Problem } from '../../../src/core/problem.ts';
import { aGuarded } from '../../helpers/access.ts';
import { worked } from '../../helpers/log.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aService, someone } from '../../helpers/service.ts';

const PATH = '/var/lib/secret-place/rampart.db';
let office: Office;
beforeEach(() => void (office = anOffice()));
afterEach(() => office.close());

/** A log that does not answer from some moment on, for all or only where it is read. */
const breakable = () => {
  const broken: { all?: Problem; reads?: Problem } = {};
  const openLog: Ports['openLog'] = async (place) => {
    const log = worked(await office.ports.openLog(place));
    return ok({
      ...log,
      ids: async (beginning) => (broken.all ? failed(broken.all) : log.ids(beginning)),
      read: async (...given) => {
        const why = broken.all ?? broken.reads;
        return why ? failed(why) : log.read(...given);
      },
    });
  };
  return { broken, place: { ...office, ports: { ...office.ports, openLog } } };
};

const STRANGER = someone('', 'viewer');

describe('the health of the service', () => {
  it('is told to anybody, and is well where its log answers', async () => {
    const service = await aService(office);
    for (const path of ['/health', '/health/live', '/health/ready'])
      expect(await service.ask(`GET ${path}`, { as: STRANGER })).toMatchObject({ status: 200, body: { status: 'ok' } });
    await service.close();
  });

  it.each<[string, Problem, string]>([
    ['moved', logProblems.moved(PATH, 'postgres://omar@db.internal/rampart'), 'has moved'],
    ['damaged', logProblems.damaged(PATH, 'gap'), 'is damaged'],
    ['on a full disk', logProblems.full(PATH), 'the disk is full'],
    ['not answering, nobody knows why', logProblems.failed(PATH, `EIO: ${PATH}`), 'does not answer'],
  ])('says that its log is %s, and no path, place or name; alive it is all the same', async (_, problem, why) => {
    const { broken, place } = breakable();
    const service = await aService(place);
    broken.all = problem;
    for (const path of ['/health', '/health/ready']) {
      const { status, body } = await service.ask(`GET ${path}`, { as: STRANGER });
      expect([status, body.status]).toEqual([503, 'not-ready']);
      expect(body.why).toContain(why);
      expect(JSON.stringify(body)).not.toMatch(/secret-place|db\.internal|omar/);
    }
    expect((await service.ask('GET /health/live', { as: STRANGER })).body).toEqual({ status: 'ok' });
    await service.close();
  });

  it('is degraded where flags may be old, which keeps nobody from asking for them', async () => {
    const { broken, place } = breakable();
    const service = await aService(place);
    await service.ask('PUT /feature-flags/search', { body: { enabled: true } });
    broken.reads = logProblems.failed(PATH, 'EIO');
    office.clock.set(office.clock.now + 2000);
    const ready = await service.ask('GET /health/ready', { as: STRANGER });
    expect(ready).toMatchObject({ status: 200, body: { status: 'degraded', flags: [{ sinceMs: office.clock.now }] } });
    expect(ready.body.flags[0]).not.toHaveProperty('environment');
    expect(JSON.stringify(ready.body)).not.toContain('secret-place');
    const vera = someone('vera', 'viewer', 'production');
    const [seen] = (await service.ask('GET /health', { as: vera })).body.flags;
    expect(seen).toMatchObject({ environment: 'production', message: expect.stringContaining('EIO') });
    const [other] = (await service.ask('GET /health', { as: someone('sam', 'viewer', 'staging') })).body.flags;
    expect(other).not.toHaveProperty('environment');
    expect((await service.ask('GET /feature-flags/search', { as: vera })).status).toBe(200);
    delete broken.reads;
    office.clock.set(office.clock.now + 2000);
    expect((await service.ask('GET /health')).body).toEqual({ status: 'ok', version: '0.0.0-test' });
    await service.close();
  });
});

describe('where its log does not answer nobody comes in', () => {
  it.each<[string, string, object]>([
    ['a token', 'GET /api/v1/rollouts', { token: `rampart_${'a'.repeat(10)}_${'b'.repeat(56)}` }],
    ['a session', 'GET /api/v1/rollouts', { headers: { cookie: 'rampart_session=20000_x' } }],
    ['nothing', 'GET /api/v1/rollouts', {}],
    ['the way in', 'POST /session', { body: { token: `rampart_${'a'.repeat(10)}_${'b'.repeat(56)}` } }],
  ])('with %s, and nothing is told of where it is', async (_, line, sent) => {
    const { broken, place } = breakable();
    const service = await aGuarded(place);
    broken.all = logProblems.moved(PATH, 'postgres://omar@db.internal/rampart');
    const said = await service.ask(line, sent);
    expect([502, 401]).toContain(said.status);
    expect(JSON.stringify(said.body)).not.toMatch(/secret-place|db\.internal|omar/);
    await service.close();
  });
});

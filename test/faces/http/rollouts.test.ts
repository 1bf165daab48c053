import { beforeEach, describe, expect, it } from 'vitest';
import { type Office, pass } from '../../helpers/office.ts';
import { MIN } from '../../helpers/rollout.ts';
import { aService, served, type Service, someone, started } from '../../helpers/service.ts';

let office: Office;
let service: Service;
beforeEach(served((...made) => void ([office, service] = made)));

const begun = async (): Promise<string> => `/api/v1/rollouts/${await started(office, service)}`;

describe('the version of a rollout', () => {
  it('is told with everything that is looked at, and with everything that is done', async () => {
    const at = await begun();
    for (const what of ['', '/why', '/watch', '/log', '/plan', '/preview?action=pause']) {
      const { headers, status } = await service.ask(`GET ${at}${what}`);
      expect([what, status, headers.get('etag')]).toEqual([what, 200, expect.stringMatching(/^"\d+"$/)]);
    }
    const before = (await service.ask(`GET ${at}`)).headers.get('etag');
    const paused = await service.ask(`POST ${at}/pause`);
    expect(paused.headers.get('etag')).not.toBe(before);
    expect((await service.ask(`GET ${at}`)).headers.get('etag')).toBe(paused.headers.get('etag'));
    expect((await service.ask('GET /api/v1/rollouts')).body.rollouts).toMatchObject([
      { version: Number(JSON.parse(paused.headers.get('etag') ?? '')) },
    ]);
  });

  it('binds a command to what was looked at', async () => {
    const at = await begun();
    const seen = (await service.ask(`GET ${at}`)).headers.get('etag') ?? '';
    await office.run(`hold ${office.plan.id}`);
    const late = await service.ask(`POST ${at}/pause`, { headers: { 'if-match': seen } });
    expect(late).toMatchObject({ status: 412, body: { type: 'urn:rampart:problem:moved-on' } });
    expect((await service.ask(`GET ${at}`)).body.status).toBe('held');
    for (const header of ['W/"4"', 'nonsense', '"999999"'])
      expect((await service.ask(`POST ${at}/pause`, { headers: { 'if-match': header } })).status).toBe(412);
    const now = (await service.ask(`GET ${at}`)).headers.get('etag') ?? '';
    expect((await service.ask(`POST ${at}/pause`, { headers: { 'if-match': `"1", ${now}` } })).status).toBe(200);
    expect((await service.ask(`POST ${at}/resume`, { headers: { 'if-match': '*' } })).status).toBe(200);
  });

  it('lets a rollback that was bound to it be carried out to its end', async () => {
    const at = await begun();
    const seen = (await service.ask(`GET ${at}`)).headers.get('etag') ?? '';
    const body = { reason: 'refunds' };
    const back = await service.ask(`POST ${at}/rollback`, { body, headers: { 'if-match': seen } });
    expect(back).toMatchObject({ status: 200, body: { status: 'rolled-back' } });
    expect(office.flag().state).toBe('DISABLED');
  });

  it('has to be said where a service is strict, and never to stop or take back', async () => {
    const at = await begun();
    const strict = await aService(office, { strict: true });
    expect((await strict.ask(`POST ${at}/pause`)).status).toBe(200);
    expect(await strict.ask(`POST ${at}/resume`)).toMatchObject({
      status: 428,
      body: { type: 'urn:rampart:problem:say-which' },
    });
    const seen = (await strict.ask(`GET ${at}`)).headers.get('etag') ?? '';
    expect((await strict.ask(`POST ${at}/resume`, { headers: { 'if-match': seen } })).status).toBe(200);
    expect((await strict.ask(`POST ${at}/rollback`, { body: { reason: 'late' } })).status).toBe(200);
    await strict.close();
  });

  it('spares whoever has the log of it already', async () => {
    const at = await begun();
    const { headers } = await service.ask(`GET ${at}/log`);
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await service.ask(`GET ${at}/log`, { headers: known })).status).toBe(304);
    await service.ask(`POST ${at}/pause`);
    expect((await service.ask(`GET ${at}/log`, { headers: known })).status).toBe(200);
  });
});

describe('what a page of a rollout needs', () => {
  it('is its plan, as it was started', async () => {
    const at = await begun();
    expect((await service.ask(`GET ${at}/plan`)).body).toEqual(JSON.parse(JSON.stringify(office.plan)));
  });

  it('is what somebody who watches sees', async () => {
    const at = await begun();
    await pass(office, 20 * MIN);
    const { body } = await service.ask(`GET ${at}/watch`);
    expect(body).toMatchObject({ id: office.plan.id, status: 'running', checks: expect.any(Array) });
    expect(body.monitors.length).toBe(office.plan.monitors.length);
    expect(body.monitors[0].treated.length).toBeGreaterThan(0);
    expect(body.happened.length).toBeGreaterThan(0);
  });

  it('is what would come of a command, which nothing is changed by', async () => {
    const at = await begun();
    const before = office.flag();
    const said = await service.ask(`GET ${at}/preview?action=rollback`);
    expect(said.body).toMatchObject({ possible: true, before: { status: 'running' }, after: { percent: 0 } });
    expect(said.body.before.percent).toBeGreaterThan(0);
    expect(said.body.effect[0]).toContain('to 0 %, at once');
    expect((await service.ask(`GET ${at}/preview?action=unfreeze`)).body).toMatchObject({
      possible: false,
      refused: [{ code: 'not-frozen' }],
      effect: [],
    });
    const kept = await service.ask(`GET ${at}/preview?action=abort`);
    expect(kept.body.after).toMatchObject({ status: 'aborted', percent: kept.body.before.percent });
    expect((await service.ask(`GET ${at}/preview?action=explode`)).status).toBe(400);
    expect(office.flag()).toEqual(before);
    expect((await service.ask(`GET ${at}`)).body.status).toBe('running');
  });

  it('is what a person is asked to confirm, and what would come of that', async () => {
    await office.run('apply p.json --once --yes');
    const at = `/api/v1/rollouts/${office.plan.id}`;
    const { toConfirm } = (await service.ask(`GET ${at}/watch`)).body;
    expect(toConfirm.length).toBeGreaterThan(0);
    const [{ item }] = toConfirm;
    const one = await service.ask(`GET ${at}/preview?action=confirm&item=${item}`);
    expect(one.body).toMatchObject({ possible: true, effect: [expect.stringContaining(item), expect.anything()] });
    const other = await service.ask(`GET ${at}/preview?action=confirm&item=nothing`);
    expect(other.body).toMatchObject({ possible: false, refused: [{ code: 'nothing-to-confirm' }] });
    await service.ask(`POST ${at}/confirm`, { body: { all: true } });
    const after = await service.ask(`GET ${at}/preview?action=confirm`);
    expect(after.body).toMatchObject({ possible: false, refused: [{ code: 'nothing-to-confirm' }] });
    expect((await service.ask(`GET ${at}/watch`)).body.toConfirm).toEqual([]);
  });

  it('is who froze it and until when, and whether somebody has to let it go on', async () => {
    const at = await begun();
    const foreseen = await service.ask(`GET ${at}/preview?action=freeze&lasts=8h`);
    expect(foreseen.body.effect[0]).toContain('for 8 h');
    await service.ask(`POST ${at}/freeze`, { body: { lasts: '8h', reason: 'holiday' } });
    const { body } = await service.ask(`GET ${at}/watch`);
    expect(body).toMatchObject({
      resumes: false,
      frozen: { reason: 'holiday', untilMs: office.clock.now + 8 * 60 * MIN },
    });
    await service.ask(`POST ${at}/hold`);
    expect((await service.ask(`GET ${at}/watch`)).body).toMatchObject({ status: 'held', resumes: true });
    office.clock.set(office.clock.now + 9 * 60 * MIN);
    expect((await service.ask(`GET ${at}/watch`)).body.frozen).toBeUndefined();
  });

  it('is the flags, and those that have done their work', async () => {
    await begun();
    const { body } = await service.ask('GET /api/v1/flags');
    expect(body.flags).toMatchObject([{ key: office.plan.flags[0]?.key, heldBy: office.plan.id }]);
    // Whose hands a flag is in stands in the log that the service has open, wherever that is.
    expect((await service.ask('GET /api/v1/flags/stale')).body.counts).toMatchObject({ held: 1 });
    const vera = someone('vera', 'viewer', 'staging');
    expect((await service.ask('GET /api/v1/flags', { as: vera })).status).toBe(403);
  });

  it('is the programs, of which there are none', async () => {
    await begun();
    expect((await service.ask('GET /api/v1/programs')).body).toEqual({ schemaVersion: 1, programs: [] });
  });
});

describe('what is long', () => {
  it('comes a page at a time: the log', async () => {
    const at = await begun();
    await pass(office, 20 * MIN);
    const whole = (await service.ask(`GET ${at}/log?limit=1000`)).body;
    const first = await service.ask(`GET ${at}/log?limit=3`);
    expect(first.body).toMatchObject({ from: 2, next: 4 });
    expect(first.body.events).toEqual(whole.events.slice(0, 3));
    const link = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect((await service.ask(`GET ${link}`)).body.events).toEqual(whole.events.slice(3, 6));
    const last = (await service.ask(`GET ${at}/log?newest=true&limit=2`)).body;
    expect(last.events).toEqual(whole.events.slice(-2));
    const earlier = (await service.ask(`GET ${at}/log?newest=true&limit=2&before=${last.earlier}`)).body;
    expect(earlier.events).toEqual(whole.events.slice(-4, -2));
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1&limit=2', 'after=-1'])('refuses %s', async (query) => {
    const at = await begun();
    expect((await service.ask(`GET ${at}/log?${query}`)).status).toBe(400);
  });

  it('comes a page at a time: the list, within what the caller may look at', async () => {
    await begun();
    const row = (await service.ask('GET /api/v1/rollouts?limit=1')).body;
    expect(row).toMatchObject({ of: 1, rollouts: [{ level: office.plan.risk.level }] });
    expect((await service.ask('GET /api/v1/rollouts?trouble=true')).body).toMatchObject({ of: 0, rollouts: [] });
    const vera = someone('vera', 'viewer', 'production');
    for (const query of ['', '?environment=staging', '?environment=production'])
      expect((await service.ask(`GET /api/v1/rollouts${query}`, { as: vera })).body).toMatchObject({ of: 0 });
    const vito = someone('vito', 'viewer', 'staging');
    expect((await service.ask('GET /api/v1/rollouts', { as: vito })).body).toMatchObject({ of: 1 });
  });
});

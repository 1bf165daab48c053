import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signature } from '../../../src/adapters/standard-webhooks.ts';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import type { OpenHook } from '../../../src/app/hooks/open-hook.ts';
import { openHooks } from '../../../src/app/hooks/open.ts';
import { type AlertHook, readHooks } from '../../../src/core/hooks/hook.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import { chainStart, linked } from '../../../src/core/rollout/chain.ts';
import { digestOf } from '../../../src/core/values/digest.ts';
import { DAY, MINUTE } from '../../../src/core/values/duration.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { worked } from '../../helpers/log.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

const KEY = 'bXkga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE=';

const aHook = (more: Partial<AlertHook> = {}): AlertHook => ({
  name: 'alerts',
  form: 'event',
  environments: ['staging'],
  rollout: 'rollout',
  flag: 'flag',
  by: 'severity',
  does: { critical: 'rollback', warning: 'pause', info: 'nothing' },
  ...more,
});

const HOOKS: readonly OpenHook[] = [
  { hook: aHook({ secret: 'HOOK_SECRET' }), signature: worked(signature(KEY, 'HOOK_SECRET')) },
  { hook: aHook({ name: 'alertmanager', form: 'alertmanager' }), signature: undefined },
  { hook: aHook({ name: 'elsewhere', environments: ['production'] }), signature: undefined },
];

let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  service = await aService(office, { hooks: HOOKS });
  await office.run('apply p.json --once --yes');
  await agreed(office);
  await office.run('apply p.json --once --yes');
});
afterEach(async () => {
  await service.close();
  office.close();
});

const nobody = someone('', 'viewer');

type Told = { readonly body?: unknown; readonly id?: string; readonly atMs?: number; readonly key?: string };

/** As a sender has it that signs, and is nobody here. */
const told = ({ body = critical(), id = 'msg_1', atMs = office.clock.now, key = KEY }: Told = {}) => {
  const text = JSON.stringify(body);
  const timestamp = String(Math.floor(atMs / 1000));
  const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${timestamp}.${text}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,old v1,${mac}` };
  return service.ask('POST /hooks/alerts', { body: text, headers, as: nobody });
};

const critical = (more = {}) => ({
  labels: { rollout: office.plan.id, severity: 'critical' },
  message: 'refunds',
  ...more,
});
const statusNow = async (): Promise<string> =>
  (await service.ask(`GET /api/v1/rollouts/${office.plan.id}`)).body.status;

describe('a signed hook', () => {
  it('takes a rollout back, in the name of the hook and for what was said', async () => {
    expect(await told()).toMatchObject({
      status: 200,
      body: { did: [{ rollout: office.plan.id, action: 'rollback', done: true }], passedOver: [] },
    });
    expect(await statusNow()).toBe('rolled-back');
    const { events } = (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/log?limit=1000`)).body;
    const decided = events.find(({ type }: { type: string }) => type === 'rollback-decided');
    expect(decided).toMatchObject({ by: { name: 'hook alerts' }, why: 'refunds' });
  });

  it('does the gravest of what is asked of a flag, and says what stands against it', async () => {
    const body = { labels: { flag: office.plan.flags[0]?.key, severity: 'warning' } };
    expect((await told({ body })).body.did).toMatchObject([{ action: 'pause', done: true }]);
    expect((await told({ body, id: 'msg_2' })).body.did).toMatchObject([{ action: 'pause', done: false }]);
  });

  it.each([
    ['forged', () => told({ key: 'YW5vdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyE=' }), 401, 'not-signed'],
    ['stale', () => told({ atMs: office.clock.now - 6 * MINUTE }), 401, 'not-signed'],
    ['from the future', () => told({ atMs: office.clock.now + 6 * MINUTE }), 401, 'not-signed'],
    ['no alert', () => told({ body: { severity: 'critical' } }), 422, 'hook-missing'],
  ])('%s: refused, and nothing is changed', async (_, tell, status, code) => {
    const said = await tell();
    expect(said).toMatchObject({ status });
    expect(said.body.problems[0].code).toContain(code.split('-')[0]);
    expect(await statusNow()).toBe('running');
  });

  it('says nothing twice: what is replayed is refused, by any process', async () => {
    const body = { labels: { rollout: office.plan.id, severity: 'warning' } };
    await told({ body });
    await office.run(`resume ${office.plan.id} --yes`);
    expect(await told({ body })).toMatchObject({ status: 409, body: { type: 'urn:rampart:problem:heard-before' } });
    expect(await statusNow()).toBe('running');
    expect((await told({ body, id: 'msg_2' })).status).toBe(200);
    expect(await statusNow()).toBe('paused');
  });

  it('is heard again where only somebody was in the way', async () => {
    let isBusy = true;
    const openLog: Office['ports']['openLog'] = async (place) => {
      const log = worked(await office.ports.openLog(place));
      const append: EventLog['append'] = async (id, ...given) =>
        isBusy && !id.includes(':') ? failed(logProblems.busy(id)) : log.append(id, ...given);
      return ok({ ...log, append });
    };
    const first = service;
    service = await aService({ ...office, ports: { ...office.ports, openLog } }, { hooks: HOOKS });
    expect(await told()).toMatchObject({ status: 502, body: { type: 'urn:rampart:problem:log-busy' } });
    isBusy = false;
    expect((await told()).body.did).toMatchObject([{ action: 'rollback', done: true }]);
    expect(await statusNow()).toBe('rolled-back');
    await first.close();
  });

  it('is heard where there were too many to be told from those that are replayed', async () => {
    const log = worked(await office.ports.openLog(office.path('rampart.db')));
    const id = `once:${Math.floor(office.clock.now / DAY)}`;
    const events = Array.from({ length: 10_000 }, (_, nth) => {
      const said = digestOf(nth);
      return { schemaVersion: 1, type: 'request-begun', atMs: office.clock.now, key: said, said };
    });
    worked(await log.append(id, 0, linked(chainStart(id), events), { dueAtMs: undefined, summary: null }));
    await log.close();
    expect((await told()).body.did).toMatchObject([{ action: 'rollback', done: true }]);
  });

  it('is not heard without a signature, not even by an admin', async () => {
    expect((await service.ask('POST /hooks/alerts', { body: critical() })).status).toBe(401);
    expect((await service.ask('POST /hooks/nobody', { body: critical() })).status).toBe(404);
    expect(service.refusals.map(({ path, right }) => [path, right])).toEqual([['/hooks/alerts', 'enter']]);
  });
});

const alert = (status: string, labels: Record<string, string>) => ({
  status,
  labels: { alertname: 'HighErrorRate', ...labels },
  annotations: { summary: 'errors are above 5 %' },
  startsAt: '2026-11-23T09:00:00Z',
  fingerprint: 'c0ffee',
});

const posted = (alerts: readonly unknown[]) => ({
  version: '4',
  groupKey: '{}',
  status: 'firing',
  receiver: 'rampart',
  alerts,
});

const tell = (alerts: readonly unknown[], as = someone('alertmanager', 'operator', 'staging')) =>
  service.ask('POST /hooks/alertmanager', { body: posted(alerts), as });

describe('Alertmanager, with a token', () => {
  it('does what fires, and passes over what is resolved, harmless or of nobody', async () => {
    const of = { rollout: office.plan.id };
    const said = await tell([
      alert('resolved', { ...of, severity: 'critical' }),
      alert('firing', { ...of, severity: 'info' }),
      alert('firing', { ...of, severity: 'warning' }),
      alert('firing', { rollout: 'another', severity: 'critical' }),
      alert('firing', { severity: 'critical' }),
      alert('firing', { ...of, severity: 'constructor' }),
    ]);
    expect(said.body.did).toEqual([{ rollout: office.plan.id, action: 'pause', done: true, why: '' }]);
    expect(said.body.passedOver).toHaveLength(4);
    expect(await statusNow()).toBe('paused');
  });

  it('does nothing where the token may not, or the hook may not', async () => {
    const critically = [alert('firing', { rollout: office.plan.id, severity: 'critical' })];
    const vera = someone('vera', 'viewer', 'staging');
    expect((await tell(critically, vera)).body).toMatchObject({
      did: [],
      passedOver: [expect.stringContaining('may not')],
    });
    const omar = someone('omar', 'operator');
    const body = critical();
    expect((await service.ask('POST /hooks/elsewhere', { body, as: omar })).body.did).toEqual([]);
    expect((await tell(critically, nobody)).status).toBe(401);
    expect(await statusNow()).toBe('running');
  });
});

const FILE = `schemaVersion: 1
hooks:
  - { name: alerts, form: alertmanager, environments: [production], does: { critical: rollback } }
`;

const noSecret = async () =>
  failed(problem({ kind: 'usage', code: 'secret-missing', message: 'is not there', hint: 'give it' }));

const opened = (yaml: string) => {
  const files = { ...office.ports.files, read: async () => ok(yaml) };
  return openHooks('hooks.yaml', { ...office.ports, files, openSignature: noSecret });
};

describe('the file of hooks', () => {
  it('is read with what is usual, and not without its secrets', async () => {
    expect(worked(await opened(FILE))).toMatchObject([
      { hook: { rollout: 'rollout', by: 'severity' }, signature: undefined },
    ]);
    expect(await opened(FILE.replace('form:', 'secret: HOOK_SECRET, form:'))).toMatchObject({ ok: false });
  });

  it('is refused with everything that is wrong', async () => {
    const twice = readHooks({ schemaVersion: 1, hooks: [aHook(), aHook({ does: {} })] });
    expect(twice.ok ? [] : twice.problems.map(({ path }) => path)).toEqual(['hooks[1]', 'hooks[1]']);
    const odd = await opened(FILE.replace('rollback', 'explode').replace('form: alertmanager', 'form: x'));
    expect(odd.ok ? [] : odd.problems.length).toBe(2);
  });
});

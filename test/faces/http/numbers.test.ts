import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushed } from '../../../src/adapters/metric-source/pushed.ts';
import { signature } from '../../../src/adapters/standard-webhooks.ts';
import { type Hook, type NumbersHook, readHooks } from '../../../src/core/hooks/hook.ts';
import type { Ports } from '../../../src/app/operation.ts';
import { MINUTE } from '../../../src/core/values/duration.ts';
import { sourcePlace } from '../../../src/ports/metric-source.ts';
import { aContext } from '../../helpers/context.ts';
import { worked } from '../../helpers/log.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

const KEY = 'bXkga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE=';

const aHook = (office: Office, more: Partial<NumbersHook> = {}): Hook => {
  const [hook] = worked(
    readHooks({
      schemaVersion: 1,
      hooks: [
        {
          name: 'shop',
          form: 'observations',
          environments: ['staging'],
          metrics: office.plan.monitors.map(({ id, query }) => query ?? id),
          ...more,
        },
      ],
    }),
  );
  if (!hook) throw new Error('no hook');
  return hook;
};

let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  service = await aService(office, {
    hooks: [
      { hook: aHook(office, { secret: 'SHOP_HOOK_SECRET' }), signature: worked(signature(KEY, 'SHOP_HOOK_SECRET')) },
      { hook: aHook(office, { name: 'both', environments: ['staging', 'production'] }), signature: undefined },
    ],
  });
});
afterEach(async () => {
  await service.close();
  office.close();
});

const nobody = someone('', 'viewer');

type Told = { readonly id?: string; readonly atMs?: number; readonly key?: string };

let ids = 0;
const push = (body: unknown, { id, atMs = office.clock.now, key = KEY }: Told = {}) => {
  ids += 1;
  const name = id ?? `msg_${ids}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const timestamp = String(Math.floor(atMs / 1000));
  const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(`${name}.${timestamp}.${text}`).digest('base64');
  const headers = { 'webhook-id': name, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
  return service.ask('POST /hooks/shop', { body: text, headers, as: nobody });
};

const errors = (more: object = {}) => {
  const { id, query } = office.plan.monitors.find(({ kind }) => kind === 'ratio') ?? { id: '', query: undefined };
  const { now } = office.clock;
  return { metric: query ?? id, arm: 'treatment', from: now - MINUTE, to: now, samples: 1000, bad: 1, ...more };
};

/** How far every log is, and how many there are. */
const standing = async (): Promise<string> => {
  const log = worked(await office.ports.openLog(office.path('rampart.db')));
  const listed = worked(await log.list()).map(({ id, version }) => `${id} ${version}`);
  await log.close();
  return listed.join('\n');
};

describe('numbers that are pushed', () => {
  it('are kept once, and a copy changes nothing', async () => {
    const observations = [errors(), errors({ arm: 'control' })];
    const first = await push({ observations }, { id: 'msg_a' });
    expect(first).toMatchObject({ status: 200, body: { environment: 'staging', kept: 2, known: 0 } });
    const before = await standing();
    expect(await push({ observations }, { id: 'msg_a' })).toMatchObject({
      status: 409,
      body: { type: 'urn:rampart:problem:heard-before' },
    });
    expect((await push({ observations })).body).toMatchObject({ kept: 0, known: 2 });
    expect(await standing()).toBe(before);
    expect(service.refusals).toMatchObject([{ path: '/hooks/shop', why: expect.stringContaining('heard before') }]);
  });

  it.each<[string, () => ReturnType<typeof push>, number, string]>([
    [
      'forged',
      () => push({ observations: [errors()] }, { key: 'YW5vdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyE=' }),
      401,
      'not-signed',
    ],
    [
      'signed long ago',
      () => push({ observations: [errors()] }, { atMs: office.clock.now - 6 * MINUTE }),
      401,
      'not-signed',
    ],
    ['from the future', () => push({ observations: [errors({ to: office.clock.now + 2 * MINUTE })] }), 422, 'push-to'],
    ['below zero', () => push({ observations: [errors({ samples: -1 })] }), 422, 'push-out-of-range'],
    ['more than there are', () => push({ observations: [errors({ bad: 1001 })] }), 422, 'push-bad'],
    ['no number', () => push('{"observations": [{"metric": "x", "samples": NaN}]}'), 422, 'hook-not-json'],
    [
      'without end',
      () => push(JSON.stringify({ observations: [errors({ value: 7 })] }).replace('7', '1e999')),
      422,
      'push-wrong-type',
    ],
    ['a metric that nobody knows', () => push({ observations: [errors({ metric: 'eror-rate' })] }), 422, 'push-metric'],
    [
      'an environment of others',
      () => push({ environment: 'production', observations: [errors()] }),
      422,
      'push-environment',
    ],
    ['nothing', () => push({ observations: [] }), 422, 'push-wrong-length'],
    ['half a body', () => push('{"observations": ['), 422, 'hook-not-json'],
    ['a body of 100 MB', () => push(`{"observations": "${'x'.repeat(100 * 1024 * 1024)}"}`), 413, 'too-large'],
  ])('are refused where they are %s: nothing is changed, and it is written down', async (_, tell, status, code) => {
    const before = await standing();
    const said = await tell();
    expect(said).toMatchObject({ status, body: { type: `urn:rampart:problem:${code}` } });
    expect(await standing()).toBe(before);
    expect(service.refusals).toHaveLength(1);
  });

  it('come with a token where the hook has no secret, and the right to operate there', async () => {
    const body = { environment: 'staging', observations: [errors()] };
    const ask = (as: Parameters<typeof someone>, environment = 'staging') =>
      service.ask('POST /hooks/both', { body: { ...body, environment }, as: someone(...as) });
    expect((await ask(['vera', 'viewer', 'staging'])).status).toBe(403);
    expect((await ask(['omar', 'operator', 'staging'], 'production')).status).toBe(403);
    expect((await service.ask('POST /hooks/both', { body, as: nobody })).status).toBe(401);
    expect(service.refusals.map(({ environment }) => environment)).toEqual(['staging', 'production', '*']);
    expect((await ask(['omar', 'operator', 'staging'])).body).toMatchObject({ kept: 1 });
    expect((await service.ask('POST /hooks/both', { body: { observations: [errors()] } })).status).toBe(422);
  });
});

/** As the program opens it, with the log of whoever asks. */
const openMetrics: Ports['openMetrics'] = (place, log) =>
  pushed.open(sourcePlace(place).at, { ...aContext(), clock: office.clock, ...(log ? { log } : {}) });

const begun = async () => {
  const run = (line: string) => office.run(line, { openMetrics });
  const apply = 'apply p.json --once --yes --metrics pushed:log?environment=staging';
  await run(apply);
  await agreed(office);
  await run(apply);
  return run;
};

/** What the product counts in a minute, of every metric and arm. */
const counted = (percent: number) =>
  office.plan.monitors.flatMap(({ id, query, kind }) =>
    ['treatment', 'control'].map((arm) => {
      const bad = arm === 'treatment' ? percent * 10 : 1;
      const numbers = kind === 'ratio' ? { bad } : { value: kind === 'count' ? 0 : 200 };
      const { now } = office.clock;
      const flag = office.plan.flags[0]?.key;
      return { metric: query ?? id, flag, arm, from: now - MINUTE, to: now, samples: 1000, ...numbers };
    }),
  );

const pass = async (minutes: number, percent: number | undefined, run: (line: string) => Promise<unknown>) => {
  for (let minute = 0; minute < minutes; minute += 1) {
    office.clock.set(office.clock.now + MINUTE);
    if (percent !== undefined) expect((await push({ observations: counted(percent) })).status).toBe(200);
    await run('tick --all');
  }
};

const eventsNow = async () =>
  (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/log?limit=1000`)).body.events as { type: string }[];

describe('a rollout that is watched by them', () => {
  it('goes on with good numbers, is taken back by bad ones, and hears it when they end', async () => {
    const run = await begun();
    await pass(25, 0.1, run);
    const quiet = (await eventsNow()).map(({ type }) => type);
    expect(quiet).toContain('evidence-counted');
    await pass(5, undefined, run);
    expect((await eventsNow()).map(({ type }) => type)).toContain('data-lost');
    office.clock.set(office.clock.now + 1000);
    await pass(45, 30, run);
    const events = await eventsNow();
    expect(events.map(({ type }) => type)).toContain('rollback-decided');
  });
});

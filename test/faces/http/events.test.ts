import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agreed, anOffice, type Office, pass } from '../../helpers/office.ts';
import { MIN } from '../../helpers/rollout.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

type Told = { readonly event: string; readonly id: string | undefined; readonly data: Record<string, unknown> };

let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  // Whoever waits for what comes waits a few milliseconds; what is written has the time of the office.
  const clock = {
    nowMs: office.clock.nowMs,
    sleep: (ms: number, signal?: AbortSignal) => sleep(Math.min(ms, 5), undefined, { signal }).catch(() => undefined),
  };
  service = await aService({ ...office, ports: { ...office.ports, clock } });
  await office.run('apply p.json --once --yes');
  await agreed(office);
});
afterEach(async () => {
  service.end();
  await service.close();
  office.close();
});

/** Reads a stream until so many events have come, and leaves it. */
const listening = async (path: string, more: Parameters<Service['request']>[1] = {}) => {
  const answer = await service.request(path, more);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const told = (): readonly Told[] =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((one) => !one.startsWith(':'))
      .map((one) => {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(one)?.[1];
        return { event: field('event') ?? '', id: field('id'), data: JSON.parse(field('data') ?? '{}') };
      });
  const read = async (): Promise<boolean> => {
    const { value = '', done = true } = (await reader?.read()) ?? {};
    text += value;
    return !done;
  };
  return {
    until: async (isThere: (told: readonly Told[]) => boolean): Promise<readonly Told[]> => {
      while (!isThere(told()) && (await read()));
      return told();
    },
    alive: async (): Promise<void> => {
      while (!text.includes(': still here') && (await read()));
    },
    leave: async () => reader?.cancel(),
  };
};

const versionsIn = (told: readonly Told[]): readonly unknown[] =>
  told.filter(({ event }) => event === 'event').map(({ data }) => data['version']);

const has = (type: string) => (told: readonly Told[]) => told.some(({ data }) => data['type'] === type);

describe('what happens, as it happens', () => {
  it('is told to whoever may look at it, whichever process wrote it, each entry once and in order', async () => {
    const all = await listening('/api/v1/events');
    await all.until((told) => told.length > 0);
    await office.run(`apply p.json --once --yes`);
    await office.run(`pause ${office.plan.id} --reason ticket`);
    const told = await all.until(has('paused'));
    expect(told[0]).toMatchObject({ event: 'hello', data: { schemaVersion: 1 } });
    expect(told.at(-1)?.data).toMatchObject({
      rollout: office.plan.id,
      environment: 'staging',
      what: 'paused (operator)',
      why: expect.stringContaining('ticket'),
      now: { status: 'paused', percent: expect.any(Number), trouble: 'operator: ticket' },
    });
    const versions = versionsIn(told);
    expect(versions).toEqual(versions.map((_, nth) => Number(versions[0]) + nth));
    await all.leave();
  });

  it('goes on where somebody left, also in another process', async () => {
    await office.run('apply p.json --once --yes');
    const first = await listening('/api/v1/events');
    await first.until((told) => told.length > 0);
    await office.run(`pause ${office.plan.id}`);
    const last = (await first.until(has('paused'))).at(-1);
    await first.leave();
    await office.run(`resume ${office.plan.id} --yes`);
    await office.run(`hold ${office.plan.id}`);
    const again = await aService({ ...office, ports: { ...office.ports, clock: office.clock } });
    for (const path of ['/api/v1/events', `/api/v1/rollouts/${office.plan.id}/events`]) {
      const answer = await again.request(path, { headers: { 'last-event-id': last?.id ?? '' } });
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes('"held"')) text += (await reader?.read())?.value ?? '';
      const versions = [...text.matchAll(/"version":(\d+),"environment"/g)].map(([, version]) => Number(version));
      expect(versions[0]).toBe(Number(last?.data['version']) + 1);
      await reader?.cancel();
    }
    again.end();
    await again.close();
  });

  it('begins at the beginning where somebody asks for that, and now where nobody says where they were', async () => {
    await office.run('apply p.json --once --yes');
    await pass(office, 5 * MIN, MIN);
    const first = await listening(`/api/v1/rollouts/${office.plan.id}/events?after=0-0-x`);
    expect(versionsIn(await first.until((told) => told.length > 5))[0]).toBe(1);
    const odd = await listening('/api/v1/events?after=nonsense');
    await odd.alive();
    expect(await odd.until(() => true)).toHaveLength(1);
    await odd.leave();
    await first.leave();
  });

  it('is not told of what somebody may not look at', async () => {
    const vera = someone('vera', 'viewer', 'production');
    const path = `/api/v1/rollouts/${office.plan.id}/events`;
    expect((await service.request(path, { as: vera })).status).toBe(404);
    const all = await listening('/api/v1/events', { as: vera });
    await all.until((told) => told.length > 0);
    await office.run(`pause ${office.plan.id}`);
    await all.alive();
    expect(await all.until(() => true)).toHaveLength(1);
    await all.leave();
  });

  it('has an end to how many listen, and room again when they leave', async () => {
    const open = await Promise.all(Array.from({ length: 20 }, () => listening('/api/v1/events')));
    const refused = await service.ask('GET /api/v1/events');
    expect(refused).toMatchObject({ status: 429, body: { type: 'urn:rampart:problem:too-many' } });
    await Promise.all(open.map(({ leave }) => leave()));
    await vi.waitFor(async () => (await listening('/api/v1/events')).leave(), 5000);
  });

  it('ends with the rights that it was opened with, also where there is always something to tell', async () => {
    let isKnown = true;
    // Nobody is ever left waiting so long that they would be asked for that.
    const clock = {
      nowMs: office.clock.nowMs,
      sleep: (ms: number, signal?: AbortSignal) =>
        sleep(ms < 15_000 ? 5 : 60_000, undefined, { signal }).catch(() => undefined),
    };
    service = await aService({ ...office, ports: { ...office.ports, clock } }, { isKnown: () => isKnown });
    const all = await listening('/api/v1/events');
    await all.until((told) => told.length > 0);
    await office.run(`apply p.json --once --yes`);
    await all.until(has('started'));
    isKnown = false;
    office.clock.set(office.clock.now + 15_000);
    await office.run(`pause ${office.plan.id} --reason ticket`);
    expect(has('paused')(await all.until(has('paused')))).toBe(false);
  });

  it('ends with the service', async () => {
    const all = await listening('/api/v1/events');
    await all.until((told) => told.length > 0);
    service.end();
    expect(await all.until(() => false)).toHaveLength(1);
  });
});

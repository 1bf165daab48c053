import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../../src/core/values/duration.ts';
import { openBook } from '../../../src/app/once/book.ts';
import { digestOf } from '../../../src/core/values/digest.ts';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import { failed, ok } from '../../../src/core/problem.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { testClock } from '../../helpers/executor.ts';
import { worked } from '../../helpers/log.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  service = await aService(office);
  await office.run('apply p.json --once --yes');
  await agreed(office);
});
afterEach(async () => {
  await service.close();
  office.close();
});

const KEY = { 'idempotency-key': 'a-key' };
const start = (more: Parameters<Service['ask']>[1] = {}) =>
  service.ask('POST /api/v1/rollouts', { body: { plan: office.plan }, headers: KEY, ...more });
const eventsIn = async (): Promise<number> =>
  (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/log?limit=1000`)).body.events.length;

describe('a request with a key', () => {
  it('is done once, and answered the same again, also by a process that came after', async () => {
    const first = await start();
    expect(first.status).toBe(201);
    const count = await eventsIn();
    const again = await start();
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const other = await aService(office);
    const later = await other.ask('POST /api/v1/rollouts', { body: { plan: office.plan }, headers: KEY });
    expect(later).toMatchObject({ status: 201, body: first.body });
    expect(await eventsIn()).toBe(count);
    await other.close();
  });

  it('is told again what it was told, with the version that it left behind, and whatever it was bound to', async () => {
    await start({ headers: {} });
    const at = `/api/v1/rollouts/${office.plan.id}`;
    const seen = (await service.ask(`GET ${at}`)).headers.get('etag') ?? '';
    const ask = () => service.ask(`POST ${at}/pause`, { body: {}, headers: { ...KEY, 'if-match': seen } });
    const first = await ask();
    const again = await ask();
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    const refused = () => service.ask(`POST ${at}/unfreeze`, { headers: { 'idempotency-key': 'other' } });
    expect((await refused()).body).toEqual((await refused()).body);
  });

  it('is refused where the key was used for something else, and is nobody else’s', async () => {
    await start();
    expect(await start({ body: { plan: office.plan, reason: 'other' } })).toMatchObject({
      status: 422,
      body: { type: 'urn:rampart:problem:key-used' },
    });
    const eve = someone('eve', 'admin');
    expect((await start({ as: eve })).headers.get('idempotency-replayed')).toBeNull();
    expect((await start({ headers: { 'idempotency-key': 'x'.repeat(256) } })).status).toBe(400);
  });

  it('may be asked again where only somebody was in the way', async () => {
    let isBusy = true;
    const openLog: Office['ports']['openLog'] = async (place) => {
      const log = worked(await office.ports.openLog(place));
      const append: EventLog['append'] = async (id, ...given) =>
        isBusy && !id.includes(':') ? failed(logProblems.busy(id)) : log.append(id, ...given);
      return ok({ ...log, append });
    };
    const other = await aService({ ...office, ports: { ...office.ports, openLog } });
    const ask = () => other.ask('POST /api/v1/rollouts', { body: { plan: office.plan }, headers: KEY });
    expect(await ask()).toMatchObject({ status: 409, body: { type: 'urn:rampart:problem:log-busy' } });
    isBusy = false;
    expect((await ask()).status).toBe(201);
    await other.close();
  });

  it('is refused as ever where somebody may not ask it', async () => {
    await start();
    const vera = someone('ada', 'viewer', 'staging');
    expect((await start({ as: vera })).status).toBe(403);
  });
});

describe('the book of requests', () => {
  const [key, said] = [digestOf('key'), digestOf('said')];
  const answer = { status: 200, headers: {}, body: '{}' };

  it('lets one of two that come at once do it, and the other wait', async () => {
    const [log, clock] = [memoryEventLog(), testClock()];
    const [one, two] = [openBook(log, clock), openBook(log, clock)];
    const begun = await Promise.all([one.begin(key, said), two.begin(key, said)]);
    expect(begun.map((found) => worked(found).is).toSorted()).toEqual(['busy', 'new']);
  });

  it('takes whoever said nothing for a minute for gone, and lets it be done again', async () => {
    const [log, clock] = [memoryEventLog(), testClock()];
    const begun = worked(await openBook(log, clock).begin(key, said));
    clock.set(clock.now + MINUTE);
    const book = openBook(log, clock);
    expect(worked(await book.begin(key, said)).is).toBe('new');
    if (begun.is === 'new') worked(await book.end(key, begun.day, undefined));
    expect(worked(await book.begin(key, said)).is).toBe('new');
  });

  it('knows an answer for a day, over midnight, and no longer', async () => {
    const [log, clock] = [memoryEventLog(), testClock()];
    const begun = worked(await openBook(log, clock).begin(key, said));
    if (begun.is === 'new') worked(await openBook(log, clock).end(key, begun.day, answer));
    clock.set(clock.now + DAY - 1);
    expect(worked(await openBook(log, clock).begin(key, said))).toEqual({ is: 'known', answer });
    clock.set(clock.now + 1);
    expect(worked(await openBook(log, clock).begin(key, said)).is).toBe('new');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { graphileScheduler } from '../../src/adapters/scheduler/graphile.ts';
import { ok } from '../../src/core/problem.ts';
import type { Scheduler } from '../../src/ports/scheduler.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { schedulerSuite } from '../helpers/scheduler-suite.ts';
import { aPostgres, type Postgres } from './postgres.ts';

let server: Postgres;
let made = 0;

beforeAll(async () => {
  server = await aPostgres();
});
afterAll(() => server?.stop());

const aPlace = async (): Promise<string> => `${await server.database(`wake_${(made += 1)}`)}?tls=off`;

const secret = async () => ok(undefined);
const HASTE = { secret, pollMs: 50, leaseMs: 1500 };
const open = async (place: string): Promise<Scheduler> => worked(await graphileScheduler(place, HASTE));

const world = async () => ({
  scheduler: await open(await aPlace()),
  clock: systemClock,
  pass: (ms: number) => sleep(ms),
});

schedulerSuite('graphile', world, 150);

describe('several processes that share a queue', () => {
  it('take each wake-up once, and find what one of them has left', async () => {
    const place = await aPlace();
    const [one, other] = [await open(place), await open(place)];
    const taken: string[] = [];
    const stop = new AbortController();
    const ids = Array.from({ length: 40 }, (_, nth) => `r-${nth}`);
    // The first dies over all that it takes: nothing of it ever comes back.
    const dead = new AbortController();
    const common = { full: () => [], troubled: () => undefined, stop: stop.signal };
    worked(await one.ensure(ids.slice(0, 4)));
    void one.run({ ...common, most: 4, stop: dead.signal, woken: () => new Promise(() => undefined) });
    await sleep(600);
    worked(await one.ensure(ids.slice(4)));
    const woken = async (id: string) => void taken.push(id);
    const running = other.run({ ...common, most: 4, woken });
    await sleep(800);
    expect(taken.toSorted()).toEqual(ids.slice(4).toSorted());
    expect(worked(await other.ensure(ids.slice(0, 4)))).toEqual([]);
    await sleep(900);
    expect(worked(await other.ensure(ids.slice(0, 4))).toSorted()).toEqual(ids.slice(0, 4).toSorted());
    await sleep(800);
    expect(taken.toSorted()).toEqual(ids.toSorted());
    stop.abort();
    await running;
    await other.close();
  });

  // Before, while and after the turns come to their end: what the engine is doing at that moment differs.
  it.each([300, 380, 400, 410, 450])('go on after the database went down %i ms after they began', async (ms) => {
    const scheduler = await open(await aPlace());
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const taken: string[] = [];
    const stop = new AbortController();
    const woken = async (id: string) => {
      await sleep(400);
      taken.push(id);
      return { inMs: 50, lane: '' };
    };
    worked(await scheduler.ensure(ids));
    const running = scheduler.run({ most: 6, full: () => [], troubled: () => undefined, stop: stop.signal, woken });
    await sleep(ms);
    await server.restart();
    const before = taken.length;
    const isBack = (id: string): boolean => taken.slice(before).filter((one) => one === id).length > 2;
    for (let tries = 0; tries < 60 && !ids.every(isBack); tries += 1) {
      await sleep(500);
      await scheduler.ensure(ids);
    }
    expect(ids.filter((id) => !isBack(id))).toEqual([]);
    stop.abort();
    await running;
    await scheduler.close();
  });

  it('go by the clock of the server', async () => {
    const scheduler = await open(await aPlace());
    const nowMs = worked(await scheduler.nowMs());
    expect(Math.abs((nowMs ?? 0) - Date.now())).toBeLessThan(2000);
    await scheduler.close();
  });
});

it('says that nobody answers, without the password', async () => {
  const place = (await aPlace()).replace(/:\d+\//, ':9/');
  const found = await graphileScheduler(place, { secret });
  expect(problemOf(found)).toMatchObject({ code: 'scheduler-failed', kind: 'unreachable' });
  expect(JSON.stringify(found)).not.toContain(server.password);
});

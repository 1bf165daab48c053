import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadAll } from '../../src/app/executor/journal.ts';
import { worked } from '../helpers/log.ts';
import { aFleet, aWorker, ended, type Fleet } from './fleet.ts';
import { aPostgres, type Postgres } from './postgres.ts';
import { aProxy, type Proxy } from './proxy.ts';

/**
 * Shortened for the build machine. `FAULTS=full` is the whole of it, on as many `ROLLOUTS` as the machine can look at; what
 * came of it stands in docs/measurements.md.
 */
const FULL = process.env['FAULTS'] === 'full';
const KILLS = FULL
  ? { count: Number(process.env['ROLLOUTS'] ?? 2000), forMs: 60_000, soak: 'PT20S', overMs: 450_000, leaseMs: 30_000 }
  : { count: 80, forMs: 10_000, soak: 'PT3S', overMs: 60_000, leaseMs: 3000 };
const SLEEP_MS = FULL ? 60_000 : 0;
const SECOND = 1000;
/** So long that every rollout is looked at meanwhile: every quarter of a minute, where nobody hurries it. */
const CUT_MS = FULL ? 20 * SECOND : 5 * SECOND;

let server: Postgres;
let made = 0;

beforeAll(async () => {
  server = await aPostgres();
});
afterAll(() => server?.stop());

const aPlace = async (): Promise<string> => `${await server.database(`fleet_${(made += 1)}`)}?tls=off`;

const through = (place: string, { port }: Proxy): string => place.replace(`:${server.port}/`, `:${port}/`);

const aWire = async (to: number): Promise<Proxy> => {
  const proxy = await aProxy(to);
  onTestFinished(proxy.close);
  return proxy;
};

const quick = (fleet: Fleet): Fleet => {
  if (!FULL) fleet.hurry(1500);
  return fleet;
};

describe('many workers on one log', () => {
  it('of three, one is killed every second, and another begins', { timeout: 600_000 }, async () => {
    const place = await aPlace();
    const fleet = quick(await aFleet({ place, count: KILLS.count, soak: KILLS.soak }));
    const another = () => aWorker({ db: place, leaseMs: KILLS.leaseMs });
    const workers = [await another(), await another(), await another()];
    for (const worker of workers) await worker.hear(({ began }) => began !== undefined);
    let kills = 0;
    for (const until = performance.now() + KILLS.forMs; performance.now() < until; kills += 1) {
      await sleep(SECOND);
      const nth = kills % 3;
      workers[nth]?.child.kill('SIGKILL');
      workers[nth] = await another();
    }
    await fleet.untilOver(KILLS.overMs);
    expect(await fleet.faults()).toEqual([]);
    const numbers = await Promise.all(workers.map(ended));
    expect(kills).toBeGreaterThan(FULL ? 40 : 6);
    expect(numbers.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    process.stdout.write(`${KILLS.count} rollouts, ${kills} kills, ${fleet.flags.repeated()} writes of what was so\n`);
  });

  it('whose database goes down in the middle, go on when it is back', { timeout: 180_000 }, async () => {
    const place = await aPlace();
    const fleet = quick(await aFleet({ place, count: 24 }));
    const workers = [await aWorker({ db: place }), await aWorker({ db: place })];
    await sleep(3 * SECOND);
    await server.restart();
    await fleet.untilOver(90_000);
    expect(await fleet.faults()).toEqual([]);
    for (const worker of workers) await ended(worker);
  });

  it('whose clocks differ by minutes end no soak early', { timeout: 180_000 }, async () => {
    const place = await aPlace();
    const fleet = quick(await aFleet({ place, count: 18 }));
    const skews = [7 * 60_000, 0, -7 * 60_000];
    const workers = await Promise.all(skews.map((skewMs) => aWorker({ db: place, skewMs })));
    await fleet.untilOver(90_000);
    expect(await fleet.faults()).toEqual([]);
    for (const id of fleet.ids.filter((one) => !one.endsWith('-bad'))) {
      const times = (fleet.flags.landed.get(id) ?? []).map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((atMs, nth) => atMs - (times[nth] ?? 0));
      expect(Math.min(...gaps), `${id}: ${gaps.join(', ')}`).toBeGreaterThan(2900);
      expect(gaps).toHaveLength(2);
    }
    const told = workers.map(({ said }) => said.filter(({ clock }) => clock !== undefined).length);
    expect(told).toEqual([1, 0, 1]);
    for (const worker of workers) await ended(worker);
  });
});

/** A worker that fell asleep in the middle of a turn, and another that has taken its rollout to the end since. */
const asleep = async (what: 'append' | 'write') => {
  const place = await aPlace();
  const fleet = await aFleet({ place, count: 1 });
  const sleeper = await aWorker({ db: place, sleepsBefore: { what, id: 'r-0' } });
  fleet.hurry(500);
  await sleeper.hear(({ sleeps }) => sleeps === 'r-0');
  const other = await aWorker({ db: place });
  await fleet.untilOver(60_000);
  await sleep(SLEEP_MS);
  sleeper.child.kill('SIGCONT');
  return { fleet, sleeper, workers: [sleeper, other] };
};

describe('a worker that sleeps in the middle of a turn, and wakes after others have gone on', () => {
  it('before it wrote down what it decided: that is refused', { timeout: 240_000 }, async () => {
    const { fleet, sleeper, workers } = await asleep('append');
    expect(await sleeper.hear(({ refused }) => refused === 'r-0')).toMatchObject({ code: 'log-moved-on' });
    expect(await fleet.faults()).toEqual([]);
    for (const worker of workers) await ended(worker);
  });

  it('before it told the flag system: that is refused there', { timeout: 240_000 }, async () => {
    const { fleet, sleeper, workers } = await asleep('write');
    expect(await sleeper.hear(({ unwritten }) => unwritten === 'r-0')).toMatchObject({ code: 'flag-moved' });
    expect(await fleet.faults()).toEqual([]);
    for (const worker of workers) await ended(worker);
  });
});

describe('a network that is cut', () => {
  it('between one worker and the database: the other goes on, and later both do', { timeout: 180_000 }, async () => {
    const place = await aPlace();
    const wire = await aWire(server.port);
    const fleet = quick(await aFleet({ place, count: 18 }));
    const workers = [await aWorker({ db: through(place, wire) }), await aWorker({ db: place })];
    for (const worker of workers) await worker.hear(({ began }) => began !== undefined);
    await sleep(2 * SECOND);
    wire.cut();
    await sleep(5 * SECOND);
    wire.heal();
    await sleep(SECOND);
    wire.hush();
    await sleep(3 * SECOND);
    wire.cut();
    wire.heal();
    await fleet.untilOver(90_000);
    expect(await fleet.faults()).toEqual([]);
    for (const worker of workers) await ended(worker);
  });

  it(
    'between the workers and the flag system: nothing is raised until it is read again',
    { timeout: 180_000 },
    async () => {
      const place = await aPlace();
      const fleet = quick(await aFleet({ place, count: 14 }));
      const wire = await aWire(fleet.flags.port);
      const workers = await Promise.all([1, 2].map(() => aWorker({ db: place, flagsPort: wire.port })));
      await sleep(3 * SECOND);
      wire.cut();
      await sleep(CUT_MS);
      wire.heal();
      await fleet.untilOver(90_000);
      expect(await fleet.faults()).toEqual([]);
      const lost = await Promise.all(fleet.ids.map(async (id) => worked(await loadAll(fleet.log, id)).events));
      expect(lost.flat().filter(({ type }) => type === 'backend-lost').length).toBeGreaterThan(0);
      for (const worker of workers) await ended(worker);
    },
  );
});

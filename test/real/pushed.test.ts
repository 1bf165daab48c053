import { afterAll, beforeAll, expect, it } from 'vitest';
import { pushedMetricSource } from '../../src/adapters/metric-source/pushed.ts';
import { watchAlerts } from '../../src/app/hooks/watching.ts';
import { bring } from '../../src/app/migrate/bring.ts';
import { readHooks } from '../../src/core/hooks/hook.ts';
import { ok } from '../../src/core/problem.ts';
import type { Pushed } from '../../src/core/series/push.ts';
import { sqliteEventLog } from '../../src/adapters/event-log/sqlite.ts';
import { readAlerts } from '../../src/ports/alert-store.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { observationStore } from '../../src/ports/observation-store.ts';
import { worked } from '../helpers/log.ts';
import { aFolder } from '../worlds/sqlite.ts';
import { logAt } from './logs.ts';
import { aPostgres, type Postgres } from './postgres.ts';

const NOW = Date.UTC(2026, 2, 3, 0, 2);
const MINUTE = 60_000;

let server: Postgres;
let made = 0;
beforeAll(async () => {
  server = await aPostgres();
});
afterAll(() => server?.stop());

const aPlace = async (): Promise<string> => `${await server.database(`pushed_${(made += 1)}`)}?tls=off`;

const storeOn = (log: EventLog) =>
  observationStore({
    open: async () => ok({ ...log, close: async () => undefined }),
    environment: 'production',
    nowMs: () => NOW,
  });

/** Five minutes, across midnight. */
const minutes = (arm: string): Pushed[] =>
  [5, 4, 3, 2, 1].map((ago) => ({
    metric: 'error-rate',
    arm,
    fromMs: NOW - ago * MINUTE,
    toMs: NOW - (ago - 1) * MINUTE,
    samples: 100,
    bad: 1,
  }));

const push = (observations: readonly Pushed[]) => ({ by: 'hook shop', observations });

const askedOf = (log: EventLog) =>
  pushedMetricSource(storeOn(log), 'production', () => NOW).measure(
    { id: 'error-rate', kind: 'ratio', good: 'down' },
    5 * MINUTE,
    NOW,
  );

it('pushed numbers are kept once on a server, whoever of several processes hears them', async () => {
  const place = await aPlace();
  const logs = [await logAt(place), await logAt(place), await logAt(place)];
  const stores = logs.map(storeOn);
  const taken = await Promise.all(
    stores.flatMap((store) => ['treatment', 'control'].map((arm) => store.keep(push(minutes(arm))))),
  );
  expect(taken.map((one) => worked(one).kept).reduce((sum, one) => sum + one, 0)).toBe(10);
  const overlaps = minutes('treatment').map((one) => ({ ...one, fromMs: one.fromMs - 1000 }));
  expect(await stores[0]?.keep(push(overlaps))).toMatchObject({
    ok: false,
    problems: [{ code: 'push-overlaps' }, {}, {}, {}, {}],
  });
  for (const log of logs)
    expect(await askedOf(log)).toMatchObject({ treatment: { samples: 500, bad: 5 }, control: { samples: 500 } });
});

it('they and the alerts that are watched move from a file to a server, to the same answers', async () => {
  const file = worked(await sqliteEventLog(`${aFolder()}/rampart.db`));
  worked(await storeOn(file).keep(push([...minutes('treatment'), ...minutes('control')])));
  const hook = {
    name: 'alertmanager',
    form: 'alertmanager',
    environments: ['production'],
    does: { warning: 'watch' },
    heartbeat: { every: '2m' },
  };
  worked(await watchAlerts(file, worked(readHooks({ schemaVersion: 1, hooks: [hook] })), NOW));
  const there = await logAt(await aPlace());
  worked(await bring(file, there, () => undefined));
  expect(await askedOf(there)).toEqual(await askedOf(file));
  expect(worked(await storeOn(there).keep(push(minutes('treatment'))))).toEqual({ kept: 0 });
  expect(worked(await readAlerts(there, 'production'))).toEqual(worked(await readAlerts(file, 'production')));
  await file.close();
});

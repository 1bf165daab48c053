import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchAlerts } from '../../../src/app/hooks/watching.ts';
import { bring } from '../../../src/app/migrate/bring.ts';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import { type Hook, readHooks } from '../../../src/core/hooks/hook.ts';
import { failed, ok, type Problem } from '../../../src/core/problem.ts';
import { MINUTE } from '../../../src/core/values/duration.ts';
import { readAlerts } from '../../../src/ports/alert-store.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { worked } from '../../helpers/log.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

const hooksOf = (...environments: readonly string[]): readonly Hook[] =>
  worked(
    readHooks({
      schemaVersion: 1,
      hooks: [
        {
          name: 'alertmanager',
          form: 'alertmanager',
          environments,
          does: { critical: 'rollback', warning: 'watch' },
          heartbeat: { every: '5m' },
        },
      ],
    }),
  );

let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  const hooks = hooksOf('staging');
  service = await aService(office, { hooks: hooks.map((hook) => ({ hook, signature: undefined })) });
  await inLog((log) => watchAlerts(log, hooks, office.clock.now));
  await office.run('apply p.json --once --yes');
  await agreed(office);
  await office.run('apply p.json --once --yes');
});
afterEach(async () => {
  await service.close();
  office.close();
});

const inLog = async <T>(work: (log: Parameters<typeof watchAlerts>[0]) => Promise<T>): Promise<T> => {
  const log = worked(await office.ports.openLog(office.path('rampart.db')));
  try {
    return await work(log);
  } finally {
    await log.close();
  }
};

/** The same service, on whose alerts nothing can be written while something stands in the way. */
const reopened = async (inTheWay: (id: string) => Problem | undefined): Promise<void> => {
  const openLog: Office['ports']['openLog'] = async (place) => {
    const log = worked(await office.ports.openLog(place));
    const append: EventLog['append'] = async (id, ...given) => {
      const found = id.startsWith('alerts:') ? inTheWay(id) : undefined;
      return found ? failed(found) : log.append(id, ...given);
    };
    return ok({ ...log, append });
  };
  await service.close();
  const hooks = hooksOf('staging').map((hook) => ({ hook, signature: undefined }));
  service = await aService({ ...office, ports: { ...office.ports, openLog } }, { hooks });
};

const beat = { status: 'firing', labels: { alertname: 'Watchdog' } };
const alert = (status: string, labels: object = {}) => ({
  status,
  labels: { alertname: 'HighErrorRate', severity: 'warning', ...labels },
  startsAt: '2026-01-01T00:00:00Z',
});

const tell = (alerts: readonly unknown[], as = someone('alertmanager', 'operator', 'staging')) =>
  service.ask('POST /hooks/alertmanager', { body: { alerts }, as });

const turn = async (ms = MINUTE): Promise<string> => {
  office.clock.set(office.clock.now + ms);
  await office.run('tick --all');
  return (await service.ask(`GET /api/v1/rollouts/${office.plan.id}`)).body.status;
};

const checkNow = async () => {
  const { checks } = (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/why`)).body;
  return checks.find(({ what }: { what: string }) => what === 'alerts');
};

const eventsNow = async () =>
  (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/log?limit=1000`)).body.events as {
    type: string;
    holds?: { cause: string; of: string; why: string }[];
    input?: { checks?: Record<string, { verdict: string }> };
  }[];

describe('an alert that is watched', () => {
  it('holds the rollouts that it concerns while it fires, and lets them go on when it is resolved', async () => {
    expect((await tell([beat, alert('firing', { flag: office.plan.flags[0]?.key })])).body).toMatchObject({
      did: [],
      watched: 1,
      passedOver: [],
    });
    expect(await turn()).toBe('held');
    const held = (await eventsNow()).findLast(({ type }) => type === 'held');
    expect(held?.holds).toMatchObject([
      { cause: 'upstream', of: 'alerts', why: expect.stringContaining('HighErrorRate') },
    ]);
    const taken = (await eventsNow()).findLast(({ type }) => type === 'turn-taken');
    expect(taken?.input?.checks).toMatchObject({ 'alerts-of-others': { verdict: 'fail' } });
    await office.run(`resume ${office.plan.id} --yes`);
    expect(await turn()).toBe('held');
    await tell([alert('resolved', { flag: office.plan.flags[0]?.key })]);
    expect(await turn()).toBe('running');
    expect(await checkNow()).toMatchObject({ verdict: 'pass' });
  });

  it('of others leaves it alone', async () => {
    await tell([beat, alert('firing', { flag: 'another' }), alert('firing', { environment: 'production' })]);
    expect(await turn()).toBe('running');
    expect(await checkNow()).toMatchObject({ verdict: 'pass' });
  });

  it('is never quiet by silence: nobody heard yet, or nobody heard lately', async () => {
    expect(await turn()).toBe('running');
    expect(await checkNow()).toMatchObject({ verdict: 'error', why: 'alertmanager has not been heard yet' });
    const said = await tell([beat]);
    expect([said.status, said.body]).toEqual([200, { schemaVersion: 1, did: [], watched: 0, passedOver: [] }]);
    await turn(10_000);
    expect(await checkNow()).toEqual({ what: 'alerts', verdict: 'pass', why: 'no alert fires' });
    await turn(12 * MINUTE);
    expect(await checkNow()).toMatchObject({
      verdict: 'error',
      why: 'nothing was heard of alertmanager for 12 min 10 s',
    });
  });

  it('is not believed of those who may not say so, and is written down', async () => {
    const firing = [beat, alert('firing')];
    const said = await tell(firing, someone('vera', 'viewer', 'staging'));
    expect(said.body).toMatchObject({ watched: 0, passedOver: [expect.stringContaining('may not be told')] });
    expect(service.refusals).toMatchObject([{ right: 'operate', environment: 'staging' }]);
    expect(await turn()).toBe('running');
  });

  it('keeps nothing from going back where it cannot be written down, and is asked for again', async () => {
    let isBusy = true;
    await reopened((id) => (isBusy ? logProblems.busy(id) : undefined));
    const firing = [beat, alert('firing', { severity: 'critical', rollout: office.plan.id })];
    expect(await tell(firing)).toMatchObject({ status: 502, body: { type: 'urn:rampart:problem:log-busy' } });
    expect((await service.ask(`GET /api/v1/rollouts/${office.plan.id}`)).body.status).toBe('rolled-back');
    isBusy = false;
    expect((await tell(firing)).status).toBe(200);
    expect(worked(await inLog((log) => readAlerts(log, 'staging'))).state['alertmanager']?.beatAtMs).toBeDefined();
  });

  it('is counted once where somebody else was faster', async () => {
    let tries = 0;
    await reopened((id) => (++tries === 1 ? logProblems.movedOn(id, 1, 2) : undefined));
    expect((await tell([alert('firing')])).body).toMatchObject({ watched: 1 });
    expect(tries).toBe(2);
  });

  it('counts until a file of hooks says otherwise, and moves along with the log', async () => {
    await tell([beat, alert('firing')]);
    const there = memoryEventLog();
    await inLog((log) => bring(log, there, () => undefined));
    const [here, moved] = [await inLog((log) => readAlerts(log, 'staging')), await readAlerts(there, 'staging')];
    expect(worked(moved)).toEqual(worked(here));
    await inLog((log) => watchAlerts(log, hooksOf('production'), office.clock.now));
    expect(await turn()).toBe('running');
    expect(await checkNow()).toBeUndefined();
  });

  it('is known again from a snapshot after any number of notifications', async () => {
    await tell([beat, alert('firing')]);
    for (let nth = 0; nth < 60; nth += 1) {
      office.clock.set(office.clock.now + 3 * MINUTE);
      await tell([beat]);
    }
    const kept = await inLog((log) => log.latestSnapshot('alerts:staging'));
    expect(worked(kept)?.version).toBe(50);
    expect(await turn()).toBe('held');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logProblems } from '../../../src/adapters/event-log/problems.ts';
import { counting } from '../../../src/app/drive/numbers.ts';
import { failed, ok } from '../../../src/core/problem.ts';
import { worked } from '../../helpers/log.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

let office: Office;
let service: Service;
const count = counting();
beforeEach(async () => {
  office = anOffice();
  service = await aService(office, { numbers: count.now });
  await office.run('apply p.json --once --yes');
  await agreed(office);
  await office.run('apply p.json --once --yes');
});
afterEach(async () => {
  await service.close();
  office.close();
});

const vera = someone('vera', 'viewer', 'production');

describe('how rollouts are', () => {
  it('is told with the troubled first, to whoever may look at them', async () => {
    await office.run(`pause ${office.plan.id} --reason ticket`);
    expect((await service.ask('GET /status.json')).body).toMatchObject({
      counts: { paused: 1, running: 0 },
      troubled: 1,
      more: 0,
      rollouts: [{ id: office.plan.id, trouble: 'operator: ticket', flags: [office.plan.flags[0]?.key] }],
    });
    expect((await service.ask('GET /status.json', { as: vera })).body).toMatchObject({ troubled: 0, rollouts: [] });
    expect((await service.ask('GET /status.json?environment=none')).body.rollouts).toEqual([]);
  });
});

describe('how the service is', () => {
  it('is told to whoever may look at all of it', async () => {
    count.add('turns', 3);
    count.late(40);
    const { body } = await service.ask('GET /ops/status.json');
    expect(body).toMatchObject({
      version: '0.0.0-test',
      log: { rollouts: 1, live: 1 },
      turns: { turns: 3, failed: 0, lateMs: { mean: 40, p99AtMost: 50 } },
      backends: [{ backend: office.plan.provenance.backend, rollouts: 1, outOfReach: 0 }],
    });
    expect((await service.ask('GET /ops/status.json', { as: vera })).status).toBe(403);
    expect((await service.ask('GET /metrics', { as: vera })).status).toBe(403);
  });

  it('is told to Prometheus, by routes and never by paths', async () => {
    await service.ask(`GET /api/v1/rollouts/${office.plan.id}`);
    await service.ask('GET /api/v1/rollouts/somebody-elses');
    await service.ask('GET /ops/status.json', { as: vera });
    const { body, type } = await service.ask('GET /metrics');
    expect(type).toContain('text/plain');
    expect(body).toContain('rampart_rollouts{status="running"} 1');
    expect(body).toMatch(/rampart_rollout_exposure_percent\{rollout="[^"]+",environment="staging"\} \d/);
    expect(body).toContain(
      'rampart_http_request_duration_seconds_count{method="GET",route="/api/v1/rollouts/:rollout",status="2xx"} 1',
    );
    expect(body).toContain('route="/api/v1/rollouts/:rollout",status="4xx"} 1');
    expect(body).not.toContain('somebody-elses');
    expect(body).toContain('rampart_http_refusals_total{status="403"} 1');
    expect(body).toContain('rampart_turns_total{outcome="taken"} 3');
    expect(body).toContain('rampart_turn_lateness_seconds_bucket{le="0.05"} 1');
    expect(body).toContain('rampart_turn_lateness_seconds_bucket{le="+Inf"} 1');
    expect(body).toContain('rampart_log_up 1');
    expect(body).toContain('process_cpu_seconds_total');
  });

  it('says of the rollouts nothing at all where the log does not answer, not even that none is in trouble', async () => {
    let isGone = false;
    const openLog: Office['ports']['openLog'] = async (place) => {
      const log = worked(await office.ports.openLog(place));
      return ok({ ...log, list: async (...given) => (isGone ? failed(logProblems.busy('x')) : log.list(...given)) });
    };
    const other = await aService({ ...office, ports: { ...office.ports, openLog } });
    expect((await other.ask('GET /metrics')).body).toMatch(/^rampart_rollouts_troubled 0$/m);
    isGone = true;
    const { body } = await other.ask('GET /metrics');
    expect(body).toMatch(/^rampart_log_up 0$/m);
    expect(body).not.toMatch(/^rampart_rollouts?_[a-z]+[ {]/m);
    await other.close();
  });
});

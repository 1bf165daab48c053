import { expect, it } from 'vitest';
import { inProcessScheduler } from '../../src/adapters/scheduler/in-process.ts';
import type { Ports, ServingHttp } from '../../src/app/operation.ts';
import { serve } from '../../src/app/serve.ts';
import { failed, ok, problem } from '../../src/core/problem.ts';
import { aYard, type Yard } from '../helpers/driving.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { HOUR, MIN } from '../helpers/rollout.ts';

type Serving = { readonly end: () => Promise<Awaited<ReturnType<typeof serve.run>>>; readonly heard: ServingHttp[] };

/** The service on a yard, with nobody at the door but who hears what it would answer with. */
const serving = (yard: Yard, input: Record<string, unknown>, more: Partial<Ports> = {}): Serving => {
  const [stop, over] = [new AbortController(), new AbortController()];
  const heard: ServingHttp[] = [];
  const ports: Ports = {
    ...yard.ports,
    openScheduler: async () => ok(inProcessScheduler(yard.clock)),
    stopping: async () => stop.signal,
    serveHttp: async (given) => {
      heard.push(given);
      given.reached('http://127.0.0.1:4870');
      await new Promise<void>((done) => given.signal.addEventListener('abort', () => done(), { once: true }));
      return ok(undefined);
    },
    ...more,
  };
  const ran = serve.run(serve.input.parse(input), ports).finally(() => over.abort());
  ran.catch(() => undefined);
  const end = async () => {
    stop.abort();
    while (!over.signal.aborted) await yard.pass(100);
    return ran;
  };
  return { end, heard };
};

it('takes every turn that is due, and answers, until it is ended', async () => {
  const yard = aYard();
  for (const id of ['a', 'b']) await yard.begin(id);
  const service = serving(yard, {});
  await yard.pass(HOUR);
  for (const id of ['a', 'b']) expect(await yard.standing(id)).toMatchObject({ status: 'completed' });
  const { document } = worked(await service.end());
  expect(document).toMatchObject({ role: 'all', address: 'http://127.0.0.1:4870' });
});

it('looks at once at what is asked for over HTTP', async () => {
  const yard = aYard();
  await yard.begin('a');
  const service = serving(yard, {});
  await yard.pass(MIN);
  const [through] = service.heard;
  await yard.put('a', { is: 'rollback', to: { is: 'off' }, gradually: false }, through?.log);
  await yard.pass(1);
  expect(await yard.standing('a')).toMatchObject({ status: 'rolled-back' });
  await service.end();
});

it('as a worker it does not answer; as an api it takes no turn', async () => {
  const yard = aYard();
  await yard.begin('a');
  const api = serving(yard, { role: 'api' });
  await yard.pass(10 * MIN);
  expect(await yard.standing('a')).toMatchObject({ entered: [] });
  expect(worked(await api.end()).document).toMatchObject({ role: 'api', turns: 0 });
  const worker = serving(yard, { role: 'worker' });
  await yard.pass(10 * MIN);
  expect(await yard.standing('a')).toMatchObject({ entered: [0] });
  expect(worker.heard).toEqual([]);
  expect(worked(await worker.end()).document).not.toHaveProperty('address');
});

it('takes no more turns where answering breaks off', async () => {
  const yard = aYard();
  await yard.begin('a');
  const service = serving(yard, {}, { serveHttp: async () => Promise.reject(new Error('a bug')) });
  await yard.pass(HOUR);
  expect((await yard.standing('a')).entered.length).toBeLessThan(2);
  await expect(service.end()).rejects.toThrow('a bug');
});

it('goes on with no turns where it cannot answer', async () => {
  const yard = aYard();
  await yard.begin('a');
  const taken = problem({ kind: 'usage', code: 'not-listening', message: 'the port is taken', hint: 'another' });
  const service = serving(yard, {}, { serveHttp: async () => failed(taken) });
  await yard.pass(HOUR);
  expect(await yard.standing('a')).toMatchObject({ status: 'running' });
  expect(problemOf(await service.end())).toMatchObject({ code: 'not-listening' });
});

it('gives its flags to flagd at a port of its own, where it is told to, and a worker gives nothing', async () => {
  const yard = aYard();
  const service = serving(yard, { role: 'api', sync: 0 });
  await yard.pass(1);
  expect(service.heard[0]?.sync?.port).toBe(0);
  service.heard[0]?.sync?.reached('grpc://127.0.0.1:8015');
  expect(worked(await service.end()).document).toMatchObject({ sync: 'grpc://127.0.0.1:8015' });
  const silent = serving(yard, { role: 'api' });
  await yard.pass(1);
  expect(silent.heard[0]?.sync).toBeUndefined();
  expect(worked(await silent.end()).document).not.toHaveProperty('sync');
  const worker = serving(yard, { role: 'worker', sync: 8015 });
  expect(problemOf(await worker.end())).toMatchObject({ code: 'worker-is-mute', path: 'sync' });
});

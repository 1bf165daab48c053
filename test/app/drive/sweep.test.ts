import { expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { counting } from '../../../src/app/drive/numbers.ts';
import { sweepOf } from '../../../src/app/drive/sweep.ts';
import { troublesOf } from '../../../src/app/drive/troubles.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import type { Scheduler } from '../../../src/ports/scheduler.ts';
import { portsWith } from '../../helpers/cli.ts';
import { chain, worked } from '../../helpers/log.ts';
import { NINE } from '../../helpers/rollout.ts';

const away = problem({ kind: 'unreachable', code: 'away', message: 'nobody answers', hint: 'wait' });
const COUNT = 2500;

/** So many rollouts that are due, some at once, and a queue that knows none of them yet. */
const aField = async () => {
  const log = memoryEventLog();
  for (let nth = 0; nth < COUNT; nth += 1)
    worked(await log.append(`r-${nth}`, 0, chain(1, 1), { dueAtMs: nth < 1200 ? 0 : NINE + nth, summary: null }));
  worked(await log.append('over', 0, chain(1, 1), { dueAtMs: undefined, summary: null }));
  const [known, sizes, woken] = [new Set<string>(), [] as number[], [] as string[]];
  const state = { isAway: false, isBroken: false };
  const scheduler: Pick<Scheduler, 'ensure' | 'wake'> = {
    ensure: async (ids) => {
      sizes.push(ids.length);
      if (state.isAway && sizes.length % 2 === 0) return failed(away);
      if (state.isBroken) throw new Error('a mistake of ours');
      const fresh = ids.filter((id) => !known.has(id));
      fresh.forEach((id) => known.add(id));
      return ok(fresh);
    },
    wake: async (id) => ok(void woken.push(id)),
  };
  const count = counting();
  const ports = portsWith(new Map(), { tell: () => undefined });
  const sweep = sweepOf({ log, scheduler: scheduler as Scheduler, ports, count, troubles: troublesOf(ports) });
  return { log, sweep, count, known, sizes, woken, state };
};

it('finds everybody who is under way, so many at a time', async () => {
  const { sweep, count, sizes, known } = await aField();
  expect((await sweep()).inMs).toBeGreaterThanOrEqual(5000);
  expect(sizes).toEqual([1000, 1000, 500]);
  expect(known.size).toBe(COUNT);
  expect(known.has('over')).toBe(false);
  expect(count.now()).toMatchObject({ found: COUNT, live: COUNT });
});

it('wakes whoever asks for something once, and again where they ask for something else', async () => {
  const { log, sweep, woken } = await aField();
  await sweep();
  await sweep();
  expect(woken).toEqual([]);
  worked(await log.append('r-7', 1, chain(2, 2), { dueAtMs: 0, summary: null }));
  worked(await log.append('r-1150', 1, chain(2, 2), { dueAtMs: 0, summary: null }));
  await sweep();
  expect(woken.toSorted()).toEqual(['r-1150', 'r-7']);
  await sweep();
  expect(woken).toHaveLength(2);
});

it('goes on with the next sweep where one broke off', async () => {
  const { sweep, count, state, known } = await aField();
  state.isAway = true;
  await sweep();
  expect(known.size).toBe(1000);
  expect(count.now()).toMatchObject({ found: 1000, live: 0 });
  state.isAway = false;
  await sweep();
  expect(known.size).toBe(COUNT);
  expect(count.now()).toMatchObject({ found: COUNT, live: COUNT });
});

it('a mistake of ours is told, and the next look finds what it kept from being found', async () => {
  const { sweep, known, state } = await aField();
  state.isBroken = true;
  expect(await sweep()).toEqual({ inMs: 5000, lane: '' });
  expect(known.size).toBe(0);
  state.isBroken = false;
  await sweep();
  expect(known.size).toBe(COUNT);
});

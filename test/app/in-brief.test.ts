import { expect, it } from 'vitest';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { inBrief } from '../../src/app/in-brief.ts';
import { failed, ok, problem } from '../../src/core/problem.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { chain, NO_CARD, problemOf, worked } from '../helpers/log.ts';
import { HOUR } from '../helpers/rollout.ts';

const away = problem({ kind: 'unreachable', code: 'away', message: 'nobody answers', hint: 'wait' });
const COUNT = 2300;

/** A log of so many, each piece of which takes three milliseconds; whoever rests, rests for fifty. */
const many = async () => {
  const log = memoryEventLog();
  for (let nth = 0; nth < COUNT; nth += 1) worked(await log.append(`r-${nth}`, 0, chain(1, 1), NO_CARD));
  let [now, rests, pieces] = [0, 0, 0];
  const slow: EventLog = {
    ...log,
    brief: async (piece) => {
      now += 3;
      pieces += 1;
      return log.brief(piece);
    },
  };
  const sleep = async (): Promise<void> => {
    now += 50;
    rests += 1;
  };
  return { log: slow, clock: { nowMs: () => now, sleep }, counted: () => ({ rests, pieces }) };
};

it('sees all of them once, a piece at a time, and lets others have a word in between', async () => {
  const { log, clock, counted } = await many();
  const seen: string[] = [];
  const tookMs = await inBrief(log, clock, 'all', async (piece) => {
    expect(piece.length).toBeLessThanOrEqual(1000);
    seen.push(...piece.map(({ id }) => id));
    return ok(undefined);
  });
  expect(seen).toEqual(worked(await log.list()).map(({ id }) => id));
  expect(counted()).toEqual({ rests: 2, pieces: 3 });
  expect(worked(tookMs)).toBe(9);
});

it('ends where something goes wrong, with the log or with whoever looks', async () => {
  const { log, clock, counted } = await many();
  const broken: EventLog = { ...log, brief: async (piece) => (piece.after ? failed(away) : log.brief(piece)) };
  expect(problemOf(await inBrief(broken, clock, 'all', async () => ok(undefined)))).toBe(away);
  expect(problemOf(await inBrief(log, clock, 'all', async () => failed(away)))).toBe(away);
  expect(counted().pieces).toBe(2);
});

it('takes no sleep of the machine, and no clock that was set, for work', async () => {
  const { log } = await many();
  let now = 0;
  const tookMs = await inBrief(log, { nowMs: () => now, sleep: async () => undefined }, 'all', async (piece) => {
    now += piece.length < 1000 ? HOUR : -HOUR;
    return ok(undefined);
  });
  expect(worked(tookMs)).toBe(10_000);
});

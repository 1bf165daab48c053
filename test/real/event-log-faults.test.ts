import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../../src/core/values/digest.ts';
import type { EventLog, NewEntry } from '../../src/ports/event-log.ts';
import { NO_CARD, problemOf, worked } from '../helpers/log.ts';
import { HASTE, logAt, unbroken } from './logs.ts';
import { aPostgres, type Postgres } from './postgres.ts';
import { aProxy, type Proxy } from './proxy.ts';

let server: Postgres;
let made = 0;

beforeAll(async () => {
  server = await aPostgres();
});
afterAll(() => server?.stop());

const aPlace = async (): Promise<string> => `${await server.database(`faults_${(made += 1)}`)}?tls=off`;

const through = (place: string, { port }: Proxy): string => place.replace(`:${server.port}/`, `:${port}/`);

const aWire = async (): Promise<Proxy> => {
  const proxy = await aProxy(server.port);
  onTestFinished(proxy.close);
  return proxy;
};

const three = (token: number, previous: string): NewEntry[] => {
  const entries: NewEntry[] = [];
  for (let n = 0; n < 3; n += 1) {
    const event = { token, n };
    entries.push({ event, hash: digestOf({ hash: entries.at(-1)?.hash ?? previous, event }) });
  }
  return entries;
};

type Told = { readonly acknowledged: number[]; readonly doubted: number[]; readonly codes: Set<string> };

/** Reads where the log is and appends three, again and again, as the executor does: after a doubt it reads first. */
const writeUntil = async (log: EventLog, isOver: () => boolean, first = 1): Promise<Told> => {
  const told: Told = { acknowledged: [], doubted: [], codes: new Set() };
  for (let token = first; !isOver(); token += 1) {
    const read = await log.read('a', 1);
    if (!read.ok) {
      for (const { code } of read.problems) told.codes.add(code);
      await sleep(20);
      continue;
    }
    const appended = await log.append('a', read.value.length, three(token, read.value.at(-1)?.hash ?? ''), NO_CARD);
    (appended.ok ? told.acknowledged : told.doubted).push(token);
    if (!appended.ok) for (const { code } of appended.problems) told.codes.add(code);
  }
  return told;
};

/** What was acknowledged is there once and whole; what was doubted is there so or not at all. */
const nothingLostOrDoubled = async (log: EventLog, { acknowledged, doubted }: Told): Promise<void> => {
  await unbroken(log, 'a');
  const tokens = worked(await log.read('a', 1)).map(({ event }) => (event as { token: number }).token);
  const there = tokens.filter((_, at) => at % 3 === 0);
  expect(tokens).toEqual(there.flatMap((token) => [token, token, token]));
  expect(new Set(there).size).toBe(there.length);
  expect(acknowledged.filter((token) => !there.includes(token))).toEqual([]);
  expect(there.filter((token) => !acknowledged.includes(token) && !doubted.includes(token))).toEqual([]);
};

describe('the way to the server', () => {
  it('cut thirty times while something is written loses nothing and doubles nothing', async () => {
    const [place, wire] = [await aPlace(), await aWire()];
    const log = await logAt(through(place, wire), HASTE);
    let isOver = false;
    const told = writeUntil(log, () => isOver);
    for (let cut = 0; cut < 30; cut += 1) {
      await sleep(30 + ((cut * 13) % 40));
      wire.cut();
      await sleep(10);
      wire.heal();
    }
    isOver = true;
    const all = await told;
    expect(all.acknowledged.length).toBeGreaterThan(5);
    expect([...all.codes]).toEqual(['log-failed']);
    await nothingLostOrDoubled(await logAt(place), all);
  });

  it('that says nothing any more is given up in time, and the doubt is told; others are not held up', async () => {
    const [place, wire] = [await aPlace(), await aWire()];
    const log = await logAt(through(place, wire), HASTE);
    worked(await log.append('a', 0, three(1, ''), NO_CARD));
    wire.hush();
    const [problem] = [problemOf(await log.append('a', 3, three(2, ''), NO_CARD))];
    expect(problem).toMatchObject({ kind: 'unreachable', code: 'log-failed' });
    expect(problem?.hint).toContain('may hold what was being written or not');
    expect(problemOf(await log.ids('\0'))).toMatchObject({ code: 'log-failed' });
    const other = await logAt(place, HASTE);
    const { length } = worked(await other.read('a', 1));
    expect(worked(await other.append('a', length, three(3, ''), NO_CARD)).version).toBe(length + 3);
    wire.heal();
    expect(worked(await log.read('a', 1))).toHaveLength(length + 3);
  });
});

it('a server that is restarted five times under two writers loses nothing and doubles nothing', async () => {
  const place = await aPlace();
  const logs = [await logAt(place, HASTE), await logAt(place, HASTE)] as const;
  let isOver = false;
  const [first, second] = [writeUntil(logs[0], () => isOver), writeUntil(logs[1], () => isOver, 1_000_001)];
  for (let nth = 0; nth < 5; nth += 1) {
    await sleep(150);
    await server.restart();
  }
  await sleep(100);
  isOver = true;
  const all = [await first, await second];
  expect(all.map(({ acknowledged }) => acknowledged.length > 5)).toEqual([true, true]);
  expect([...(all[0]?.codes ?? [])].every((code) => ['log-failed', 'log-moved-on'].includes(code))).toBe(true);
  await nothingLostOrDoubled(await logAt(place), {
    acknowledged: all.flatMap(({ acknowledged }) => acknowledged),
    doubted: all.flatMap(({ doubted }) => doubted),
    codes: new Set(),
  });
});

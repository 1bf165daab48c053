import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { sqliteEventLog } from '../../src/adapters/event-log/sqlite.ts';
import { bring } from '../../src/app/migrate/bring.ts';
import { ok } from '../../src/core/problem.ts';
import type { Pushed } from '../../src/core/series/push.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { observationStore } from '../../src/ports/observation-store.ts';
import { worked } from '../helpers/log.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MIDNIGHT = Date.UTC(2026, 2, 3);

const onFile = async (): Promise<EventLog> => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-pushed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return worked(await sqliteEventLog(join(folder, 'rampart.db')));
};

const storeOn = (log: EventLog, clock: { nowMs: number }, environment = 'production') =>
  observationStore({
    open: async () => ok({ ...log, close: async () => undefined }),
    environment,
    nowMs: () => clock.nowMs,
  });

const minuteTo = (toMs: number, more: Partial<Pushed> = {}): Pushed => ({
  metric: 'error-rate',
  arm: 'treatment',
  fromMs: toMs - MINUTE,
  toMs,
  samples: 100,
  bad: 1,
  ...more,
});

const push = (...observations: readonly Pushed[]) => ({ by: 'hook shop', observations });

const heldIn = async (store: ReturnType<typeof storeOn>, sinceMs: number): Promise<number> =>
  worked(await store.since(sinceMs)).reduce((sum, { count }) => sum + count, 0);

describe.each([
  ['in memory', async () => memoryEventLog()],
  ['on a file', onFile],
])('pushed numbers %s', (_, logOf) => {
  it('are kept once, also by others who know nothing of each other', async () => {
    const [log, clock] = [await logOf(), { nowMs: MIDNIGHT - MINUTE }];
    const [one, other] = [storeOn(log, clock), storeOn(log, clock)];
    expect(worked(await one.keep(push(minuteTo(clock.nowMs))))).toEqual({ kept: 1 });
    expect(worked(await other.keep(push(minuteTo(clock.nowMs))))).toEqual({ kept: 0 });
    const both = await Promise.all([one, other].map((store) => store.keep(push(minuteTo(MIDNIGHT, { bad: 2 })))));
    expect(both.map((taken) => worked(taken).kept).toSorted()).toEqual([0, 1]);
    expect(await heldIn(one, clock.nowMs)).toBe(2);
    expect(await heldIn(storeOn(log, clock, 'staging'), clock.nowMs)).toBe(0);
    await log.close();
  });

  it('are kept whole or not at all, and the log is where it was', async () => {
    const [log, clock] = [await logOf(), { nowMs: MIDNIGHT }];
    const store = storeOn(log, clock);
    worked(await store.keep(push(minuteTo(MIDNIGHT))));
    const before = worked(await log.list());
    const odd = push(minuteTo(MIDNIGHT + MINUTE), minuteTo(MIDNIGHT + 30_000));
    expect(await store.keep(odd)).toMatchObject({ ok: false, problems: [{ code: 'push-overlaps' }] });
    expect(worked(await log.list())).toEqual(before);
    await log.close();
  });

  it('overlap across midnight as well, on whichever day they came', async () => {
    const [log, clock] = [await logOf(), { nowMs: MIDNIGHT - 1000 }];
    const [store, fast] = [storeOn(log, clock), storeOn(log, { nowMs: MIDNIGHT + 30_000 })];
    worked(await store.keep(push(minuteTo(MIDNIGHT - 1000))));
    expect(await fast.keep(push(minuteTo(MIDNIGHT + 10_000)))).toMatchObject({ ok: false });
    worked(await fast.keep(push(minuteTo(MIDNIGHT - 1000 + MINUTE))));
    expect(await store.keep(push(minuteTo(MIDNIGHT)))).toMatchObject({ ok: false });
    expect(await heldIn(store, MIDNIGHT - 2 * MINUTE)).toBe(2);
    expect(await heldIn(storeOn(log, { nowMs: MIDNIGHT + MINUTE }), MIDNIGHT)).toBe(2);
    await log.close();
  });

  it('are heard once by what was signed, in any process', async () => {
    const [log, clock] = [await logOf(), { nowMs: MIDNIGHT }];
    const said = digestOf('msg_1');
    worked(await storeOn(log, clock).keep({ ...push(minuteTo(MIDNIGHT)), said }));
    const again = await storeOn(log, clock).keep({ ...push(minuteTo(MIDNIGHT + MINUTE)), said });
    expect(again).toMatchObject({ ok: false, problems: [{ code: 'heard-before' }] });
    await log.close();
  });

  it('are read on from where they were, and forgotten after some days', async () => {
    const [log, clock] = [await logOf(), { nowMs: MIDNIGHT }];
    const reads: string[] = [];
    const counting: EventLog = {
      ...log,
      read: (id, from) => {
        reads.push(`${id.slice(-2)} ${from}`);
        return log.read(id, from);
      },
    };
    const store = storeOn(counting, clock);
    worked(await store.keep(push(minuteTo(MIDNIGHT))));
    expect(await heldIn(store, MIDNIGHT)).toBe(1);
    clock.nowMs += 2 * DAY;
    reads.length = 0;
    expect(await heldIn(store, MIDNIGHT)).toBe(1);
    expect(await heldIn(store, MIDNIGHT)).toBe(1);
    expect(reads.filter((read) => read.startsWith('03'))).toEqual([]);
    expect(reads.filter((read) => read.startsWith('04'))).toEqual(['04 1', '04 1']);
    await log.close();
  });

  it('move along with the log, to the same answers', async () => {
    const [log, clock] = [await logOf(), { nowMs: MIDNIGHT }];
    worked(await storeOn(log, clock).keep(push(minuteTo(MIDNIGHT), minuteTo(MIDNIGHT, { arm: 'control' }))));
    const there = memoryEventLog();
    worked(await bring(log, there, () => undefined));
    const [here, moved] = [storeOn(log, clock), storeOn(there, clock)];
    expect(worked(await moved.since(MIDNIGHT))).toEqual(worked(await here.since(MIDNIGHT)));
    expect(worked(await moved.keep(push(minuteTo(MIDNIGHT))))).toEqual({ kept: 0 });
    await log.close();
  });
});

it('is an error where somebody changed what was pushed', async () => {
  const [log, clock] = [memoryEventLog(), { nowMs: MIDNIGHT }];
  worked(await storeOn(log, clock).keep(push(minuteTo(MIDNIGHT))));
  const edited: EventLog = {
    ...log,
    read: async (id, from) => {
      const entries = worked(await log.read(id, from));
      return ok(entries.map((entry) => ({ ...entry, event: { ...(entry.event as object), by: 'somebody' } })));
    },
  };
  expect(await storeOn(edited, clock).since(MIDNIGHT)).toMatchObject({ ok: false, problems: [{ code: 'log-broken' }] });
});

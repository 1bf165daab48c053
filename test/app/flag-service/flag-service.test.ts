import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import {
  freezeFlag,
  increaseFlag,
  removeFlag,
  setFlag,
  setFlags,
  toggleFlag,
} from '../../../src/app/flag-service/changes.ts';
import { openFlagService } from '../../../src/app/flag-service/service.ts';
import { importLines, exportLines } from '../../../src/app/log-lines.ts';
import { failed, ok, problem, type Result } from '../../../src/core/problem.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { readFlagSet } from '../../../src/ports/flag-store.ts';
import { aStarted, testClock } from '../../helpers/executor.ts';
import { aFlagService, ASKING } from '../../helpers/flag-service.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aClimb } from '../../helpers/rollout.ts';
import { anEmptyLog } from '../../worlds/rampart.ts';

const codes = (result: Result<unknown>): readonly string[] =>
  result.ok ? [] : result.problems.map(({ code }) => code);

describe('a flag of the service', () => {
  it('goes the way of the rollout guide', async () => {
    const service = await aFlagService();
    const name = 'use_state_persistence';
    const made = worked(await setFlag(service, name, { enabled: true, percentage: 1 }, ASKING));
    expect(made).toMatchObject({ made: true, flag: { name, percentage: 1, strategy: 'percentage', revision: 1 } });
    expect(worked(await increaseFlag(service, name, 4, ASKING)).flag.percentage).toBe(5);
    worked(await freezeFlag(service, name, true, ASKING));
    expect(codes(await increaseFlag(service, name, 10, ASKING))).toEqual(['flag-frozen']);
    expect(worked(await setFlag(service, name, { percentage: 2 }, ASKING)).flag).toMatchObject({ frozen: true });
    worked(await freezeFlag(service, name, false, ASKING));
    expect(worked(await increaseFlag(service, name, 99, ASKING)).flag.percentage).toBe(100);
    expect(worked(await toggleFlag(service, name, false, ASKING)).flag).toMatchObject({
      enabled: false,
      percentage: 100,
    });
    expect(codes(await increaseFlag(service, name, 1, ASKING))).toEqual(['flag-off']);
    worked(await removeFlag(service, name, ASKING));
    for (const gone of [toggleFlag(service, name, true, ASKING), removeFlag(service, name, ASKING)])
      expect(codes(await gone)).toEqual(['no-such-flag']);
  });

  it('is written for the revision that somebody saw, or not at all', async () => {
    const service = await aFlagService();
    const one = (percentage: number, expected: number | 'none') =>
      setFlag(service, 'search', { enabled: true, percentage }, { ...ASKING, expected });
    expect(worked(await one(1, 'none')).flag.revision).toBe(1);
    expect(codes(await one(2, 'none'))).toEqual(['flag-moved']);
    worked(await setFlag(service, 'other', { enabled: true }, ASKING));
    expect(worked(await one(2, 1)).flag.revision).toBe(3);
    expect(problemOf(await one(3, 1))).toMatchObject({ kind: 'stale', code: 'flag-moved' });
  });

  it('is changed with others in one piece, or none of them is', async () => {
    const service = await aFlagService();
    for (const name of ['a', 'b', 'c']) worked(await setFlag(service, name, { enabled: true, percentage: 50 }, ASKING));
    worked(await freezeFlag(service, 'c', true, ASKING));
    const { version } = service.now();
    const wanted = [
      { name: 'a', enabled: false },
      { name: 'b', rings: { betta: 5 } },
      { name: 'c', percentage: 60 },
      { name: 'none', enabled: false },
    ];
    expect(codes(await setFlags(service, wanted, ASKING))).toEqual([
      'flag-no-such-ring',
      'flag-frozen',
      'no-such-flag',
    ]);
    expect(service.now().version).toBe(version);
    const off = ['a', 'b', 'c'].map((name) => ({ name, enabled: false }));
    expect(codes(await setFlags(service, off, { ...ASKING, expected: version - 1 }))).toEqual(['flags-moved']);
    expect(
      worked(await setFlags(service, off, { ...ASKING, expected: version })).map(({ enabled }) => enabled),
    ).toEqual([false, false, false]);
    expect(codes(await setFlags(service, [...off, ...off], ASKING))).toEqual(Array(3).fill('flag-twice'));
  });

  it('is left to the rollout that has it in hand, but for the brake', async () => {
    const plan = aClimb();
    const [key = ''] = plan.flags.map((flag) => flag.key);
    const { log } = await aStarted({ ...plan, provenance: { ...plan.provenance, backend: 'rampart' } });
    const service = await aFlagService(log, plan.provenance.environment);
    const said = await setFlag(service, key, { enabled: true, percentage: 100 }, ASKING);
    expect(problemOf(said)).toMatchObject({
      kind: 'refused',
      code: 'flag-held',
      hint: expect.stringContaining(plan.id),
    });
    expect(codes(await setFlags(service, [{ name: key }], ASKING))).toEqual(['flag-held']);
    worked(await setFlag(service, `${key}-2`, { enabled: true }, ASKING));
    const elsewhere = await aFlagService(log, 'elsewhere');
    worked(await setFlag(elsewhere, key, { enabled: true }, ASKING));
    expect(codes(await freezeFlag(service, key, true, ASKING))).toEqual(['no-such-flag']);
  });

  it('is changed without a look at the rollouts of others, however many there are', async () => {
    const plan = aClimb();
    const { log } = await aStarted({ ...plan, provenance: { ...plan.provenance, backend: 'rampart' } });
    const read: string[] = [];
    const watched: EventLog = { ...log, read: async (id, from) => (read.push(id), log.read(id, from)) };
    const service = await aFlagService(watched, plan.provenance.environment);
    worked(await setFlag(service, 'nobodys', { enabled: true }, ASKING));
    expect(new Set(read)).toEqual(new Set([`flagset:${plan.provenance.environment}`]));
  });
});

const shared = async () => {
  const file = await anEmptyLog();
  const open = async (): Promise<EventLog> => worked(await sqliteEventLog(file));
  return [await aFlagService(await open()), await aFlagService(await open())] as const;
};

describe('several processes on one log', () => {
  it('see what the others write, at the next look', async () => {
    const [here, there] = await shared();
    const heard: number[] = [];
    there.onChange(({ version }) => heard.push(version));
    worked(await setFlag(here, 'search', { enabled: true, percentage: 100 }, ASKING));
    expect(there.evaluator.one('search', { targetingKey: 'ana' })).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    await Promise.all([there.refresh(), there.refresh()]);
    expect(there.evaluator.one('search', { targetingKey: 'ana' })).toMatchObject({ value: true });
    expect([heard, there.definitions()]).toEqual([[1], here.definitions()]);
  });

  it('lose no change that both make at once, and each revision is won by one', async () => {
    const [here, there] = await shared();
    worked(await setFlag(here, 'search', { enabled: true, percentage: 1 }, ASKING));
    await there.refresh();
    const both = await Promise.all(
      [here, there].flatMap((service, nth) => [
        setFlag(service, `own-${nth}`, { enabled: true }, ASKING),
        setFlag(service, 'search', { percentage: 10 + nth }, { ...ASKING, expected: 1 }),
      ]),
    );
    expect(both.flatMap(codes)).toEqual(['flag-moved']);
    await Promise.all([here.refresh(), there.refresh()]);
    expect([...here.now().flags.keys()].toSorted()).toEqual(['own-0', 'own-1', 'search']);
    expect(here.now()).toEqual(there.now());
  });

  it('look before they answer, once a second, and wait for storage no longer than that is worth', async () => {
    const [here, there] = await shared();
    const time = testClock();
    let looks = 0;
    let stuck = false;
    const read: EventLog['read'] = async (...given) => {
      looks += 1;
      return stuck ? new Promise(() => undefined) : there.log.read(...given);
    };
    const clock = { ...time, nowMs: () => time.now, sleep: async () => undefined };
    const service = worked(await openFlagService({ ...there, log: { ...there.log, read }, clock }));
    worked(await setFlag(here, 'search', { enabled: true }, ASKING));
    await service.fresh();
    expect([service.now().version, looks]).toEqual([0, 1]);
    time.set(time.now + 1000);
    await Promise.all([service.fresh(), service.fresh(), service.fresh()]);
    await service.refresh();
    expect([service.now().version, looks]).toEqual([1, 3]);
    worked(await setFlag(here, 'search', { enabled: false }, ASKING));
    time.set(time.now - 3_600_000);
    await service.fresh();
    expect(looks).toBe(4);
    await service.refresh();
    expect(service.now().version).toBe(2);
    stuck = true;
    time.set(time.now + 1000);
    await service.fresh();
    expect([service.now().version, looks]).toEqual([2, 5]);
  });
});

describe('the log of the service', () => {
  it('serves on what it had while the log cannot be read, and says so', async () => {
    const memory = memoryEventLog();
    let broken = false;
    const away = problem({ kind: 'unreachable', code: 'log-failed', message: 'away', hint: 'wait' });
    const log: EventLog = { ...memory, read: async (...given) => (broken ? failed(away) : memory.read(...given)) };
    const looks: unknown[] = [];
    const service = await aFlagService(log, 'production', (problems) =>
      looks.push(...problems.map(({ code }) => code), '.'),
    );
    worked(await setFlag(service, 'search', { enabled: true, percentage: 100 }, ASKING));
    broken = true;
    expect(codes(await service.refresh())).toEqual(['log-failed']);
    expect(service.evaluator.one('search', { targetingKey: 'ana' })).toMatchObject({ value: true });
    expect(codes(await setFlag(service, 'search', { percentage: 1 }, ASKING))).toEqual(['log-failed']);
    broken = false;
    worked(await service.refresh());
    expect(looks).toEqual(['log-failed', '.', '.']);
  });

  it('begins at a snapshot, and finds what was edited behind it', async () => {
    const log = memoryEventLog();
    const service = await aFlagService(log);
    for (let at = 1; at <= 60; at += 1) worked(await setFlag(service, `flag-${at}`, { enabled: true }, ASKING));
    const read: number[] = [];
    const watched: EventLog = { ...log, read: async (id, from) => (read.push(from), log.read(id, from)) };
    expect(worked(await readFlagSet(watched, 'production'))).toEqual(service.now());
    expect(read).toEqual([51]);
    const edited: EventLog = {
      ...log,
      read: async (...given) => {
        const [first, ...rest] = worked(await log.read(...given));
        return ok(first ? [{ ...first, event: { ...(first.event as object), reason: 'a whim' } }, ...rest] : rest);
      },
    };
    expect(problemOf(await readFlagSet(edited, 'production'))).toMatchObject({
      code: 'log-broken',
      path: 'flagset:production: events[0]',
    });
  });

  it('travels like every other', async () => {
    const log = memoryEventLog();
    const service = await aFlagService(log);
    worked(await setFlag(service, 'search', { enabled: true, percentage: 5 }, ASKING));
    const { lines } = worked(await exportLines(log, ['flagset:production']));
    const other = memoryEventLog();
    worked(await importLines(other, lines, () => ok({ dueAtMs: undefined, summary: null })));
    expect((await aFlagService(other)).now()).toEqual(service.now());
  });
});

import { describe, expect, it } from 'vitest';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { systemClock } from '../../../src/adapters/clock/system.ts';
import { inProcessScheduler } from '../../../src/adapters/scheduler/in-process.ts';
import { drive } from '../../../src/app/drive/drive.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import type { FlagBackend } from '../../../src/ports/flag-backend.ts';
import { aYard, climbOf, type Yard } from '../../helpers/driving.ts';
import { worked } from '../../helpers/log.ts';
import { anApproval, HOUR, MIN, NINE } from '../../helpers/rollout.ts';

const SECOND = 1000;
const away = problem({ kind: 'unreachable', code: 'away', message: 'nobody answers', hint: 'wait' });

const idsOf = (count: number, name = 'r'): readonly string[] =>
  Array.from({ length: count }, (_, nth) => `${name}-${nth}`);

const beginAll = async ({ begin }: Yard, ids: readonly string[], place?: string): Promise<void> => {
  for (const id of ids) await begin(id, place);
};

/** When a flag system was read, by the keys that were asked for. */
const reads = (yard: Yard, place: string): { readonly key: string; readonly atMs: number }[] => {
  const seen: { key: string; atMs: number }[] = [];
  const real = memoryFlagBackend();
  yard.systems.set(place, {
    ...real,
    read: (keys) => {
      seen.push({ key: keys[0] ?? '', atMs: yard.clock.nowMs() });
      return real.read(keys);
    },
  });
  return seen;
};

const gapsOf = (seen: readonly { readonly key: string; readonly atMs: number }[], key: string): readonly number[] => {
  const times = seen.filter((one) => one.key === key).map(({ atMs }) => atMs);
  return times.slice(1).map((atMs, nth) => atMs - (times[nth] ?? 0));
};

describe('whoever drives a log', () => {
  it('takes every rollout of it to its end, and one that goes wrong back', async () => {
    const yard = aYard();
    const ids = idsOf(9);
    await beginAll(yard, ids);
    const driver = yard.drive();
    await yard.pass(10 * MIN);
    yard.errors.set('r-7', 9);
    await yard.pass(HOUR);
    for (const id of ids.filter((one) => one !== 'r-7')) {
      expect(await yard.standing(id)).toEqual({ status: 'completed', entered: [0, 1, 2] });
      expect(await yard.share(id)).toBe(100);
    }
    expect(await yard.standing('r-7')).toEqual({ status: 'rolled-back', entered: [0] });
    expect(await yard.share('r-7')).toBe(0);
    await driver.stop();
    const { turns, decided, overtaken, failed: wrong, inFlight } = driver.numbers();
    expect({ overtaken, wrong, inFlight }).toEqual({ overtaken: 0, wrong: 0, inFlight: 0 });
    expect(turns).toBeGreaterThan(decided);
    expect(yard.said.filter(({ rollout }) => rollout === 'r-7').map(({ what }) => what)).toContain('rolled back');
  });

  it('looks when it is time to look, and not in between', async () => {
    const yard = aYard();
    const seen = reads(yard, 'flags');
    await yard.begin('r');
    const driver = yard.drive();
    await yard.pass(15 * MIN);
    await driver.stop();
    const gaps = gapsOf(seen, 'r').filter((gap) => gap > 0);
    expect(new Set(gaps.map((gap) => Math.round(gap / SECOND)))).toEqual(new Set([15, 60]));
  });

  it('finds what another process has begun or asked for, within seconds', async () => {
    const yard = aYard((id) => climbOf(id, { approvals: [anApproval('few')] }));
    const driver = yard.drive();
    await yard.pass(MIN);
    await yard.begin('late');
    await yard.pass(6 * SECOND);
    expect(driver.numbers().turns).toBe(1);
    await yard.put('late', { is: 'approve', before: 'few', planDigest: await planDigestOf(yard, 'late') });
    await yard.pass(6 * SECOND);
    expect(await yard.share('late')).toBe(5);
    await driver.stop();
  });

  it('has one span for each turn', async () => {
    const yard = aYard();
    await yard.begin('r');
    const spans: string[] = [];
    const driver = yard.drive({}, { span: ({ name }, act) => (spans.push(name), act()) });
    await yard.pass(MIN);
    await driver.stop();
    expect(spans.filter((name) => name === 'turn')).toHaveLength(driver.numbers().turns);
  });

  it('takes a turn at once when it is woken', async () => {
    const yard = aYard();
    await yard.begin('r');
    const driver = yard.drive();
    await yard.pass(2 * SECOND);
    await yard.put('r', { is: 'rollback', to: { is: 'off' }, gradually: false });
    worked(await driver.wake('r'));
    await yard.pass(1);
    expect(await yard.standing('r')).toMatchObject({ status: 'rolled-back' });
    expect(await yard.share('r')).toBe(0);
    await driver.stop();
  });
});

const planDigestOf = async (yard: Yard, id: string): Promise<string> => {
  const listed = worked(await yard.log.list()).find((one) => one.id === id);
  return String((listed?.summary as { planDigest: string } | undefined)?.planDigest);
};

describe('one that is in trouble keeps no other waiting', () => {
  const hanging: FlagBackend = { ...memoryFlagBackend(), read: () => new Promise(() => undefined) };

  it('a flag system that never answers', async () => {
    const yard = aYard();
    yard.systems.set('hung', hanging);
    const seen = reads(yard, 'well');
    await beginAll(yard, idsOf(60, 'hung'), 'hung');
    await beginAll(yard, idsOf(5, 'well'), 'well');
    const driver = yard.drive({ most: 8 });
    await yard.pass(10 * MIN);
    for (const id of idsOf(5, 'well')) {
      const gaps = gapsOf(seen, id);
      expect(gaps.length).toBeGreaterThan(30);
      expect(Math.max(...gaps)).toBeLessThan(17 * SECOND);
    }
    expect(driver.numbers().putBack).toBeGreaterThan(0);
    await driver.stop();
  });

  it('one that cannot be opened: asked less and less often, told once, and told when it is over', async () => {
    const yard = aYard();
    const asked: number[] = [];
    let isAway = true;
    await yard.begin('r');
    const driver = yard.drive(
      {},
      {
        openFlags: async (...given) => {
          asked.push(yard.clock.nowMs() - NINE);
          return isAway ? failed(away) : yard.ports.openFlags(...given);
        },
      },
    );
    await yard.pass(3 * MIN);
    expect(asked.map((ms) => ms / SECOND)).toEqual([0, 5, 15, 35, 75, 135]);
    isAway = false;
    await yard.pass(2 * MIN);
    await driver.stop();
    expect(asked).toHaveLength(7);
    const told = yard.said.map(({ what }) => what);
    expect(told.filter((what) => what === 'away' || what === 'well again')).toEqual(['away', 'well again']);
    expect(driver.numbers().failed).toBe(6);
  });

  it('a mistake of ours in one turn', async () => {
    const yard = aYard();
    await beginAll(yard, ['bad', 'good']);
    const driver = yard.drive(
      {},
      {
        openMetrics: async () => {
          const source = worked(await yard.ports.openMetrics('metrics'));
          return ok({
            measure: (asked, ...given) => {
              if (asked.flag === 'bad') throw new Error('a bug');
              return source.measure(asked, ...given);
            },
          });
        },
      },
    );
    await yard.pass(HOUR);
    await driver.stop();
    expect(await yard.standing('good')).toMatchObject({ status: 'completed' });
    expect(yard.said.filter(({ what }) => what === 'turn-broke')).toHaveLength(1);
  });

  it('a mistake of ours before one turn', async () => {
    const yard = aYard();
    await beginAll(yard, ['bad', 'good']);
    const { log } = yard;
    const latestSnapshot: typeof log.latestSnapshot = async (id) => {
      if (id === 'bad') throw new Error('a bug');
      return log.latestSnapshot(id);
    };
    const driver = yard.drive({ log: { ...log, latestSnapshot } });
    await yard.pass(HOUR);
    await driver.stop();
    expect(await yard.standing('good')).toMatchObject({ status: 'completed' });
    expect(yard.said.filter(({ what }) => what === 'turn-broke')).toHaveLength(1);
  });

  it('a log that is out of reach for a while', async () => {
    const yard = aYard();
    await yard.begin('r');
    let isAway = false;
    const guarded =
      <A extends unknown[], T>(act: (...given: A) => Promise<T>) =>
      async (...given: A) =>
        isAway ? failed(away) : act(...given);
    const { log } = yard;
    const driver = yard.drive({
      log: {
        ...log,
        brief: guarded(log.brief),
        read: guarded(log.read),
        latestSnapshot: guarded(log.latestSnapshot),
      } as typeof log,
    });
    await yard.pass(5 * MIN);
    isAway = true;
    await yard.pass(8 * MIN);
    isAway = false;
    await yard.pass(HOUR);
    await driver.stop();
    expect(await yard.standing('r')).toEqual({ status: 'completed', entered: [0, 1, 2] });
  });
});

describe('from turn to turn', () => {
  it('a log is read whole once in a quarter of an hour, and in between what is new in it', async () => {
    const yard = aYard();
    const { log } = yard;
    const whole: number[] = [];
    let reads = 0;
    await yard.begin('r');
    const driver = yard.drive({
      log: {
        ...log,
        read: (id, from) => ((reads += 1), log.read(id, from)),
        latestSnapshot: (id) => {
          whole.push((yard.clock.nowMs() - NINE) / MIN);
          return log.latestSnapshot(id);
        },
      },
    });
    await yard.pass(50 * MIN);
    await driver.stop();
    expect(whole.map(Math.floor)).toEqual([0, 15, 30, 45]);
    expect(reads).toBeGreaterThan(driver.numbers().turns);
    expect(await yard.standing('r')).toEqual({ status: 'completed', entered: [0, 1, 2] });
  });

  it('one that is not as it was is told, and then taken as it is', async () => {
    const yard = aYard();
    const { log } = yard;
    await yard.begin('r');
    let isGone = false;
    const driver = yard.drive({
      log: { ...log, read: async (id, from) => (isGone ? ok([]) : log.read(id, from)) },
    });
    await yard.pass(2 * MIN);
    isGone = true;
    await yard.pass(30 * SECOND);
    isGone = false;
    await yard.pass(HOUR);
    await driver.stop();
    const told = yard.said.map(({ what }) => what);
    expect(told.filter((what) => ['log-broken', 'no-such-rollout', 'well again'].includes(what))).toEqual([
      'log-broken',
      'no-such-rollout',
      'well again',
    ]);
    expect(await yard.standing('r')).toEqual({ status: 'completed', entered: [0, 1, 2] });
  });
});

describe('it ends', () => {
  it('when it is asked to: the turn in flight is finished, and none is begun', async () => {
    const yard = aYard();
    const real = memoryFlagBackend();
    yard.systems.set('flags', { ...real, read: (keys) => yard.clock.sleep(10 * SECOND).then(() => real.read(keys)) });
    await beginAll(yard, idsOf(6));
    const driver = yard.drive({ most: 4 });
    await yard.pass(5 * SECOND);
    expect(driver.numbers().inFlight).toBe(3);
    await driver.stop();
    expect(driver.numbers()).toMatchObject({ turns: 3, inFlight: 0 });
    const begun = await Promise.all(idsOf(6).map((id) => yard.standing(id)));
    expect(begun.filter(({ entered }) => entered.length > 0)).toHaveLength(3);
    await yard.pass(HOUR);
    expect(driver.numbers().turns).toBe(3);
  });

  it.each([3, 17, 40])('by dying at its call %i: whoever comes next goes on', async (calls) => {
    const yard = aYard();
    await beginAll(yard, idsOf(3));
    const life = { left: calls };
    const mortal = <T extends object>(real: T): T =>
      new Proxy(real, {
        get: (target, name) => {
          const there = Reflect.get(target, name);
          if (typeof there !== 'function') return there;
          return (...given: unknown[]) => (life.left-- > 0 ? there.apply(target, given) : new Promise(() => undefined));
        },
      });
    yard.drive(
      { log: mortal(yard.log) },
      { openFlags: async (...given) => ok(mortal(worked(await yard.ports.openFlags(...given)))) },
    );
    for (let tries = 0; life.left > 0 && tries < 60; tries += 1) await yard.pass(MIN);
    expect(life.left).toBeLessThan(1);
    const next = yard.drive();
    await yard.pass(HOUR);
    await next.stop();
    for (const id of idsOf(3)) {
      expect(await yard.standing(id)).toEqual({ status: 'completed', entered: [0, 1, 2] });
      expect(await yard.share(id)).toBe(100);
    }
  });
});

describe('several of them', () => {
  it('drive one log, and every step is taken once', async () => {
    const yard = aYard();
    await beginAll(yard, idsOf(4));
    const drivers = [yard.drive(), yard.drive(), yard.drive()];
    await yard.pass(HOUR);
    for (const driver of drivers) await driver.stop();
    for (const id of idsOf(4)) expect(await yard.standing(id)).toEqual({ status: 'completed', entered: [0, 1, 2] });
    expect(drivers.reduce((sum, driver) => sum + driver.numbers().overtaken, 0)).toBeGreaterThan(0);
  });

  it('go by the clock that they share, and not by that of their machine', async () => {
    const yard = aYard();
    await yard.begin('r');
    const offMs = 7 * MIN;
    const fast = { ...yard.clock, nowMs: () => yard.clock.nowMs() + offMs };
    const shared = { ...inProcessScheduler(yard.clock), nowMs: async () => ok(yard.clock.nowMs()) };
    const driver = yard.drive({ scheduler: shared }, { clock: fast });
    await yard.pass(HOUR);
    await driver.stop();
    const events = worked(await yard.log.read('r', 2)).map(({ event }) => event as { type: string; atMs: number });
    const entered = events.filter(({ type }) => type === 'phase-entered').map(({ atMs }) => atMs);
    expect(entered[0]).toBeLessThan(NINE + MIN);
    expect(yard.said.filter(({ rollout }) => rollout === 'clock').map(({ why }) => why)).toEqual([
      'by -420 s; rollouts go by the clock that all machines share',
    ]);
  });

  it('a clock that is set back lets nobody sleep for as long', async () => {
    const yard = aYard();
    const seen = reads(yard, 'flags');
    await yard.begin('r');
    let backMs = 0;
    const clock = { ...yard.clock, nowMs: () => yard.clock.nowMs() - backMs };
    const driver = yard.drive({ scheduler: inProcessScheduler(clock) }, { clock });
    await yard.pass(MIN);
    backMs = HOUR;
    await yard.pass(10 * MIN);
    await driver.stop();
    expect(Math.max(...gapsOf(seen, 'r'))).toBeLessThan(2 * MIN);
  });
});

it('lets others have a word in, however many turns are due at once', async () => {
  const yard = aYard();
  await beginAll(yard, idsOf(60));
  const scheduler = inProcessScheduler(systemClock);
  const stop = new AbortController();
  const driver = drive({ ...yard.ports, clock: systemClock }, { log: yard.log, scheduler, stop: stop.signal });
  // Asked to end while they are all being looked at for the first time: it hears that before the last of them.
  setTimeout(() => stop.abort(), 1);
  await driver.done;
  expect(driver.numbers().turns).toBeLessThan(60);
});

import { describe, expect, it } from 'vitest';
import { watchedOf } from '../../src/app/executor/watched.ts';
import { beginWatching, keepWatching, lookAgain, MOST_POINTS, MOST_TOLD } from '../../src/app/executor/watching.ts';
import { follow } from '../../src/app/executor/follow.ts';
import { watch } from '../../src/app/watch.ts';
import type { News, Onlooker } from '../../src/app/operation.ts';
import { ok } from '../../src/core/problem.ts';
import { portsWith } from '../helpers/cli.ts';
import { aStarted, put, type Stage } from '../helpers/executor.ts';
import { worked } from '../helpers/log.ts';
import { aClimb, aTrigger, MIN } from '../helpers/rollout.ts';

const portsOf = (stage: Stage, more: Parameters<typeof portsWith>[1] = {}) =>
  portsWith(new Map(), {
    clock: stage.clock,
    openLog: async () => ok({ ...stage.log, close: async () => undefined }),
    openFlags: async () => ok(stage.flags),
    openMetrics: async () => ok(stage.metrics),
    ...more,
  });

const options = { everyMs: MIN, once: true, turned: () => undefined, troubled: () => undefined };

const running = async (): Promise<Stage> => {
  const stage = await aStarted();
  worked(await follow(stage.id, stage, options));
  return stage;
};

describe('watching', () => {
  it('reads what has come since, and gives the same value back where nothing has', async () => {
    const stage = await running();
    const first = worked(await beginWatching(stage.log, stage.id));
    expect(worked(await keepWatching(stage.log, first))).toBe(first);
    worked(await put(stage, { is: 'pause' }));
    const next = worked(await keepWatching(stage.log, first));
    expect(next.rollout.state.status).toBe('paused');
    expect(next.happened.slice(first.happened.length).map(({ what }) => what)).toEqual(['paused (operator)']);
    expect(next.happened).toEqual(worked(await beginWatching(stage.log, stage.id)).happened);
  });

  it('keeps the newest, and counts what it forgets: an hour of it takes no more memory than a minute', async () => {
    const stage = await running();
    let seen = worked(await beginWatching(stage.log, stage.id));
    const many = Array.from({ length: MOST_TOLD + 5 }, (_, nth) => ({ atMs: nth, what: `thing ${nth}`, why: '' }));
    seen = { ...seen, happened: many };
    worked(await put(stage, { is: 'pause' }));
    const next = worked(await keepWatching(stage.log, seen));
    expect([next.happened.length, next.forgotten, next.happened.at(-1)?.what]).toEqual([
      MOST_TOLD,
      6,
      'paused (operator)',
    ]);
    for (let nth = 0; nth < MOST_POINTS + 10; nth += 1) {
      stage.clock.set(stage.clock.now + MIN);
      seen = worked(await lookAgain(seen, stage.log, portsOf(stage)));
    }
    expect(Math.max(0, ...Object.values(seen.points).map((points) => points.length))).toBeLessThanOrEqual(MOST_POINTS);
  });

  it('tells the worst verdict of each monitor, its limit, and its numbers arm by arm', async () => {
    const plan = aClimb({ triggers: [aTrigger('warned'), aTrigger('errors', { rule: { is: 'above', value: 5 } })] });
    const stage = await aStarted(plan);
    worked(await follow(stage.id, stage, options));
    stage.trouble.percent = 9;
    stage.clock.set(stage.clock.now + 10 * MIN);
    const rollout = worked(await beginWatching(stage.log, stage.id));
    const ports = portsOf(stage);
    const direct = { ...rollout, rollout: { ...rollout.rollout, places: { flags: 'f', metrics: 'm' } } };
    const { monitors } = watchedOf(worked(await lookAgain(direct, stage.log, ports)), stage.clock.now);
    expect(monitors[0]).toMatchObject({ verdict: 'fail', limit: 5, watched: true });
    expect(monitors[0]?.treated.at(-1)).toBe(9);
  });

  it('says of nothing that it is well where nobody has looked', async () => {
    const stage = await running();
    const { monitors } = watchedOf(worked(await beginWatching(stage.log, stage.id)), stage.clock.now);
    expect(monitors.every(({ verdict }) => verdict === undefined)).toBe(true);
  });
});

describe('rampart watch without a screen', () => {
  it('tells what happens until it is over, and then how it ended', async () => {
    const stage = await running();
    const told: string[] = [];
    let rests = 0;
    const onlooker: Onlooker = {
      stopped: () => false,
      rest: async () => {
        rests += 1;
        if (rests === 2) worked(await put(stage, { is: 'abort' }));
      },
      leave: async () => undefined,
    };
    const tell = ({ what }: News): void => void told.push(what);
    const ports = portsOf(stage, { lookOn: async () => onlooker, tell });
    const ended = worked(await watch.run(watch.input.parse({ rollout: stage.id }), ports));
    expect(told).toEqual(['aborted']);
    expect(ended.document).toMatchObject({ status: 'aborted' });
  });

  it('stops where somebody stops it', async () => {
    const stage = await running();
    const onlooker: Onlooker = { stopped: () => true, rest: async () => undefined, leave: async () => undefined };
    const ports = portsOf(stage, { lookOn: async () => onlooker });
    expect(worked(await watch.run(watch.input.parse({}), ports)).document).toMatchObject({ status: 'running' });
  });
});

describe('carrying a plan out while somebody looks on', () => {
  it('finishes the step in flight and begins no other, and says how it goes on', async () => {
    const stage = await aStarted();
    let stopped = false;
    let turns = 0;
    const onlooker: Onlooker = { stopped: () => stopped, rest: async () => undefined, leave: async () => undefined };
    const turned = (): void => {
      turns += 1;
      stopped = turns === 2;
    };
    const ended = await follow(stage.id, stage, { ...options, once: false, turned, onlooker });
    expect(turns).toBe(2);
    expect(ended).toMatchObject({ ok: false, problems: [{ kind: 'interrupted', code: 'stopped' }] });
    expect(ended.ok ? '' : ended.problems[0]?.message).toMatch(/^it is running, in .*step in flight was finished/);
  });
});

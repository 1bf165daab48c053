import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { loadAll } from '../../../src/app/executor/journal.ts';
import { failed, problem } from '../../../src/core/problem.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { worked } from '../../helpers/log.ts';
import {
  aMember,
  aProgramme,
  aScene,
  keyOf,
  percents,
  put,
  restart,
  rollBack,
  rolloutOf,
  type Scene,
  tickAll,
  turnOf,
} from '../../helpers/programs.ts';
import { HOUR, MIN } from '../../helpers/rollout.ts';

const CHAIN = { base: [], middle: ['base'], top: ['middle'] };

const until = async (scene: Scene, id: string, status: string): Promise<void> => {
  for (let ticks = 0; ticks < 200; ticks += 1) {
    if ((await rolloutOf(scene, id)).state.status === status) return;
    await tickAll(scene, 30 * MIN);
  }
  throw new Error(`${id} never was ${status}`);
};

const statuses = async (scene: Scene): Promise<string[]> =>
  Promise.all([...scene.programme.plans.keys()].map(async (id) => (await rolloutOf(scene, id)).state.status));

const eventsOf = async ({ world }: Scene, id: string) => worked(await loadAll(world.log, id)).events;

const replays = async (scene: Scene): Promise<void> => {
  for (const id of scene.programme.plans.keys()) {
    const { rollout, beginning, events } = worked(await loadAll(scene.world.log, id));
    expect(replay(rollout.plan, beginning, events).ok, id).toBe(true);
  }
};

/** Writes to flags, in order. */
const watched = () => {
  const writes: string[] = [];
  const flags = memoryFlagBackend();
  const write: typeof flags.write = async (flag, revision) => {
    writes.push(`${flag.key} ${flag.enabled ? flag.percent : 'off'}`);
    return flags.write(flag, revision);
  };
  return { writes, flags: { ...flags, write } };
};

describe('several plans in an order', () => {
  it('begin one after the other, each when everybody has what it needs', async () => {
    const { writes, flags } = watched();
    const scene = await aScene(aProgramme(CHAIN), { flags });
    await until(scene, 'top', 'completed');
    expect(writes).toEqual(['base', 'middle', 'top'].flatMap((id) => [`${keyOf(id)} 50`, `${keyOf(id)} 100`]));
    expect((await rolloutOf(scene, 'base')).state.dependants).toEqual(['middle']);
    await replays(scene);
  });

  it('go back in reverse when a person takes the base back, each seen off before the next', async () => {
    const { writes, flags } = watched();
    const scene = await aScene(aProgramme(CHAIN), { flags });
    await until(scene, 'top', 'completed');
    writes.length = 0;
    await rollBack(scene, 'base');
    expect(writes).toEqual(['top', 'middle', 'base'].map((id) => `${keyOf(id)} off`));
    expect(await statuses(scene)).toEqual(['rolled-back', 'rolled-back', 'rolled-back']);
    const why = (await eventsOf(scene, 'top')).find(({ type }) => type === 'rollback-decided');
    expect(why).toMatchObject({ why: expect.stringContaining('it rests on middle'), by: { name: 'rollout middle' } });
    await replays(scene);
  });

  it('that rest on the same go back one after the other, who came last first', async () => {
    const { writes, flags } = watched();
    const scene = await aScene(aProgramme({ base: [], a: ['base'], b: ['base'] }, { sequence: [['a'], ['b']] }), {
      flags,
    });
    await until(scene, 'b', 'completed');
    writes.length = 0;
    await rollBack(scene, 'base');
    expect(writes).toEqual(['b', 'a', 'base'].map((id) => `${keyOf(id)} off`));
  });

  it('go back in reverse when a trigger takes the base back', async () => {
    const { writes, flags } = watched();
    const scene = await aScene(aProgramme({ base: [], top: [] }), { flags });
    // It rests on the flag, which everybody has while its rollout still looks.
    const top = aMember('top', { dependencies: [{ kind: 'flag', name: keyOf('base'), needs: 'fully-on' }] });
    const leaning = await aScene(
      { ...scene.programme, plans: new Map([...scene.programme.plans, ['top', top]]) },
      { flags },
    );
    for (let ticks = 0; ticks < 20 && (await percents(leaning))['top'] === 0; ticks += 1)
      await tickAll(leaning, 10 * MIN);
    expect(await percents(leaning)).toEqual({ base: 100, top: 50 });
    leaning.errors['base'] = 9;
    writes.length = 0;
    await tickAll(leaning, 5 * MIN);
    expect(writes).toEqual([`${keyOf('top')} off`, `${keyOf('base')} off`]);
    expect(await statuses(leaning)).toEqual(['rolled-back', 'rolled-back']);
  });

  it('do not keep a base up that has to go: who cannot be taken down is named', async () => {
    const flags = memoryFlagBackend();
    let stuck = false;
    const write: typeof flags.write = async (flag, revision) =>
      stuck && flag.key === keyOf('top')
        ? failed(problem({ kind: 'unreachable', code: 'x', message: 'refused', hint: '' }))
        : flags.write(flag, revision);
    const scene = await aScene(aProgramme({ base: [], top: ['base'] }), { flags: { ...flags, write } });
    await until(scene, 'top', 'completed');
    stuck = true;
    await rollBack(scene, 'base');
    expect(await percents(scene)).toEqual({ base: 100, top: 100 });
    await tickAll(scene, 2 * MIN);
    expect(await percents(scene)).toEqual({ base: 100, top: 100 });
    await tickAll(scene, MIN);
    expect(await percents(scene)).toEqual({ base: 0, top: 100 });
    const awaited = (await eventsOf(scene, 'base')).find(({ type }) => type === 'dependants-awaited');
    expect(awaited).toMatchObject({ late: ['top'] });
    stuck = false;
    await tickAll(scene, MIN);
    expect(await statuses(scene)).toEqual(['rolled-back', 'rolled-back']);
    await replays(scene);
  });

  it('wait for the base again when it begins anew', async () => {
    const scene = await aScene(aProgramme({ base: [], top: ['base'] }));
    await until(scene, 'top', 'completed');
    await rollBack(scene, 'base');
    await restart(scene, 'top');
    await tickAll(scene, HOUR);
    expect(await percents(scene)).toEqual({ base: 0, top: 0 });
    await restart(scene, 'base');
    await until(scene, 'top', 'completed');
    expect(await percents(scene)).toEqual({ base: 100, top: 100 });
  });

  it('in groups: the next begins when the last is completed, and does not go back with it', async () => {
    const scene = await aScene(aProgramme({ a: [], b: [] }, { sequence: [['b'], ['a']] }));
    await until(scene, 'b', 'completed');
    expect((await percents(scene))['a']).toBe(0);
    await until(scene, 'a', 'completed');
    await rollBack(scene, 'b');
    expect(await percents(scene)).toEqual({ a: 100, b: 0 });
  });
});

describe('what else moves meanwhile', () => {
  it('a base that goes back between the look and the step keeps the step from being written', async () => {
    const log = memoryEventLog();
    let before: (() => Promise<void>) | undefined;
    // Between the dependant's look and its append: the first append to the base is that it joins.
    const append: typeof log.append = async (...given) => {
      const act = given[0] === 'top' ? before : undefined;
      before = act ? undefined : before;
      await act?.();
      return log.append(...given);
    };
    const scene = await aScene(aProgramme({ base: [], top: ['base'] }), { log: { ...log, append } });
    for (let ticks = 0; ticks < 20; ticks += 1) {
      await scene.clock.sleep(30 * MIN);
      await turnOf(scene, 'base');
    }
    before = () => rollBack(scene, 'base');
    await turnOf(scene, 'top');
    expect(before).toBeUndefined();
    expect(await percents(scene)).toEqual({ base: 0, top: 0 });
    expect((await rolloutOf(scene, 'top')).state.phase).toBe(-1);
    await replays(scene);
  });

  it('two that rise at once do not share what one may have', async () => {
    const scene = await aScene(aProgramme({ a: [], b: [] }, { budget: { ramps: 1 } }));
    await scene.clock.sleep(MIN);
    await Promise.all([turnOf(scene, 'a'), turnOf(scene, 'b')]);
    const { a = 0, b = 0 } = await percents(scene);
    expect(Math.min(a, b)).toBe(0);
    expect((await rolloutOf(scene, 'a')).state.phase + (await rolloutOf(scene, 'b')).state.phase).toBeLessThan(0);
    await until(scene, 'a', 'completed');
    await until(scene, 'b', 'completed');
  });

  it('an aborted dependant is not waited for, and named', async () => {
    const scene = await aScene(aProgramme({ base: [], top: ['base'] }));
    await until(scene, 'base', 'completed');
    await tickAll(scene, MIN);
    worked(await put(scene, 'top', { is: 'abort' }));
    await rollBack(scene, 'base');
    expect(await percents(scene)).toEqual({ base: 0, top: 50 });
    const awaited = (await eventsOf(scene, 'base')).find(({ type }) => type === 'dependants-awaited');
    expect(awaited).toMatchObject({ late: ['top'] });
  });
});

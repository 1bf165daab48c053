import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { loadAll } from '../../../src/app/executor/journal.ts';
import type { World } from '../../../src/app/executor/world.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import type { FlagBackend } from '../../../src/ports/flag-backend.ts';
import { worked } from '../../helpers/log.ts';
import {
  aMember,
  aProgramme,
  aScene,
  keyOf,
  percents,
  rollBack,
  rolloutOf,
  type Scene,
  sceneOn,
  tickAll,
  turnOf,
} from '../../helpers/programs.ts';
import { aPhase, MIN } from '../../helpers/rollout.ts';

class Died extends Error {}

type When = 'before' | 'after';
type Outside = Pick<World, 'log' | 'flags'>;

/** Dies at one of the calls to the log and the flags: before it is done, or before its answer is heard. */
const dying = ({ log, flags }: Outside, at: number, when: When): { outside: Outside; calls: () => number } => {
  let calls = 0;
  const fatal =
    <Given extends unknown[], T>(act: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      calls += 1;
      const mine = calls === at;
      if (mine && when === 'before') throw new Died();
      const done = await act(...given);
      if (mine && when === 'after') throw new Died();
      return done;
    };
  const outside = {
    log: { ...log, append: fatal(log.append), read: fatal(log.read), list: fatal(log.list) },
    flags: { ...flags, read: fatal(flags.read), write: fatal(flags.write) },
  };
  return { outside, calls: () => calls };
};

const IDS = ['base', 'middle', 'top'] as const;
const sketch = aProgramme({ base: [], middle: ['base'], top: ['middle'] }, { budget: { ramps: 1 } });
const programme = {
  ...sketch,
  plans: new Map(IDS.map((id) => [id as string, aMember(id, { phases: [aPhase('all', 100, { soak: 'PT5M' })] })])),
};

/** The same again, in a log and a flag system of its own: told once, and died in many times. */
const copyOf = async ({ log, flags }: Outside): Promise<Outside> => {
  const copy = memoryEventLog();
  for (const { id, dueAtMs, summary } of worked(await log.list()))
    worked(await copy.append(id, 0, worked(await log.read(id, 1)), { dueAtMs, summary }));
  return { log: copy, flags: memoryFlagBackend(worked(await flags.read(IDS.map(keyOf)))) };
};

/** Whatever is on has all that it needs. */
const inOrder = (flags: FlagBackend): FlagBackend => ({
  ...flags,
  write: async (...given) => {
    const written = await flags.write(...given);
    const { base = 0, middle = 0, top = 0 } = await percents({ programme, world: { flags } });
    expect(middle <= base && top <= middle, `top ${top}, middle ${middle}, base ${base}`).toBe(true);
    return written;
  },
});

const statuses = (scene: Scene): Promise<string[]> =>
  Promise.all(IDS.map(async (id) => (await rolloutOf(scene, id)).state.status));

const replays = async (log: EventLog): Promise<void> => {
  for (const id of IDS) {
    const { rollout, beginning, events } = worked(await loadAll(log, id));
    worked(replay(rollout.plan, beginning, events));
  }
};

/** Until the first so many of the chain are completed, and no further. */
const upTo = async (scene: Scene, count: number): Promise<void> => {
  for (let ticks = 0; ticks < 30; ticks += 1) {
    await scene.clock.sleep(10 * MIN);
    for (const id of IDS.slice(0, count)) await turnOf(scene, id);
  }
};

type Story = { readonly from: Scene; readonly act: (scene: Scene) => Promise<void>; readonly end: string[] };

const told = async ({ from, act, end }: Story, at: number, when: When) => {
  const copy = await copyOf(from.world);
  const safe = { log: copy.log, flags: inOrder(copy.flags) };
  const { outside, calls } = dying(safe, at, when);
  const nowMs = from.clock.now + 10 * MIN;
  const died = await act(sceneOn(programme, outside, nowMs)).then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Died)) throw error;
      return true;
    },
  );
  const after = sceneOn(programme, safe, nowMs);
  // Whoever got no answer asks again.
  if (died) await act(after);
  for (let ticks = 0; ticks < 3; ticks += 1) await tickAll(after, 6 * MIN);
  await replays(copy.log);
  return { died, calls: calls(), ends: (await statuses(after)).join() === end.join() };
};

describe.each<[string, number, (scene: Scene) => Promise<void>, string[]]>([
  ['the way back of a base', 3, (scene) => rollBack(scene, 'base'), ['rolled-back', 'rolled-back', 'rolled-back']],
  ['the first step of a dependant', 2, (scene) => turnOf(scene, 'top'), ['completed', 'completed', 'completed']],
])('%s', (_, count, act, end) => {
  it.each<When>(['before', 'after'])(
    'ends alike and in order, %s whichever call it dies',
    async (when) => {
      const scene = await aScene(programme);
      await upTo(scene, count);
      const story = { from: scene, act, end };
      const whole = await told(story, 0, when);
      expect(whole).toMatchObject({ died: false, ends: true });
      expect(whole.calls).toBeGreaterThan(10);
      for (let at = 1; at <= whole.calls; at += 1)
        expect(await told(story, at, when), `died ${when} call ${at}`).toMatchObject({ ends: true });
    },
    120_000,
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { load, loadAll } from '../../../src/app/executor/journal.ts';
import { isRamp } from '../../../src/core/program/member.ts';
import type { Programme } from '../../../src/core/program/order.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { worked } from '../../helpers/log.ts';
import {
  acyclic,
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
import { MIN } from '../../helpers/rollout.ts';

/** What happens to a program: time passes, plans go wrong and well again, people meddle. */
type Act = (scene: Scene, id: string) => Promise<unknown>;

const ACTS: readonly Act[] = [
  (scene) => tickAll(scene, 65 * MIN),
  (scene) => tickAll(scene, 65 * MIN),
  (scene) => tickAll(scene, 65 * MIN),
  (scene) => tickAll(scene, 10 * MIN),
  // Several executors, each with another rollout.
  async (scene) => {
    await scene.clock.sleep(65 * MIN);
    await Promise.all([...scene.programme.plans.keys()].map((one) => turnOf(scene, one)));
  },
  async (scene, id) => void (scene.errors[id] = 9),
  async (scene, id) => void delete scene.errors[id],
  (scene, id) => rollBack(scene, id),
  (scene, id) => put(scene, id, { is: 'pause' }),
  (scene, id) => put(scene, id, { is: 'resume' }),
  (scene, id) => restart(scene, id),
];

const story = fc.array(fc.tuple(fc.integer({ min: 0, max: ACTS.length - 1 }), fc.nat()), {
  minLength: 4,
  maxLength: 12,
});

const budget = fc.oneof(
  fc.record({ ramps: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ exposurePercent: fc.integer({ min: 100, max: 260 }) }),
  fc.constant({}),
);

/** Looks at the flags as they really are, after every single write. */
const watched = (programme: Programme, seen: { raises: number; lowers: number }) => {
  const log = memoryEventLog();
  const flags = memoryFlagBackend();
  const ids = [...programme.plans.keys()];
  const now = async () => new Map(Object.entries(await percents({ programme, world: { flags } })));
  const inOrderNow = (percent: Map<string, number>): void => {
    for (const { plan, needs = [] } of programme.program.plans)
      for (const base of needs)
        if ((percent.get(plan) ?? 0) > 0) expect(percent.get(base), `${plan} is on, and needs ${base}`).toBe(100);
  };
  const inBudgetNow = async (percent: Map<string, number>): Promise<void> => {
    const { ramps = 100, exposurePercent = 10_000 } = programme.program.budget ?? {};
    const rollouts = await Promise.all(ids.map(async (id) => worked(await load(log, id))));
    const under = rollouts.filter((rollout) => isRamp(rollout) && (percent.get(rollout.id) ?? 0) > 0);
    expect(under.length).toBeLessThanOrEqual(ramps);
    expect(under.reduce((sum, { id }) => sum + (percent.get(id) ?? 0), 0)).toBeLessThanOrEqual(exposurePercent);
  };
  const write: typeof flags.write = async (flag, revision) => {
    const id = ids.find((one) => keyOf(one) === flag.key) ?? '';
    const before = (await now()).get(id) ?? 0;
    const written = await flags.write(flag, revision);
    const percent = await now();
    const raises = (percent.get(id) ?? 0) > before;
    seen[raises ? 'raises' : 'lowers'] += 1;
    inOrderNow(percent);
    if (raises) await inBudgetNow(percent);
    return written;
  };
  return { log, flags: { ...flags, write } };
};

const MOST_TICKS = 120;

/** Everything is well again, and whoever stopped something lets it go on. */
const toTheEnd = async (scene: Scene): Promise<void> => {
  for (const id of Object.keys(scene.errors)) delete scene.errors[id];
  for (let ticks = 0; ticks < MOST_TICKS; ticks += 1) {
    await tickAll(scene, 65 * MIN);
    const states = await Promise.all([...scene.programme.plans.keys()].map((id) => rolloutOf(scene, id)));
    if (states.every(({ state }) => state.status === 'completed')) return;
    for (const { id, state } of states) {
      if (state.status === 'paused' || state.status === 'held') await put(scene, id, { is: 'resume' });
      if (state.status === 'rolled-back') await restart(scene, id);
    }
  }
  throw new Error('it does not end');
};

it('whatever happens: nothing is on without what it needs, nothing rises beyond the budget, everything ends', async () => {
  const seen = { raises: 0, lowers: 0 };
  await fc.assert(
    fc.asyncProperty(acyclic(4), budget, story, async (needs, given, acts) => {
      const programme = aProgramme(needs, { budget: given });
      const ids = [...programme.plans.keys()];
      const scene = await aScene(programme, watched(programme, seen));
      for (const [act, pick] of acts) await ACTS[act]?.(scene, ids[pick % ids.length] ?? '');
      await toTheEnd(scene);
      expect(Object.values(await percents(scene)).every((percent) => percent === 100)).toBe(true);
      for (const id of ids) {
        const { rollout, beginning, events } = worked(await loadAll(scene.world.log, id));
        worked(replay(rollout.plan, beginning, events));
      }
    }),
    { numRuns: 20 },
  );
  expect(seen.raises).toBeGreaterThan(40);
  expect(seen.lowers).toBeGreaterThan(2);
}, 180_000);

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import flags from '../../fixtures/programs/flags.json' with { type: 'json' };
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { loadAll } from '../../src/app/executor/journal.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { inOrder, joined, afterIn, needsIn, type Programme, wayBack } from '../../src/core/program/order.ts';
import { outlook } from '../../src/core/program/outlook.ts';
import { programProblems } from '../../src/core/program/problems.ts';
import { readProgram } from '../../src/core/program/read.ts';
import { replay } from '../../src/core/rollout/replay.ts';
import { aFlag } from '../helpers/flags.ts';
import { worked } from '../helpers/log.ts';
import { FOR_PEOPLE, aScene, begin, rollBack, rolloutOf, type Scene, tickAll } from '../helpers/programs.ts';
import { HOUR } from '../helpers/rollout.ts';
import { aPlan } from '../helpers/samples.ts';

type Fact = { readonly flags: readonly string[]; readonly ladder: string; readonly prerequisites?: readonly string[] };
const FACTS: Readonly<Record<string, Fact>> = flags;

/** As the built-in policy plans it; whoever agrees and confirms is no part of this story. */
const planned = (id: string): Plan => {
  const fact = FACTS[id];
  if (!fact) throw new Error(`nothing is known of ${id}`);
  const plan = aPlan('medium', {
    feature: id,
    flags: fact.flags,
    ladder: fact.ladder,
    prerequisites: fact.prerequisites,
  });
  const phases = plan.phases.map((phase) => ({ ...phase, gates: phase.gates.filter(({ is }) => is !== 'confirmed') }));
  return { ...plan, ...FOR_PEOPLE, id, phases, approvals: [], checklists: { before: [], during: [], after: [] } };
};

const programme = (name: string): Programme => {
  const text = readFileSync(new URL(`../../fixtures/programs/${name}.yaml`, import.meta.url), 'utf8');
  const program = worked(readProgram(parse(text), name));
  return { program, plans: new Map(program.plans.map(({ plan }) => [plan, planned(plan)])) };
};

const rolloutsOf = (scene: Scene) => Promise.all([...scene.programme.plans.keys()].map((id) => rolloutOf(scene, id)));

const outside = [aFlag({ key: 'phase1', percent: 100 })];

/** Whatever may begin is begun, and time passes, until all is over: who began, in order. */
const toTheEnd = async (scene: Scene): Promise<readonly string[]> => {
  const begun: string[] = [];
  for (;;) {
    const rollouts = await rolloutsOf(scene);
    if (rollouts.every(({ state }) => state.status === 'completed')) return begun;
    const read = worked(await scene.world.flags.read([...new Set(rollouts.flatMap(keysNeeded))]));
    const { places } = outlook(scene.programme, rollouts, read);
    for (const { plan } of places.filter(({ free, stand }) => free && stand === 'not-begun')) {
      begun.push(plan);
      await begin(scene, plan);
    }
    await untilOneIsOver(scene);
  }
};

const liveIn = async ({ world }: Scene): Promise<number> =>
  worked(await world.log.list()).filter(({ dueAtMs }) => dueAtMs !== undefined).length;

const untilOneIsOver = async (scene: Scene): Promise<void> => {
  const before = await liveIn(scene);
  for (let ticks = 0; ticks < 400; ticks += 1) {
    await tickAll(scene, 24 * HOUR);
    if ((await liveIn(scene)) < before) return;
  }
  const stuck = (await rolloutsOf(scene)).map(
    ({ id, state }) => `${id} ${state.status} ${state.phase} ${state.pause?.why} ${state.rollback?.why}`,
  );
  throw new Error(`it does not end: ${stuck.join('; ')}`);
};

const keysNeeded = ({ plan }: { readonly plan: Plan }): readonly string[] =>
  plan.flags.flatMap(({ prerequisites }) => prerequisites);

type Written = { readonly key: string; readonly on: boolean };

const sceneOf = async (name: string) => {
  const writes: Written[] = [];
  const backend = memoryFlagBackend(outside);
  const write: typeof backend.write = async (flag, revision) => {
    writes.push({ key: flag.key, on: flag.enabled });
    return backend.write(flag, revision);
  };
  const given = programme(name);
  expect(programProblems(given)).toEqual([]);
  return { writes, scene: await aScene(given, { flags: { ...backend, write } }, false) };
};

const ORDERS = {
  'state-persistence': {
    base: 'use-state-persistence',
    order: [
      'use-state-persistence',
      'enable-state-snapshots',
      'enable-state-recovery',
      'use-state-persistence-startgame',
      'use-state-persistence-playturn',
      'use-state-persistence-declare',
      'use-state-persistence-scoring',
    ],
    stays: [],
  },
  pilot: {
    base: 'phase2-connection-monitoring',
    order: [
      'phase2-enhanced-storage',
      'phase2-connection-monitoring',
      'phase2-retry-logic',
      'phase3-performance-mode',
      'phase3-tab-sync',
      'phase3-analytics',
    ],
    // Features of one phase do not rest on each other, only come one after the other.
    stays: ['phase2-enhanced-storage', 'phase2-retry-logic'],
  },
  migration: {
    base: 'advanced-features',
    order: ['infrastructure', 'core-features', 'advanced-features', 'experimental-features', 'legacy-deprecation'],
    stays: ['infrastructure', 'core-features', 'experimental-features'],
  },
};

describe.each(Object.entries(ORDERS))('the programme %s', (name, { base, order, stays }) => {
  it('goes to its end in its order, and back from its base without what does not rest on it', async () => {
    const { scene, writes } = await sceneOf(name);
    const { programme: given } = scene;
    expect(inOrder(joined(needsIn(given), afterIn(given.program)))).toEqual(order);
    const begun = await toTheEnd(scene);
    // Where several may begin at once, whichever is first keeps the others waiting.
    expect([...new Set(begun)]).toEqual(order);
    writes.length = 0;
    await rollBack(scene, base);
    const statuses = Object.fromEntries((await rolloutsOf(scene)).map(({ id, state }) => [id, state.status]));
    const back = wayBack(needsIn(given), base);
    expect(order.filter((id) => !back.includes(id))).toEqual(stays);
    for (const id of order) expect([id, statuses[id]]).toEqual([id, back.includes(id) ? 'rolled-back' : 'completed']);
    const offAt = (id: string): number => writes.findLastIndex(({ key }) => FACTS[id]?.flags.includes(key));
    for (const [id, needs] of needsIn(given))
      for (const need of needs.filter((one) => back.includes(one))) expect(offAt(id)).toBeLessThan(offAt(need));
    expect(writes.every(({ on }) => !on)).toBe(true);
    for (const id of order) {
      const { rollout, beginning, events } = worked(await loadAll(scene.world.log, id));
      worked(replay(rollout.plan, beginning, events));
    }
  }, 120_000);
});

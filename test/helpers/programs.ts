import fc from 'fast-check';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { ask, wasOvertaken } from '../../src/app/executor/ask.ts';
import { found, load, type Rollout } from '../../src/app/executor/journal.ts';
import { settle } from '../../src/app/executor/turn.ts';
import type { World } from '../../src/app/executor/world.ts';
import type { FlagState } from '../../src/core/flags/flag-state.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Programme } from '../../src/core/program/order.ts';
import { membershipOf } from '../../src/core/program/outlook.ts';
import type { Program } from '../../src/core/program/program.ts';
import { ok } from '../../src/core/problem.ts';
import type { Command } from '../../src/core/rollout/input.ts';
import { DEFAULT_OPTIONS } from '../../src/core/rollout/words.ts';
import { DAY } from '../../src/core/values/duration.ts';
import { type TestClock, testClock } from './executor.ts';
import { worked } from './log.ts';
import { aClimb, ANNA, aPhase, measured } from './rollout.ts';

const [FLAG] = aClimb().flags;

export const keyOf = (id: string): string => `use_${id.replaceAll('-', '_')}`;

/** What only people read makes a log long to read, too: these stories leave it out. */
export const FOR_PEOPLE: Partial<Plan> = {
  userFacingChanges: [],
  dashboards: [],
  successCriteria: [],
  communications: [],
  risks: [],
  recommendations: [],
};

/** A small plan with a flag of its own: half, then all, an hour each. */
export const aMember = (id: string, more: Partial<Plan> = {}): Plan => {
  if (!FLAG) throw new Error('the sample has no flag');
  const phases = [aPhase('half', 50), aPhase('all', 100)].map((phase) => ({ ...phase, deadline: undefined }));
  const { monitors } = aClimb();
  return aClimb({
    ...FOR_PEOPLE,
    monitors: monitors.filter(({ id: one }) => one === 'error-rate' || one === 'latency-p99'),
    id,
    feature: `feature ${id}`,
    flags: [{ ...FLAG, key: keyOf(id) }],
    phases,
    ...more,
  });
};

type Sketch = Omit<Program, 'schemaVersion' | 'program' | 'plans'>;

/** Plans by id, each with the ids that it needs. */
export const aProgramme = (needs: Record<string, readonly string[]>, sketch: Sketch = {}): Programme => ({
  program: {
    schemaVersion: 1,
    program: 'all-of-it',
    plans: Object.entries(needs).map(([plan, needed]) => ({ plan, file: `${plan}.json`, needs: [...needed] })),
    ...sketch,
  },
  plans: new Map(Object.keys(needs).map((id) => [id, aMember(id)])),
});

/** Whoever needs somebody names somebody earlier: there is no circle in it, in whatever order it is written. */
export const acyclic = (most: number): fc.Arbitrary<Record<string, readonly string[]>> =>
  fc
    .integer({ min: 1, max: most })
    .chain((count) =>
      fc.tuple(
        fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: count, maxLength: count }),
        fc.shuffledSubarray(
          Array.from({ length: count }, (_, at) => at),
          { minLength: count },
        ),
      ),
    )
    .map(([picks, shuffled]): Record<string, readonly string[]> => {
      const needs = picks.map((some, at) => (at === 0 ? [] : [...new Set(some.map((pick) => `p${pick % at}`))]));
      return Object.fromEntries(shuffled.map((at) => [`p${at}`, needs[at] ?? []]));
    });

/** Every plan of a program in memory, started and waiting for its turn. */
export type Scene = {
  readonly programme: Programme;
  readonly world: World;
  readonly clock: TestClock;
  /** Of the requests of a plan, in percent. */
  readonly errors: Record<string, number>;
};

export const aScene = async (programme: Programme, more: Partial<World> = {}, begins = true): Promise<Scene> => {
  const scene = sceneOn(programme, { log: memoryEventLog(), flags: memoryFlagBackend(), ...more });
  for (const [id, plan] of programme.plans) {
    worked(await found(scene.world.log, { id, plan, places: {}, program: membershipOf(programme, id) }));
    if (begins) await begin(scene, id);
  }
  return scene;
};

/** A scene on a log and a flag system that are there already. */
export const sceneOn = (programme: Programme, outside: Pick<World, 'log' | 'flags'>, nowMs?: number): Scene => {
  const errors: Record<string, number> = {};
  const clock = testClock(nowMs);
  const worldOf = (id: string): World => ({
    ...outside,
    clock,
    metrics: {
      measure: async ({ good, kind }, windowMs, atMs) => {
        const value = kind === 'count' ? 0 : good === 'up' ? 99 : 1;
        // Amply: an hour of the bands asks for 2,400.
        const samples = 10_000;
        const treatment = { samples, value: good === 'up' ? value : (errors[id] ?? value) };
        return measured(atMs, windowMs, treatment, { samples, value });
      },
    },
    checks: async () => () => undefined,
    others: async ({ plan }) => ok(worldOf(plan.id)),
  });
  return { programme, world: worldOf(''), clock, errors };
};

export const begin = (scene: Scene, id: string) =>
  put(scene, id, { is: 'start', authors: ['zoe'], options: { ...DEFAULT_OPTIONS, startWithinMs: 180 * DAY } });

export const restart = async (scene: Scene, id: string): Promise<void> => {
  await put(scene, id, { is: 'restart' });
  await begin(scene, id);
};

type Bare<C> = C extends Command ? Omit<C, 'by' | 'reason' | 'atMs'> : never;

export const put = ({ world, clock }: Scene, id: string, command: Bare<Command>) =>
  ask(world.log, id, () => ok({ by: ANNA, reason: 'because', atMs: clock.now, ...command } as Command));

/** Taken back by a person, as the operation does it: put, then carried out at once. */
export const rollBack = async (scene: Scene, id: string): Promise<void> => {
  await put(scene, id, { is: 'rollback', to: { is: 'off' }, gradually: false });
  await turnOf(scene, id);
};

export const turnOf = async ({ world }: Scene, id: string): Promise<void> => {
  const there = worked(await (world.others ?? never)(worked(await load(world.log, id))));
  const turned = await settle(id, there);
  if (!turned.ok && !wasOvertaken(turned)) throw new Error(JSON.stringify(turned.problems));
};

const never = (): never => {
  throw new Error('a scene has others');
};

/** One turn of each, after a while. */
export const tickAll = async (scene: Scene, ms: number): Promise<void> => {
  await scene.clock.sleep(ms);
  for (const { id, dueAtMs } of worked(await scene.world.log.list()))
    if (dueAtMs !== undefined) await turnOf(scene, id);
};

export const rolloutOf = async ({ world }: Scene, id: string): Promise<Rollout> => worked(await load(world.log, id));

const percentOf = (flag: FlagState | undefined): number => (flag?.enabled ? flag.percent : 0);

type Held = { readonly programme: Programme; readonly world: Pick<World, 'flags'> };

/** What everybody really has, by plan. */
export const percents = async ({ programme, world }: Held): Promise<Record<string, number>> => {
  const ids = [...programme.plans.keys()];
  const flags = worked(await world.flags.read(ids.map(keyOf)));
  return Object.fromEntries(ids.map((id) => [id, percentOf(flags.find(({ key }) => key === keyOf(id)))]));
};

import { describe, expect, it } from 'vitest';
import { follow } from '../../../src/app/executor/follow.ts';
import { load, loadAll } from '../../../src/app/executor/journal.ts';
import type { World } from '../../../src/app/executor/world.ts';
import { desired } from '../../../src/core/rollout/desired.ts';
import { reachesMore } from '../../../src/core/flags/compare.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { aStarted, percentNow, type Stage } from '../../helpers/executor.ts';
import { worked } from '../../helpers/log.ts';
import { MIN } from '../../helpers/rollout.ts';

class Died extends Error {}

type When = 'before' | 'after';

/** Counts every call to the outside, and dies at one of them: before it is done, or before its answer is heard. */
const dying = (stage: Stage, at: number, when: When): { world: World; calls: () => number } => {
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
  const { log, flags, metrics, clock } = stage;
  const world: World = {
    ...stage,
    log: {
      ...log,
      append: fatal(log.append),
      read: fatal(log.read),
      latestSnapshot: fatal(log.latestSnapshot),
      keepSnapshot: fatal(log.keepSnapshot),
    },
    flags: { ...flags, read: fatal(flags.read), write: fatal(flags.write) },
    metrics: { measure: fatal(metrics.measure) },
    clock,
  };
  return { world, calls: () => calls };
};

/** A flag system that holds every write against the log: nothing may ever be given that the log does not allow. */
const watched = (stage: Stage): Stage => ({
  ...stage,
  flags: {
    ...stage.flags,
    write: async (flag, revision) => {
      const { plan, state } = worked(await load(stage.log, stage.id));
      const allowed = desired(plan, state).find(({ key }) => key === flag.key);
      expect(allowed && !reachesMore(flag, allowed), 'a write beyond what the log allows').toBe(true);
      return stage.flags.write(flag, revision);
    },
  },
});

const run = async (stage: Stage, world: World, harmFrom: number) =>
  follow(stage.id, world, {
    everyMs: 30 * MIN,
    once: false,
    turned: () => {
      if (stage.clock.now >= harmFrom) stage.trouble.percent = 9;
    },
    troubled: () => undefined,
  });

const story = async (at: number, when: When, harmAfterMs: number) => {
  const stage = watched(await aStarted());
  const harmFrom = stage.clock.now + harmAfterMs;
  const { world, calls } = dying(stage, at, when);
  const died = await run(stage, world, harmFrom).then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Died)) throw error;
      return true;
    },
  );
  if (died) worked(await run(stage, stage, harmFrom));
  const { rollout, events, beginning } = worked(await loadAll(stage.log, stage.id));
  worked(replay(rollout.plan, beginning, events));
  return { died, calls: calls(), status: rollout.state.status, percent: await percentNow(stage) };
};

describe.each([
  ['that climbs', Infinity, { status: 'completed', percent: 100 }],
  ['that goes back', 90 * MIN, { status: 'rolled-back', percent: 0 }],
])('a rollout %s', (_, harmAfterMs, end) => {
  it.each<When>(['before', 'after'])(
    'ends alike, %s whichever call to the outside it dies',
    async (when) => {
      const whole = await story(0, when, harmAfterMs);
      expect(whole).toMatchObject({ died: false, ...end });
      expect(whole.calls).toBeGreaterThan(20);
      for (let at = 1; at <= whole.calls; at += 1)
        expect(await story(at, when, harmAfterMs), `died ${when} call ${at}`).toMatchObject({ died: true, ...end });
    },
    60_000,
  );
});

import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import { pushed } from '../../src/adapters/metric-source/pushed.ts';
import { numbersKeeper } from '../../src/app/hooks/keep.ts';
import { ok } from '../../src/core/problem.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import type { AMetricWorld } from './metric-world.ts';

/** Whoever pushes counts from one observation of an arm to the next; where a window begins or ends, another begins. */
const spansOf = (seen: readonly Observation[], edges: readonly number[]) =>
  [...Map.groupBy(seen, ({ metric, arm }) => `${metric} ${arm}`).values()].flatMap((same) => {
    const sorted = same.toSorted((a, b) => a.atMs - b.atMs);
    return sorted.map(({ atMs, ...rest }, at) => {
      const before = [...edges, ...sorted.slice(0, at).map((one) => one.atMs)].filter((moment) => moment < atMs);
      return { ...rest, from: Math.max(atMs - 60 * 60_000, ...before), to: atMs };
    });
  });

/** Numbers that came through the door, with the gaps that no observation of a test is about left out. */
export const pushedWorld: AMetricWorld = async (seen) => ({
  asks: (asked) => asked,
  source: {
    measure: async (asked, windowMs, atMs) => {
      const log = memoryEventLog();
      const clock = { nowMs: () => atMs, sleep: async () => undefined };
      const [metrics, arms] = [seen.map(({ metric }) => metric), seen.map(({ arm }) => arm)];
      const hook = { name: 'shop', form: 'observations', environments: ['production'], metrics, arms } as const;
      await numbersKeeper(
        log,
        clock,
      )({
        hook: { ...hook, environments: ['production'] },
        body: { observations: spansOf(seen, [atMs - windowMs, atMs]) },
        by: 'hook shop',
        said: undefined,
        refused: async () => undefined,
      });
      const context = { ...aContext(), clock, log: async () => ok(log) };
      return worked(await pushed.open('log?environment=production', context)).measure(asked, windowMs, atMs);
    },
  },
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Due, dueQueue } from '../../../src/adapters/scheduler/due-queue.ts';

type Step =
  | { readonly is: 'put'; readonly id: string; readonly atMs: number; readonly lane: string }
  | { readonly is: 'take'; readonly without: readonly string[] };

const LANES = ['', 'a', 'b', 'c'];

const steps = fc.array(
  fc.oneof(
    fc.record({
      is: fc.constant('put' as const),
      id: fc.constantFrom('r', 's', 't', 'u', 'v', 'w', 'x'),
      atMs: fc.nat(20),
      lane: fc.constantFrom(...LANES),
    }),
    fc.record({ is: fc.constant('take' as const), without: fc.subarray(LANES, { maxLength: 2 }) }),
  ),
  { maxLength: 60 },
);

/** What a list that is looked through from its beginning to its end would give. */
const earliest = (held: ReadonlyMap<string, Due>, without: readonly string[]): number | undefined => {
  const times = [...held.values()].filter(({ lane }) => !without.includes(lane)).map(({ atMs }) => atMs);
  return times.length === 0 ? undefined : Math.min(...times);
};

const play = (all: readonly Step[]): void => {
  const [queue, held] = [dueQueue(), new Map<string, Due>()];
  for (const step of all) {
    if (step.is === 'put') {
      const { is: _, ...due } = step;
      queue.put(due);
      held.set(due.id, due);
      continue;
    }
    const found = queue.first(step.without);
    expect(found?.atMs).toBe(earliest(held, step.without));
    if (!found) continue;
    expect(found).toBe(held.get(found.id));
    expect(step.without).not.toContain(found.lane);
    expect(queue.first(step.without)).toBe(found);
    queue.take(found);
    held.delete(found.id);
    expect(queue.has(found.id)).toBe(false);
  }
  for (let left = held.size; left > 0; left -= 1) {
    const found = queue.first([]);
    expect(found?.atMs).toBe(earliest(held, []));
    if (!found) throw new Error('somebody was lost');
    queue.take(found);
    held.delete(found.id);
  }
  expect(queue.first([])).toBeUndefined();
};

it('gives the earliest of those who may pass, each once, whoever was put again, moved or passed over before', () => {
  fc.assert(fc.property(steps, play), { numRuns: 500 });
});

import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

/** Other seeds with `SEED=7 npm test`; many more with `npm run sim -- --runs 20000`. */
const FROM = 1000 * Number(process.env['SEED'] ?? 0) + 1;
const RUNS = 40;

describe('the executor in bad weather', () => {
  it(`keeps its promises in ${RUNS} runs`, async () => {
    const ends = new Set<string>();
    for (let seed = FROM; seed < FROM + RUNS; seed += 1) {
      const { broken, status } = await run(seed);
      expect(broken, `npm run sim -- --seed ${seed}`).toBeUndefined();
      ends.add(status);
    }
    expect([...ends]).toEqual(expect.arrayContaining(['rolled-back', 'aborted', 'paused']));
  }, 300_000);

  it('is the same run for the same seed, to the byte, and another for another', async () => {
    const [once, again, other] = [await run(7), await run(7), await run(10)];
    expect(again).toEqual(once);
    expect(once.trace.join('\n')).not.toBe(other.trace.join('\n'));
    expect(once.trace.length).toBeGreaterThan(20);
  }, 60_000);
});

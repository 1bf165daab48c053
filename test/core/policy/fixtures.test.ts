import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Plan } from '../../../src/core/plan/plan.ts';
import { timelineOf } from '../../../src/core/plan/timeline.ts';
import { DAY } from '../../../src/core/values/duration.ts';
import { planBy, policyOf, ROLLOUTS } from './fixtures.ts';

const inShort = ({ audience: { percent, rings, place }, soak }: Plan['phases'][number]): string =>
  [
    `${percent} %`,
    ...rings.map(({ ring, percent: share }) => `+ ${ring} ${share} %`),
    ...(place.is === 'everywhere' ? [] : [`on ${place.count} ${place.is} (${place.share} %)`]),
    ...(soak === undefined ? [] : [soak]),
  ].join(' ');

describe('a policy for each rollout of the seeds', () => {
  it('is there, and none beside them', () => {
    const files = readdirSync(new URL('../../../fixtures/policies', import.meta.url)).toSorted();
    expect(files).toEqual([...new Set(ROLLOUTS.map(({ name }) => `${name}.yaml`))].toSorted());
  });

  it.each(ROLLOUTS)('$name makes a valid plan of its phases', async ({ name, level, choices, ladder, phases }) => {
    const plan = await planBy(name, level, choices);
    expect(Plan.safeParse(plan).error?.issues ?? []).toEqual([]);
    expect([plan.strategy.ladder, plan.phases.map(inShort)]).toEqual([ladder, phases]);
  });

  it.each(ROLLOUTS.filter(({ choices }) => choices?.environment === undefined))(
    '$name takes as long as it says',
    async ({ name, level, choices, days: [from, to] }) => {
      const [{ policy }, plan] = await Promise.all([policyOf(name), planBy(name, level, choices)]);
      const lasts = timelineOf(plan).totalMs / DAY;
      expect(policy.levels[level].days).toEqual({ from, to });
      expect(lasts).toBeGreaterThanOrEqual(from);
      expect(lasts).toBeLessThanOrEqual(to);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { reachesMore, sameFlag } from '../../src/core/flags/compare.ts';
import { reachesNobody, switchedOff } from '../../src/core/flags/flag-state.ts';
import { fitRules } from '../../src/core/plan/lint/fit.ts';
import { lint } from '../../src/core/plan/lint/index.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { isError } from '../../src/core/problem.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { flagsIn } from '../../src/core/rollout/desired.ts';
import { simulate } from '../../src/core/simulation/run.ts';
import { scenarios } from '../../src/core/simulation/scenarios.ts';
import { STRATEGY_KINDS, type StrategyKind } from '../../src/core/values/strategy-kind.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { worked } from '../helpers/log.ts';
import { aPlan } from '../helpers/samples.ts';
import { FLAG_WORLDS } from '../worlds/index.ts';

/**
 * Each strategy on each flag system of the list, at each level of risk: either a rule says why it does not fit, before
 * anything starts, or the system holds every step of the plan exactly, up and on the way back; and the simulated rollout
 * ends as it should, where all is well and where it is not.
 */
const FIT = new Set<string>(fitRules.map(({ code }) => code));

const RISKS = ['medium', 'high', 'critical'] as const;
type Risk = (typeof RISKS)[number];

const planFor = (strategy: StrategyKind, backend: string, risk: Risk): Plan =>
  aPlan(risk, { strategy, backend: Object.hasOwn(DEFAULT_POLICY.backends, backend) ? backend : 'flagd' });

const inItsWay = (plan: Plan, capabilities: FlagBackend['capabilities']) =>
  lint(plan, { policy: DEFAULT_POLICY, capabilities }).filter((one) => isError(one) && FIT.has(one.code));

/** Up through all phases, then off; after each step what is read is what was told, and never more. */
const climb = async (plan: Plan, backend: FlagBackend): Promise<string[]> => {
  const wrong: string[] = [];
  const steps = [...plan.phases.map((_, at) => flagsIn(plan, at)), flagsIn(plan, -1)];
  for (const [at, flags] of steps.entries())
    for (const flag of flags) {
      const [before] = worked(await backend.read([flag.key]));
      worked(await backend.write(flag, before?.revision));
      const [after] = worked(await backend.read([flag.key]));
      const held = after ?? switchedOff(flag);
      if (!sameFlag(held, flag) || reachesMore(held, flag)) wrong.push(`step ${at}: ${JSON.stringify(held)}`);
      if (at === steps.length - 1 && !reachesNobody(held)) wrong.push('somebody has it after the last step');
    }
  return wrong;
};

/** Up to the middle, and then the way back that trouble takes, phase by phase and at once: after each step nobody has more than before it. */
const retreat = async (plan: Plan, backend: FlagBackend): Promise<string[]> => {
  const wrong: string[] = [];
  const middle = Math.floor(plan.phases.length / 2);
  const up = Array.from({ length: middle + 1 }, (_, at) => at);
  const down = [...up.toReversed(), -1];
  for (const steps of [
    [...up, ...down],
    [...up, -1],
  ])
    for (const [nth, at] of steps.entries())
      for (const flag of flagsIn(plan, at)) {
        const [before] = worked(await backend.read([flag.key]));
        worked(await backend.write(flag, before?.revision));
        const [after = switchedOff(flag)] = worked(await backend.read([flag.key]));
        if (reachesMore(after, flag)) wrong.push(`step ${nth}: more than it was told`);
        if (nth > middle && before && reachesMore(after, before)) wrong.push(`step ${nth}: more on the way back`);
        if (at === -1 && !reachesNobody(after)) wrong.push('somebody has it after a rollback');
      }
  return wrong;
};

const outcomeOf = (plan: Plan, name: string): string | undefined => {
  const scenario = scenarios.find((one) => one.name === name);
  return scenario && simulate(plan, scenario, { seed: 7 }).outcome;
};

/** The simulated world has a flag system of its own, so each plan is carried out there once and not for every backend. */
describe.each(STRATEGY_KINDS)('in simulation, %s', (strategy) => {
  it('comes to its end where nothing is wrong', () =>
    expect(outcomeOf(planFor(strategy, 'flagd', 'high'), 'healthy')).toBe('completed'));
});

/** At once there is nobody left to compare with, and nothing to go back from in time: that is why it is for low risk. */
const WATCHED = STRATEGY_KINDS.filter((strategy) => strategy !== 'immediate');

describe.each(WATCHED)('in simulation, %s in trouble', (strategy) => {
  it.each(RISKS)('is rolled back, at %s risk', (risk) =>
    expect(outcomeOf(planFor(strategy, 'flagd', risk), 'errors-at-10')).toBe('rolled-back'),
  );
});

describe.each(Object.keys(flagBackends))('on %s', (name) => {
  const opened = async () => {
    const world = await FLAG_WORLDS[name]?.();
    if (!world) throw new Error(`no world for the flag backend ${name}`);
    return world.backend;
  };

  describe.each(RISKS)('at %s risk', (risk) => {
    it.each(STRATEGY_KINDS)('%s does not fit and says why, or is held step by step, up and back', async (strategy) => {
      const plan = planFor(strategy, name, risk);
      const problems = inItsWay(plan, (await opened()).capabilities);
      expect(problems.filter(({ message, hint }) => message === '' || hint === '')).toEqual([]);
      if (problems.length > 0) return;
      expect(await climb(plan, await opened())).toEqual([]);
      expect(await retreat(plan, await opened())).toEqual([]);
    });
  });
});

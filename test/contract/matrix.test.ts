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
 * Each strategy on each flag system of the list: either a rule says why it does not fit, before anything starts, or the
 * system holds every step of the plan exactly, up and down, and the simulated rollout ends as it should.
 */
const FIT = new Set<string>(fitRules.map(({ code }) => code));

const planFor = (strategy: StrategyKind, backend: string): Plan =>
  aPlan('high', { strategy, backend: Object.hasOwn(DEFAULT_POLICY.backends, backend) ? backend : 'flagd' });

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

const outcomes = new Map<string, string | undefined>();

/** A simulation knows no flag system: what differs in the place of its flags alone ends alike, and is run once. */
const outcomeOf = (plan: Plan, name: string): string | undefined => {
  const key = JSON.stringify({ ...plan, provenance: undefined });
  const scenario = scenarios.find((one) => one.name === name);
  if (!outcomes.has(key)) outcomes.set(key, scenario && simulate(plan, scenario, { seed: 7 }).outcome);
  return outcomes.get(key);
};

describe.each(Object.keys(flagBackends))('on %s', (name) => {
  const opened = async () => {
    const world = await FLAG_WORLDS[name]?.();
    if (!world) throw new Error(`no world for the flag backend ${name}`);
    return world.backend;
  };

  it.each(STRATEGY_KINDS)(
    '%s does not fit and says why, or is held step by step and comes to its end',
    async (strategy) => {
      const backend = await opened();
      const plan = planFor(strategy, name);
      const problems = inItsWay(plan, backend.capabilities);
      expect(problems.filter(({ message, hint }) => message === '' || hint === '')).toEqual([]);
      const carried = problems.length > 0 ? [] : await climb(plan, backend);
      expect(carried).toEqual([]);
      const ends = problems.length > 0 ? ['completed'] : [outcomeOf(plan, 'healthy')];
      expect(ends).toEqual(['completed']);
    },
  );
});

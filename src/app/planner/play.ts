import { scenarios } from '../../core/simulation/scenarios.ts';
import { simulateAll } from '../../core/simulation/simulate-all.ts';
import type { Simulated } from '../../core/simulation/simulated.ts';
import type { Draft } from './draft.ts';

/** One simulated rollout of the plan as it is now. */
export const playOf = ({ plan }: Draft, name: string): Simulated | undefined => {
  const scenario = scenarios.find((one) => one.name === name);
  return scenario && simulateAll(plan, [scenario], { seed: 1, requestsPerDay: plan.traffic?.perDay }).runs[0];
};

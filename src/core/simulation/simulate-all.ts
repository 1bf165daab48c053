import { type Plan, planDigest } from '../plan/plan.ts';
import { amountInWords, numberInWords, percentInWords } from '../plan/report/words.ts';
import { simulate } from './run.ts';
import type { Scenario } from './scenario.ts';
import { SIMULATION_VERSION, type Simulation } from './simulated.ts';
import { ringShares, trafficFor } from './traffic.ts';
import { usualOf } from './usual.ts';
import type { Settings } from './world.ts';

/** The same plan under several scenarios, with the same traffic and the same seed, so that they can be compared. */
export const simulateAll = (plan: Plan, scenarios: readonly Scenario[], settings: Settings): Simulation => {
  const requestsPerDay = settings.requestsPerDay ?? trafficFor(plan, ringShares(plan));
  return {
    schemaVersion: SIMULATION_VERSION,
    plan: plan.id,
    planDigest: planDigest(plan),
    seed: settings.seed,
    requestsPerDay,
    assumed: assumedFor(plan, settings, requestsPerDay),
    runs: scenarios.map((scenario) => simulate(plan, scenario, { ...settings, requestsPerDay })),
  };
};

const assumedFor = (plan: Plan, { requestsPerDay: given }: Settings, perDay: number): string[] => [
  `${numberInWords(perDay)} requests a day${given === undefined ? ', amply what the smallest step needs to be seen' : ''}`,
  ...usualValues(plan),
  ...rings(plan),
  'people agree half-way through a soak, and look at what has stopped after an hour',
  'it starts on a Monday at 09:00; freezes with a date do not come',
];

const usualValues = (plan: Plan): string[] => {
  const usual = usualOf(plan)
    .filter(({ measured, monitor }) => !measured && plan.triggers.some((trigger) => trigger.monitor === monitor.id))
    .map(({ monitor: { name, unit }, value }) => `${name} ${amountInWords(value, unit)}`);
  return usual.length > 0 ? [`without a baseline in the plan: ${usual.join(', ')}`] : [];
};

const rings = (plan: Plan): string[] => {
  const shares = [...ringShares(plan)].map(([name, share]) => `${name} ${percentInWords(share * 100)}`);
  return shares.length > 0 ? [`rings as shares of the traffic: ${shares.join(', ')}`] : [];
};

import type { Gate } from './phase.ts';
import type { Plan } from './plan.ts';
import type { Trigger } from './watch.ts';

export type MetricGate = Extract<Gate, { is: 'metric' }>;

/** The guard that answers a gate which asks for no regression: on the same metric, and tolerating as much. */
export const guardFor = ({ triggers }: Pick<Plan, 'triggers'>, { metric, rule }: MetricGate): Trigger | undefined =>
  triggers.find(
    (trigger) =>
      trigger.monitor === metric &&
      trigger.rule.is === 'regression' &&
      rule.is === 'regression' &&
      trigger.rule.tolerate === rule.tolerate,
  );

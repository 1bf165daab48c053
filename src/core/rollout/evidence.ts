import { type Evidence, noEvidence, type Setting } from '../guards/evidence.ts';
import { hasControl } from '../plan/exposure.ts';
import type { Plan } from '../plan/plan.ts';
import type { Monitor, Trigger } from '../plan/watch.ts';
import { isFixed } from '../values/metric.ts';

/** Told by all windows of a phase, and not by the last one alone. */
export const isSequential = ({ rule, attributable }: Trigger): boolean =>
  rule.is === 'regression' || (attributable === true && isFixed(rule));

/** What of a plan is tested this way, and how; before anything was seen. */
export const blankEvidence = (plan: Plan): Readonly<Record<string, Evidence>> =>
  Object.fromEntries(
    plan.triggers.flatMap((trigger) => {
      const monitor = plan.monitors.find(({ id }) => id === trigger.monitor);
      return monitor && isSequential(trigger) ? [[trigger.id, noEvidence(settingOf(plan, trigger, monitor))]] : [];
    }),
  );

const settingOf = ({ phases }: Plan, { rule, monitor: id }: Trigger, { kind, good }: Monitor): Setting => ({
  kind,
  good,
  tolerated: rule.is === 'regression' ? 1 + rule.tolerate / 100 : 1,
  limit: isFixed(rule) ? shareOf(rule.value, good) : undefined,
  phases: phases.filter(({ audience, watch }) => hasControl(audience) && watch.includes(id)).length,
});

/** As a share of what is bad: a success rate below 95 % is more than 5 % of failures. */
const shareOf = (percent: number, good: 'up' | 'down'): number => (good === 'down' ? percent : 100 - percent) / 100;

import type { Plan } from '../plan/plan.ts';
import type { Monitor } from '../plan/watch.ts';
import { isFixed, type Rule } from '../values/metric.ts';

/** What a metric is like when nothing is wrong, and whether somebody measured that. */
export type Usual = { readonly monitor: Monitor; readonly value: number; readonly measured: boolean };

/**
 * The usual value of every monitor: its baseline where the plan has one. Else one for its kind, on the good side of
 * every limit that the plan sets: a simulation of limits that are broken from the start would tell nothing.
 */
export const usualOf = (plan: Plan): readonly Usual[] =>
  plan.monitors.map((monitor) =>
    monitor.baseline === undefined
      ? { monitor, value: assumed(monitor, limitsOn(plan, monitor.id)), measured: false }
      : { monitor, value: monitor.baseline, measured: true },
  );

const assumed = ({ kind, unit, good }: Monitor, limits: readonly number[]): number => {
  if (good === 'up') {
    const highest = Math.max(0, ...limits);
    if (kind === 'ratio') return Math.max(90, highest + (100 - highest) / 2);
    return highest > 0 ? highest * 1.15 : 100;
  }
  const lowest = Math.min(...limits, Infinity);
  return Math.max(0, Math.min(forKind(kind, unit), lowest * (kind === 'gauge' || kind === 'latency' ? 0.5 : 0.1)));
};

const forKind = (kind: Monitor['kind'], unit: string): number => {
  if (kind === 'latency') return unit === 's' ? 0.4 : 200;
  return { ratio: 0.2, count: 1, gauge: 40 }[kind];
};

const limitsOn = ({ triggers, phases, successCriteria }: Plan, id: string): readonly number[] => [
  ...triggers.filter(({ monitor }) => monitor === id).flatMap(({ rule }) => limitOf(rule)),
  ...phases
    .flatMap(({ gates }) => gates)
    .flatMap((gate) => (gate.is === 'metric' && gate.metric === id ? limitOf(gate.rule) : [])),
  ...successCriteria.flatMap(({ metric }) => (metric?.id === id ? limitOf(metric.rule) : [])),
];

const limitOf = (rule: Rule): readonly number[] => (isFixed(rule) ? [rule.value] : []);

import { harmFor } from '../guards/evidence.ts';
import { ESTABLISHED } from '../guards/regression.ts';
import type { Plan } from '../plan/plan.ts';
import type { Action } from '../values/metric.ts';
import type { State } from './state.ts';

/** What the guards that do the same have made of one stake so far: harm is established where it comes to the limit. */
export type Weighed = {
  readonly action: Action;
  readonly together: number;
  readonly limit: number;
  readonly guards: readonly { readonly trigger: string; readonly monitor: string; readonly odds: number }[];
};

/** The evidence of all windows that are complete, by what happens when it is enough. */
export const weighed = ({ triggers }: Plan, { evidence }: State): readonly Weighed[] => {
  const guards = triggers.flatMap(({ id, monitor, action, rule, weight = 1 }) => {
    const seen = evidence[id];
    return rule.is === 'regression' && seen ? [{ trigger: id, monitor, action, weight, odds: harmFor(seen) }] : [];
  });
  return [...Map.groupBy(guards, ({ action }) => action)].map(([action, same]) => {
    const all = same.reduce((sum, { weight }) => sum + weight, 0);
    const together = same.reduce((sum, { weight, odds }) => sum + (weight / all) * odds, 0);
    return { action, together, limit: ESTABLISHED, guards: same.map(({ weight: _, action: __, ...one }) => one) };
  });
};

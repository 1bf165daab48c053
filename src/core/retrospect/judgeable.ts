import { hasControl } from '../plan/exposure.ts';
import type { Phase } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import type { Monitor } from '../plan/watch.ts';
import { nameOf, type Series } from '../series/measured.ts';
import { needsControl } from '../values/metric.ts';

/** A plan cut down to what recorded numbers can answer, and what that leaves out. */
export type Judgeable = {
  readonly plan: Plan;
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
};

/**
 * The numbers know no people, no hours and no other systems: what waits for those is taken as given. What a trigger or a
 * gate needs and the series does not hold is left out by name, because nothing could be said of it but "no data".
 */
export const judgeable = (plan: Plan, series: Series): Judgeable => {
  const has = (id: string): Has => hasIn(plan.monitors, series, id);
  const kept = plan.triggers.filter(({ monitor, rule }) => why(has(monitor), needsControl(rule)) === undefined);
  const lost = plan.triggers.flatMap(({ id, monitor, rule }) => {
    const missing = why(has(monitor), needsControl(rule));
    return missing === undefined ? [] : [{ what: id, why: `${monitor}: ${missing}` }];
  });
  const gates = plan.phases.flatMap(({ id, gates: all }) =>
    all.flatMap((gate) =>
      gate.is === 'metric' && has(gate.metric) === 'nothing'
        ? [{ what: `gate of ${id}`, why: `${gate.metric}: ${NOTHING}` }]
        : [],
    ),
  );
  const phases = plan.phases.map((phase) => bare(phase, (id) => has(id) !== 'nothing'));
  const { experiment: _, ...rest } = plan;
  return {
    plan: { ...rest, ...UNATTENDED, flags: flagsOf(plan), triggers: kept, phases },
    leftOut: [...lost, ...gates],
  };
};

type Has = 'both' | 'treatment' | 'nothing';

const hasIn = (monitors: readonly Monitor[], series: Series, id: string): Has => {
  const monitor = monitors.find((one) => one.id === id);
  const known = (monitor && series.get(nameOf(monitor))) ?? [];
  const { treatment = 'treatment', control = 'control' } = monitor?.arms ?? {};
  if (!known.some(({ arm }) => arm === treatment)) return 'nothing';
  return known.some(({ arm }) => arm === control) ? 'both' : 'treatment';
};

const NOTHING = 'the series holds nothing of it';

const why = (has: Has, comparing: boolean): string | undefined => {
  if (has === 'nothing') return NOTHING;
  return comparing && has === 'treatment' ? 'the series holds no control to compare with' : undefined;
};

const UNATTENDED = {
  approvals: [],
  dependencies: [],
  checklists: { before: [], during: [], after: [] },
  schedule: { timeZone: 'UTC', windows: [], freezes: [], preparation: { takes: 'PT0S', what: 'nothing' } },
} satisfies Partial<Plan>;

const flagsOf = ({ flags }: Plan): Plan['flags'] => flags.map((flag) => ({ ...flag, prerequisites: [] }));

const bare = (phase: Phase, has: (metric: string) => boolean): Phase => ({
  ...phase,
  gates: phase.gates.filter(
    (gate) =>
      gate.is === 'triggers-quiet' ||
      (gate.is === 'metric' && has(gate.metric) && (!needsControl(gate.rule) || hasControl(phase.audience))),
  ),
});

import type { Ladder, WrittenGate } from '../../policy/ladder.ts';
import type { Policy } from '../../policy/policy.ts';
import { failed, ok, problem, type Problem, type Result } from '../../problem.ts';
import { toIso, toMs } from '../../values/duration.ts';
import { needsControl } from '../../values/metric.ts';
import { hasControl } from '../exposure.ts';
import { guardFor } from '../guard.ts';
import type { Phase } from '../phase.ts';
import type { Criterion, Monitor, Trigger } from '../watch.ts';

export type Watching = {
  readonly monitors: readonly Monitor[];
  readonly triggers: readonly Trigger[];
  readonly criteria: readonly Criterion[];
  readonly critical: readonly string[];
};

/** The monitors that anything in this plan looks at, and the triggers that look at them. */
export const watchingOf = (ladder: Ladder, policy: Policy, extra: readonly string[]): Result<Watching> => {
  const set = Object.hasOwn(policy.triggers, ladder.triggers) ? policy.triggers[ladder.triggers] : undefined;
  if (!set) return failed(unknown('trigger set', ladder.triggers, Object.keys(policy.triggers)));
  const criteria = Object.values(policy.successCriteria).map(inPlanWords);
  const ids = [
    ...new Set([
      ...Object.values(set).map((one) => one.metric),
      ...metricGates(ladder).map(({ metric }) => metric),
      ...ladder.steps.flatMap(({ watch }) => (Array.isArray(watch) ? watch : [])),
      ...criteriaMetrics(criteria),
      ...extra,
    ]),
  ];
  const missing = ids.filter((id) => !Object.hasOwn(policy.metrics, id));
  if (missing.length > 0) return failed(...missing.map((id) => unknown('metric', id, Object.keys(policy.metrics))));
  const triggers = Object.entries(set).map(([id, written]) => triggerOf(id, written));
  const unguarded = metricGates(ladder).filter(
    (gate) => gate.rule.is === 'regression' && !guardFor({ triggers }, gate),
  );
  if (unguarded.length > 0) return failed(...unguarded.map((gate) => withoutGuard(gate, ladder.triggers)));
  const rows = ids.flatMap((id) => (policy.metrics[id] ? [{ id, ...policy.metrics[id] }] : []));
  return ok({
    monitors: rows.map(({ critical: _, ...monitor }) => monitor),
    triggers,
    criteria,
    critical: rows.filter((row) => row.critical).map((row) => row.id),
  });
};

/**
 * The triggers that can act: in some phase their monitor is watched and, where they compare with control, there is one.
 * Where no flag holds the change nothing can be switched off: those that need no control tell people.
 */
export const actingOf = ({ triggers }: Watching, phases: readonly Phase[], flagged: boolean): Trigger[] => {
  const acting = triggers.filter(({ monitor, rule }) =>
    phases.some(({ watch, audience }) => watch.includes(monitor) && (!needsControl(rule) || hasControl(audience))),
  );
  return flagged ? acting : acting.map(telling);
};

const telling = (trigger: Trigger): Trigger => ({
  ...trigger,
  kind: trigger.kind === 'guard' ? 'guard' : 'warn',
  action: 'notify',
});

type Written = Policy['triggers'][string][string];

const triggerOf = (id: string, { metric, ...written }: Written): Trigger => ({
  id,
  monitor: metric,
  ...written,
  window: toIso(toMs(written.window)),
  noData: inIso(written.noData),
  ...(written.verdicts === undefined ? {} : { verdicts: verdictsOf(written.verdicts) }),
});

const inIso = <T extends { readonly after: string }>(answer: T): T => ({ ...answer, after: toIso(toMs(answer.after)) });

const verdictsOf = ({ fail, inconclusive, error }: NonNullable<Written['verdicts']>): Trigger['verdicts'] => ({
  ...(fail === undefined ? {} : { fail: inIso(fail) }),
  ...(inconclusive === undefined ? {} : { inconclusive: inIso(inconclusive) }),
  ...(error === undefined ? {} : { error: inIso(error) }),
});

type WrittenMetricGate = Extract<WrittenGate, { is: 'metric' }>;

const metricGates = (ladder: Ladder): WrittenMetricGate[] =>
  [...ladder.gates, ...ladder.steps.flatMap((step) => step.gates ?? [])].filter((gate) => gate.is === 'metric');

const criteriaMetrics = (criteria: readonly Criterion[]): string[] =>
  criteria.flatMap(({ metric }) => (metric ? [metric.id] : []));

const inPlanWords = ({ text, metric, rule }: Policy['successCriteria'][string]): Criterion =>
  metric && rule ? { text, metric: { id: metric, rule } } : { text };

const unknown = (what: string, name: string, known: readonly string[]): Problem =>
  problem({
    kind: 'invalid',
    code: `no-such-${what.replace(' ', '-')}`,
    path: name,
    message: `"${name}" is not a ${what} of this policy`,
    hint: `choose one of ${known.join(', ')}, or add it in rampart.yaml`,
  });

/** A regression is told by all of a phase, and only a guard counts all of it: without one the gate would never open. */
const withoutGuard = ({ metric, rule }: WrittenMetricGate, set: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'gate-without-guard',
    path: `triggers.${set}`,
    message: `a gate asks for no regression of "${metric}", and nothing in the trigger set "${set}" guards it`,
    hint: `add a trigger of kind guard on ${metric} with ${rule.is === 'regression' ? `tolerate: ${rule.tolerate}` : 'the same rule'} to that set in rampart.yaml`,
  });

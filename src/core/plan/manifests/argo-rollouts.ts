import { toMs } from '../../values/duration.ts';
import { isFixed } from '../../values/metric.ts';
import { shareOfEveryone } from '../exposure.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import type { Monitor, Trigger } from '../watch.ts';
import { leftOutGates, leftOutOfAll, leftOutOfTraffic, leftOutTriggers } from './left-out.ts';
import type { Renderer } from './manifest.ts';

/**
 * An Argo `Rollout` with a step for each phase, and an `AnalysisTemplate` that looks at the triggers. Only success is
 * named: a number that is none then fails, where a condition of failure would let it pass.
 */
export const argoRollouts: Renderer = (plan, { workload, prometheus }) => {
  const watched = plan.triggers.flatMap((trigger) => watchedBy(plan, trigger));
  const analysis = `${plan.id}-triggers`.slice(0, 63);
  const canary = {
    steps: plan.phases.flatMap((phase, at) => stepsOf(plan, phase, at)),
    ...(watched.length > 0 ? { analysis: { templates: [{ templateName: analysis }] } } : {}),
  };
  const rollout = {
    apiVersion: API,
    kind: 'Rollout',
    metadata: { name: workload },
    spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: workload }, strategy: { canary } },
  };
  const metrics = watched.map(({ trigger, monitor }) => metricOf(trigger, monitor, prometheus));
  const template = { apiVersion: API, kind: 'AnalysisTemplate', metadata: { name: analysis }, spec: { metrics } };
  return {
    documents: watched.length > 0 ? [rollout, template] : [rollout],
    notCarried: [...leftOutOfAll(plan), ...leftOutOfTraffic(plan), ...leftOutGates(plan), ...notWatched(plan)],
  };
};

const API = 'argoproj.io/v1alpha1';

/** A weight, the soak, and where people have a say a pause that waits for one of them. */
const stepsOf = ({ approvals, phases }: Plan, { audience, soak, gates }: Phase, at: number): readonly object[] => {
  const next = phases[at + 1];
  const asked = gates.some(({ is }) => is === 'confirmed') || approvals.some(({ before }) => before === next?.id);
  return [
    { setWeight: Math.floor(shareOfEveryone(audience)) },
    ...(soak === undefined ? [] : [{ pause: { duration: `${Math.ceil(toMs(soak) / 1000)}s` } }]),
    ...(asked ? [{ pause: {} }] : []),
  ];
};

type Watched = { readonly trigger: Trigger; readonly monitor: Monitor & { readonly query: string } };

const watchedBy = ({ monitors }: Plan, trigger: Trigger): readonly Watched[] => {
  const monitor = monitors.find(({ id }) => id === trigger.monitor);
  if (!isFixed(trigger.rule) || monitor?.query === undefined) return [];
  if (!acts(trigger)) return [];
  return [{ trigger, monitor: { ...monitor, query: monitor.query } }];
};

/** What breaks a limit that rolls back fails; what breaks one that pauses is neither, and waits for a person. */
const metricOf = ({ id, rule, action }: Trigger, { query }: Watched['monitor'], address: string): object => ({
  name: id,
  interval: '1m',
  successCondition: isFixed(rule) ? `result[0] ${KEPT[rule.is]} ${rule.value}` : 'false',
  ...(action === 'pause' ? { failureCondition: 'false' } : {}),
  failureLimit: 0,
  provider: { prometheus: { address, query } },
});

/** What holds as long as a trigger is quiet. */
const KEPT = { above: '<=', below: '>=', 'at-least': '<', 'at-most': '>' } as const;

const acts = ({ action }: Trigger): boolean => action === 'rollback' || action === 'pause';

const notWatched = (plan: Plan): readonly string[] => {
  const of = (keeps: (trigger: Trigger) => boolean): Trigger[] =>
    plan.triggers.filter((trigger) => watchedBy(plan, trigger).length === 0 && keeps(trigger));
  return [
    ...leftOutTriggers(
      of((one) => !acts(one)),
      'they hold or tell; an analysis fails, or waits for a person',
    ),
    ...leftOutTriggers(
      of((one) => acts(one) && !isFixed(one.rule)),
      'they compare with those who do not have it',
    ),
    ...leftOutTriggers(
      of((one) => acts(one) && isFixed(one.rule)),
      'their metric has no query in the plan',
    ),
    ...leftOutTriggers(
      plan.triggers.filter((trigger) => watchedBy(plan, trigger).length > 0),
      'least samples, and what silence does, are not asked; the window is that of the query',
    ),
  ];
};

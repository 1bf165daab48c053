import { toMs } from '../../values/duration.ts';
import { shareOfEveryone } from '../exposure.ts';
import type { Plan } from '../plan.ts';
import type { Monitor, Trigger } from '../watch.ts';
import { leftOutGates, leftOutOfAll, leftOutOfTraffic, leftOutTriggers } from './left-out.ts';
import type { Renderer } from './manifest.ts';

/**
 * A Flagger `Canary`, and a `MetricTemplate` for each metric it looks at. It has one interval for all steps: the longest
 * soak, so that no phase is shorter than the plan says.
 */
export const flagger: Renderer = (plan, { workload, prometheus }) => {
  const weights = [...new Set(plan.phases.map(({ audience }) => Math.floor(shareOfEveryone(audience))))];
  const steps = weights.filter((weight) => weight > 0);
  const soakMs = Math.max(MINUTE, ...plan.phases.map(({ soak }) => (soak === undefined ? 0 : toMs(soak))));
  const watched = plan.triggers.flatMap((trigger) => watchedBy(plan, trigger));
  const canary = {
    apiVersion: API,
    kind: 'Canary',
    metadata: { name: workload },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: workload },
      service: { port: 80 },
      analysis: {
        interval: inSeconds(soakMs),
        threshold: 1,
        stepWeights: steps,
        metrics: watched.map(({ trigger, monitor }) => ({
          name: trigger.id,
          templateRef: { name: monitor.id },
          thresholdRange: { [trigger.rule.is === 'above' ? 'max' : 'min']: limitOf(trigger) },
          interval: inSeconds(toMs(trigger.window)),
        })),
      },
    },
  };
  const templates = [...new Map(watched.map(({ monitor }) => [monitor.id, monitor])).values()].map(({ id, query }) => ({
    apiVersion: API,
    kind: 'MetricTemplate',
    metadata: { name: id },
    spec: { provider: { type: 'prometheus', address: prometheus }, query },
  }));
  return {
    documents: [canary, ...templates],
    notCarried: [...leftOut(plan, soakMs), 'port: 80 stands for the one of your service'],
  };
};

const API = 'flagger.app/v1beta1';
const MINUTE = 60_000;

const inSeconds = (ms: number): string => `${Math.ceil(ms / 1000)}s`;
const limitOf = ({ rule }: Trigger): number => ('value' in rule ? rule.value : 0);

type Watched = { readonly trigger: Trigger; readonly monitor: Monitor };

/** Its limits are broken beyond the number, as ours `above` and `below` are, and whatever breaks one goes back. */
const watchedBy = ({ monitors }: Plan, trigger: Trigger): readonly Watched[] => {
  const monitor = monitors.find(({ id }) => id === trigger.monitor);
  const fits = trigger.action === 'rollback' && (trigger.rule.is === 'above' || trigger.rule.is === 'below');
  return fits && monitor?.query !== undefined ? [{ trigger, monitor }] : [];
};

const leftOut = (plan: Plan, soakMs: number): readonly string[] => {
  const shorter = plan.phases.filter(({ soak }) => soak !== undefined && toMs(soak) < soakMs).map(({ id }) => id);
  const asked = plan.phases.filter(({ gates }) => gates.some(({ is }) => is === 'confirmed')).map(({ id }) => id);
  const missing = plan.triggers.filter((trigger) => watchedBy(plan, trigger).length === 0);
  return [
    ...leftOutOfAll(plan),
    ...leftOutOfTraffic(plan),
    ...leftOutGates(plan),
    ...(shorter.length > 0
      ? [`soaks of ${shorter.join(', ')}: there is one interval, and it is the longest soak`]
      : []),
    ...(asked.length > 0
      ? [`confirmations in ${asked.join(', ')}: nobody is asked; a confirm-promotion hook could`]
      : []),
    ...leftOutTriggers(missing, 'only a rollback at a number above or below, of a metric with a query, can be said'),
    `triggers are looked at once in ${inSeconds(soakMs)}, not in every turn`,
  ];
};

import { fixedInWords, isFixed, type Side, sideOf } from '../../values/metric.ts';
import { quoted } from '../../values/quote.ts';
import type { Policy } from '../policy.ts';
import type { Path } from '../vet.ts';
import { type Finding, gatesOf, type PolicyRule, triggersOf } from './rule.ts';

type Looking = { readonly path: Path; readonly metric: string; readonly rule: Rule };
type Rule = Policy['triggers'][string][string]['rule'];

const triggersLooking = (policy: Policy): Looking[] =>
  triggersOf(policy).map(({ path, value: { metric, rule } }) => ({ path: [...path, 'rule'], metric, rule }));

/** What has to hold, for gates and for success, rather than what must not happen. */
const hopesLooking = (policy: Policy): Looking[] => [
  ...gatesOf(policy).flatMap(({ path, value }) =>
    value.is === 'metric' ? [{ path: [...path, 'rule'], metric: value.metric, rule: value.rule }] : [],
  ),
  ...Object.entries(policy.successCriteria).flatMap(([id, { metric, rule }]) =>
    metric === undefined || rule === undefined ? [] : [{ path: ['successCriteria', id, 'rule'], metric, rule }],
  ),
];

const metricOf = ({ metrics }: Policy, id: string): Policy['metrics'][string] | undefined =>
  Object.hasOwn(metrics, id) ? metrics[id] : undefined;

const baselines: PolicyRule = {
  code: 'P019',
  title: 'A metric that is compared with its baseline has one',
  fix: 'write the usual value as baseline of the metric, or compare with control',
  look: (policy) =>
    [...triggersLooking(policy), ...hopesLooking(policy)].flatMap(({ path, metric, rule }) => {
      const row = metricOf(policy, metric);
      if (rule.is !== 'times-baseline' || row === undefined || row.baseline !== undefined) return [];
      return [{ path, message: `${quoted(metric)} has no baseline` }];
    }),
};

const goodSide: PolicyRule = {
  code: 'P020',
  title: 'Triggers look to the bad side of a metric, gates and success to the good side',
  fix: 'turn above and below round, or correct which way is good for the metric',
  look: (policy) => [
    ...triggersLooking(policy).flatMap((one) => wrongWay(policy, one, { up: 'under', down: 'over' })),
    ...hopesLooking(policy).flatMap((one) => wrongWay(policy, one, { up: 'over', down: 'under' })),
  ],
};

type Sides = Readonly<Record<'up' | 'down', Side>>;

const wrongWay = (policy: Policy, { path, metric, rule }: Looking, sides: Sides): Finding[] => {
  const row = metricOf(policy, metric);
  if (row === undefined || !isFixed(rule) || sideOf(rule) === sides[row.good]) return [];
  const better = row.good === 'up' ? 'more' : 'less';
  return [
    {
      path,
      message: `asks whether ${quoted(metric)} is ${fixedInWords(rule)} ${rule.value}, and ${better} of it is better`,
    },
  ];
};

const wholeCriteria: PolicyRule = {
  code: 'P021',
  title: 'A success criterion that is measured has a metric and a rule',
  fix: 'write both, or neither: a criterion without them is for people to judge',
  look: ({ successCriteria }) =>
    Object.entries(successCriteria).flatMap(([id, { metric, rule }]) =>
      (metric === undefined) === (rule === undefined)
        ? []
        : [{ path: ['successCriteria', id], message: `has a ${metric === undefined ? 'rule' : 'metric'} only` }],
    ),
};

const primaryMetric: PolicyRule = {
  code: 'P022',
  title: 'The primary metric of experiments is one of those that are compared',
  fix: 'add it to experiment.metrics',
  look: ({ experiment: { primaryMetric: primary, metrics } }) =>
    metrics.includes(primary)
      ? []
      : [{ path: ['experiment', 'primaryMetric'], message: `${quoted(primary)} is not in experiment.metrics` }],
};

const canStop: PolicyRule = {
  code: 'P023',
  title: 'Every trigger set can pause or roll back',
  fix: 'add a trigger whose action is pause or rollback, or take the set out',
  look: ({ triggers }) =>
    Object.entries(triggers).flatMap(([set, rows]) =>
      Object.values(rows).some(({ action }) => action === 'pause' || action === 'rollback')
        ? []
        : [{ path: ['triggers', set], message: 'has nothing in it that could stop a rollout' }],
    ),
};

export const watchingRules: readonly PolicyRule[] = [baselines, goodSide, wholeCriteria, primaryMetric, canStop];

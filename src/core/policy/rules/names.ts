import { didYouMean } from '../../values/nearest.ts';
import { quoted } from '../../values/quote.ts';
import { DEFAULT_ENVIRONMENT } from '../names.ts';
import type { Policy } from '../policy.ts';
import type { Path } from '../vet.ts';
import { type Finding, gatesOf, laddersOf, type PolicyRule, stepsOf, triggersOf } from './rule.ts';

type Named = { readonly path: Path; readonly name: string };

/** Those of the names that are no rows of the table. */
const unknownIn = (table: object, what: string, named: readonly Named[]): Finding[] =>
  named
    .filter(({ name }) => !Object.hasOwn(table, name))
    .map(({ path, name }) => ({
      path,
      message: `${quoted(name)} is not ${what} of this policy${didYouMean(name, Object.keys(table))}`,
    }));

const CORRECT = 'correct the name, or add the row';

const levelLadder: PolicyRule = {
  code: 'P001',
  title: 'The ladder of a level is one of the ladders',
  fix: CORRECT,
  look: ({ levels, ladders }) =>
    unknownIn(
      ladders,
      'a ladder',
      Object.entries(levels).map(([level, { ladder }]) => ({ path: ['levels', level, 'ladder'], name: ladder })),
    ),
};

const levelStrategy: PolicyRule = {
  code: 'P002',
  title: 'A level has a ladder of its own strategy',
  fix: 'name a ladder of that strategy, or change the strategy of the level',
  look: ({ levels, ladders }) =>
    Object.entries(levels).flatMap(([level, { ladder, strategy }]) => {
      const has = Object.hasOwn(ladders, ladder) ? ladders[ladder]?.strategy : undefined;
      if (has === undefined || has === strategy) return [];
      const message = `the level asks for ${strategy}, and ${quoted(ladder)} is a ladder of strategy ${has}`;
      return [{ path: ['levels', level, 'ladder'], message }];
    }),
};

const triggerSet: PolicyRule = {
  code: 'P003',
  title: 'The trigger set of a ladder is one of the sets',
  fix: CORRECT,
  look: (policy) =>
    unknownIn(
      policy.triggers,
      'a trigger set',
      laddersOf(policy).map(({ path, value }) => ({ path: [...path, 'triggers'], name: value.triggers })),
    ),
};

const ring: PolicyRule = {
  code: 'P004',
  title: 'A ring that a step opens is one of the rings',
  fix: CORRECT,
  look: (policy) =>
    unknownIn(
      policy.rings,
      'a ring',
      stepsOf(policy).flatMap(({ path, value }) =>
        Object.keys(value.rings ?? {}).map((name) => ({ path: [...path, 'rings', name], name })),
      ),
    ),
};

const metric: PolicyRule = {
  code: 'P005',
  title: 'A metric that anything looks at is one of the metrics',
  fix: CORRECT,
  look: (policy) => unknownIn(policy.metrics, 'a metric', metricsNamed(policy)),
};

const metricsNamed = (policy: Policy): Named[] => [
  ...gatesOf(policy).flatMap(({ path, value }) =>
    value.is === 'metric' ? [{ path: [...path, 'metric'], name: value.metric }] : [],
  ),
  ...stepsOf(policy).flatMap(({ path, value }) =>
    Array.isArray(value.watch) ? value.watch.map((name, at) => ({ path: [...path, 'watch', at], name })) : [],
  ),
  ...triggersOf(policy).map(({ path, value }) => ({ path: [...path, 'metric'], name: value.metric })),
  ...Object.entries(policy.successCriteria).flatMap(([id, { metric }]) =>
    metric === undefined ? [] : [{ path: ['successCriteria', id, 'metric'], name: metric }],
  ),
  { path: ['experiment', 'primaryMetric'], name: policy.experiment.primaryMetric },
  ...policy.experiment.metrics.map((name, at) => ({ path: ['experiment', 'metrics', at], name })),
  ...policy.experiment.guardrails.map(({ metric: name }, at) => ({
    path: ['experiment', 'guardrails', at, 'metric'],
    name,
  })),
];

const backend: PolicyRule = {
  code: 'P006',
  title: 'The flag system is one of the backends',
  fix: CORRECT,
  look: (policy) => unknownIn(policy.backends, 'a backend', [{ path: ['backend'], name: policy.backend }]),
};

const environment: PolicyRule = {
  code: 'P007',
  title: 'There is the environment that plans are for when nobody names one',
  fix: `keep the row ${DEFAULT_ENVIRONMENT}, whatever it says`,
  look: ({ environments }) =>
    Object.hasOwn(environments, DEFAULT_ENVIRONMENT)
      ? []
      : [{ path: ['environments'], message: `has no row ${quoted(DEFAULT_ENVIRONMENT)}` }],
};

const experimentLadder: PolicyRule = {
  code: 'P008',
  title: 'The ladder of experiments is a ladder of strategy ab',
  fix: 'name a ladder of strategy ab, or keep the built-in one: experiment',
  look: ({ experiment, ladders }) => {
    const path = ['experiment', 'ladder'];
    const missing = unknownIn(ladders, 'a ladder', [{ path, name: experiment.ladder }]);
    const strategy = ladders[experiment.ladder]?.strategy;
    if (missing.length > 0 || strategy === 'ab') return missing;
    return [{ path, message: `${quoted(experiment.ladder)} is a ladder of strategy ${strategy}` }];
  },
};

export const nameRules: readonly PolicyRule[] = [
  levelLadder,
  levelStrategy,
  triggerSet,
  ring,
  metric,
  backend,
  environment,
  experimentLadder,
];

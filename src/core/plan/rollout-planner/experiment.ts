import type { Variant } from '../flag.ts';
import type { Experiment } from '../experiment.ts';
import type { Plan } from '../plan.ts';
import { slug } from '../../values/text.ts';
import { doubt, type Hearing, monitorFor } from './hearing.ts';
import { tidy } from './quantity.ts';
import type { AbTesting } from './schema.ts';

const NONE: AbTesting = {
  enabled: false,
  variant_a: 'Control group (existing behavior)',
  variant_b: 'Treatment group (new feature)',
  split_percentage: [50, 50],
  hypothesis: '',
  metrics: [],
  sample_size_needed: 0,
  duration_days: 0,
  statistical_significance: 0.95,
};

/** The experiment of this rollout, or the one noted for another day; the first is enabled, the second is not. */
export const sayExperiment = ({ experiment, experimentForLater }: Plan): AbTesting => {
  const said = experiment ?? experimentForLater;
  if (!said) return NONE;
  const [a = NONE.variant_a, b = NONE.variant_b, ...others] = said.variants.map(sayVariant);
  return {
    enabled: experiment !== undefined,
    variant_a: a,
    variant_b: b,
    ...(others.length > 0 ? { other_variants: others } : {}),
    split_percentage: said.variants.map(({ percent }) => percent),
    hypothesis: said.hypothesis,
    metrics: said.metrics.map((id) => id.replaceAll('-', '_')),
    sample_size_needed: said.sampleSize,
    duration_days: said.durationDays,
    statistical_significance: tidy(1 - said.alpha),
  };
};

const NAMES = ['control', 'treatment'];
const NAMED = /^([\w.-]{1,100})(?:: (.+))?$/;

/** The usual two are known by their place; others, and what could be taken for others, carry their names. */
const sayVariant = ({ name, description }: Variant, at: number): string => {
  const short = name === NAMES[at] ? description : undefined;
  if (short !== undefined && !NAMED.test(short)) return short;
  return description === undefined ? name : `${name}: ${description}`;
};

const hearVariant = (text: string, at: number, percent: number): Variant => {
  const [, name, description] = NAMED.exec(text) ?? [];
  if (name) return { name, percent, ...(description === undefined ? {} : { description: description.slice(0, 300) }) };
  return { name: NAMES[at] ?? `variant-${at + 1}`, percent, description: text.slice(0, 300) };
};

type Asked = Pick<Plan, 'experiment' | 'experimentForLater'>;

/** Where nothing is asked there is no experiment; where it is not enabled it waits in the plan and decides nothing. */
export const hearExperiment = (hearing: Hearing): Asked => {
  const said = hearing.report.ab_testing;
  const asked = experimentOf(hearing, said);
  if (!asked) {
    if (said.enabled) incomplete(hearing, 'it is enabled, and names no hypothesis, metrics, sample or duration');
    return {};
  }
  if (said.enabled) for (const id of asked.metrics) watchedBy(hearing, id);
  return said.enabled ? { experiment: asked } : { experimentForLater: asked };
};

const experimentOf = ({ policy }: Hearing, said: AbTesting): Experiment | undefined => {
  const metrics = [...new Set(said.metrics.map((name) => slug(name)))];
  const [primaryMetric] = metrics;
  const { hypothesis, sample_size_needed: sampleSize, duration_days: durationDays } = said;
  if (!hypothesis || !primaryMetric || sampleSize < 1 || durationDays < 1) return undefined;
  const texts = [said.variant_a, said.variant_b, ...(said.other_variants ?? [])];
  const { baselinePercent, minimumDetectableEffect, power } = policy.experiment;
  return {
    hypothesis,
    variants: texts.map((text, at) => hearVariant(text, at, said.split_percentage[at] ?? 0)),
    primaryMetric,
    metrics,
    baselinePercent,
    minimumDetectableEffect,
    sampleSize,
    durationDays,
    alpha: tidy(1 - said.statistical_significance),
    power,
  };
};

const watchedBy = (hearing: Hearing, id: string): void => {
  if (hearing.monitors.has(id)) return;
  const name = hearing.policy.metrics[id]?.name ?? id.replaceAll('-', ' ');
  const unit = hearing.policy.metrics[id]?.unit ?? '%';
  monitorFor(hearing, { name, path: 'ab_testing.metrics', unit });
};

const incomplete = (hearing: Hearing, why: string): void =>
  doubt(hearing, {
    code: 'experiment-incomplete',
    path: 'ab_testing',
    message: `the experiment cannot be carried over: ${why}`,
    hint: 'fill in ab_testing, or set enabled to false',
  });

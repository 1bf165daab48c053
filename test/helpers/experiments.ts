import type { Measurement } from '../../src/core/guards/measurement.ts';
import type { Deciding } from '../../src/core/plan/experiment.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { builtInPolicy } from '../../src/core/policy/built-in.ts';
import type { Question } from '../../src/core/rollout/look.ts';
import { toMs } from '../../src/core/values/duration.ts';
import { aClimb, aPhase, aTrigger, HOUR, inPhase, measured, pass, type World } from './rollout.ts';

export const DAYS = 24 * HOUR;

const TWO: Deciding['variants'] = [
  { name: 'control', percent: 50 },
  { name: 'treatment', percent: 50 },
];

/** The guide's second experiment: what recovery is worth. */
export const THREE: Deciding['variants'] = [
  { name: 'no_recovery', percent: 33.33 },
  { name: 'auto_recovery', percent: 33.33 },
  { name: 'manual_recovery', percent: 33.34 },
];

const anExperiment = (more: Partial<Deciding> = {}): Deciding => ({
  hypothesis: 'New feature will increase engagement by 10%',
  variants: TWO,
  primaryMetric: 'conversion-rate',
  metrics: ['conversion-rate', 'error-rate'],
  baselinePercent: 20,
  minimumDetectableEffect: 10,
  sampleSize: 14_000,
  durationDays: 14,
  alpha: 0.05,
  power: 0.8,
  guardrails: [{ metric: 'error-rate', tolerate: 10 }],
  decision: { window: 'PT1H', earliestDays: 3, undecided: 'pause' },
  ...more,
});

/** One phase that compares, then everybody; nothing to wait for beside the experiment. */
export const aTest = (more: Partial<Deciding> = {}): Plan => {
  const experiment = anExperiment(more);
  const { metrics } = builtInPolicy().policy;
  const monitors = experiment.metrics.flatMap((id) => {
    const { critical: _, ...metric } = metrics[id] ?? metrics['error-rate'] ?? never();
    return [{ id, ...metric }];
  });
  const treated = 100 - (experiment.variants[0]?.percent ?? 0);
  const climb = aClimb();
  return {
    ...climb,
    strategy: { ...climb.strategy, kind: 'ab' },
    flags: climb.flags.map((flag) => ({ ...flag, type: 'multivariate', variants: experiment.variants })),
    phases: [
      aPhase('compare', treated, { soak: 'P14D', deadline: { after: 'P60D', action: 'pause' }, watch: ['error-rate'] }),
      aPhase('all', 100, { soak: undefined, watch: [], gates: [] }),
    ],
    monitors,
    triggers: [aTrigger('errors', { rule: { is: 'above', value: 50 }, minSamples: 0 })],
    experiment,
  };
};

const never = (): never => {
  throw new Error('no such metric');
};

/** Percent by arm, for each metric; what is not here has not been measured. */
export type Rates = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A source that has counted so many users of each arm in an hour, with exactly those shares. */
export const counting =
  (rates: Rates, eachHour = 100, newUsers?: Readonly<Record<string, number>>) =>
  ({ monitor, window, toMs: endMs }: Question, nowMs: number): Measurement | undefined => {
    const of = rates[monitor.id];
    if (!of) return { is: 'no-data', why: 'nobody counts that' };
    const count = (eachHour * toMs(window)) / HOUR;
    const arm = (name: string) => ({
      samples: count,
      count,
      bad: ((of[name] ?? 0) / 100) * count,
      ...(newUsers ? { newUsers: ((newUsers[name] ?? 0) * toMs(window)) / HOUR } : {}),
    });
    const { treatment = 'treatment', control = 'control' } = monitor.arms ?? {};
    return measured(
      endMs ?? nowMs,
      toMs(window),
      { ...arm(treatment), value: undefined } as never,
      { ...arm(control), value: undefined } as never,
    );
  };

export const WELL: Rates[string] = {
  control: 0.5,
  treatment: 0.5,
  no_recovery: 0.5,
  auto_recovery: 0.5,
  manual_recovery: 0.5,
};

type Ran = { readonly everyMs?: number; readonly newUsers?: Readonly<Record<string, number>> };

/** So many days of an experiment, with a turn every four hours or as often as is said. */
export const ran = (plan: Plan, rates: Rates, days: number, { everyMs = 4 * HOUR, newUsers }: Ran = {}): World => {
  const world = inPhase('compare', plan);
  world.trouble.answer = counting({ 'error-rate': WELL, ...rates }, 100, newUsers);
  pass(world, days * DAYS, everyMs);
  return world;
};

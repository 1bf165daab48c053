import type { Arm } from '../guards/measurement.ts';
import { readingOf } from '../guards/reading.ts';
import type { Plan } from '../plan/plan.ts';
import type { Monitor, Trigger } from '../plan/watch.ts';
import { measuredIn, type Series } from '../series/measured.ts';
import { isFixed } from '../values/metric.ts';
import type { Picture } from './analysed.ts';
import type { Look, Span } from './walk.ts';

/** So many stretches of time, whatever they are drawn on: a terminal takes fewer, and no face needs more. */
const MOST_STRETCHES = 120;

/** How long the stretches are that a picture is made of: whole looks, and all of the same length. */
export const stretchOf = ({ fromMs, toMs, everyMs }: Span): { readonly ms: number; readonly count: number } => {
  const looks = Math.max(1, Math.ceil((toMs - fromMs) / everyMs));
  const ms = Math.ceil(looks / MOST_STRETCHES) * everyMs;
  return { ms, count: Math.max(1, Math.ceil((toMs - fromMs) / ms)) };
};

type Drawn = { readonly plan: Plan; readonly series: Series; readonly span: Span };

/** The metrics that triggers look at, and both arms of each over all of the time, after a rollback as well. */
export const picturesOf = ({ plan, series, span }: Drawn): Picture[] => {
  const { ms, count } = stretchOf(span);
  const ends = Array.from({ length: count }, (_, at) => span.fromMs + (at + 1) * ms);
  return plan.monitors
    .filter(({ id }) => plan.triggers.some(({ monitor }) => monitor === id))
    .map((monitor) => pictureOf(monitor, plan.triggers, { series, ends, ms }));
};

type Stretches = { readonly series: Series; readonly ends: readonly number[]; readonly ms: number };

const pictureOf = (monitor: Monitor, triggers: readonly Trigger[], { series, ends, ms }: Stretches): Picture => {
  const both = ends.map((end) => {
    const found = measuredIn(series, monitor, ms, end);
    return found.is === 'measured' ? found : undefined;
  });
  const treated = both.map((found) => valueIn(monitor, found?.treatment));
  const control = both.map((found) => valueIn(monitor, found?.control));
  return {
    metric: monitor.id,
    name: monitor.name,
    unit: monitor.unit,
    good: monitor.good,
    treated,
    control,
    limits: triggers.flatMap((trigger) => {
      const values = trigger.monitor === monitor.id ? limitOf(trigger, monitor, control) : undefined;
      return values ? [{ trigger: trigger.id, action: trigger.action, values }] : [];
    }),
  };
};

const valueIn = (monitor: Monitor, arm: Arm | undefined): number | null => {
  const reading = arm && readingOf({ kind: monitor.kind, minSamples: 0 }, arm, '');
  return reading && 'value' in reading ? reading.value : null;
};

const limitOf = (
  { rule }: Trigger,
  { baseline }: Monitor,
  control: readonly (number | null)[],
): (number | null)[] | undefined => {
  if (isFixed(rule)) return control.map(() => rule.value);
  if (rule.is === 'times-control') return control.map((value) => (value === null ? null : value * rule.value));
  return rule.is === 'times-baseline' && baseline !== undefined ? control.map(() => baseline * rule.value) : undefined;
};

/** The strongest evidence of each stretch: a short peak is what fires, and must not be averaged away. */
export const oddsIn = (looks: readonly Look[], trigger: string, span: Span): (number | null)[] => {
  const { ms, count } = stretchOf(span);
  const values = Array.from({ length: count }, (): number | null => null);
  for (const { atMs, odds } of looks) {
    const found = odds.find((one) => one.trigger === trigger);
    const at = Math.min(count - 1, Math.max(0, Math.ceil((atMs - span.fromMs) / ms) - 1));
    if (found) values[at] = Math.max(values[at] ?? 0, Math.min(MOST_ODDS, found.odds));
  }
  return values;
};

/** Nobody needs to know more exactly, and JSON knows no infinity. */
const MOST_ODDS = 1e9;

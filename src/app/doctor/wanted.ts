import type { Policy } from '../../core/policy/policy.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { toMs } from '../../core/values/duration.ts';
import { NO_FLAG_YET } from '../../ports/metric-source.ts';
import type { FlagsWanted } from './flags.ts';
import type { MetricsWanted, Watched } from './metrics.ts';

/** A plan, and where the things are that it needs. */
type Placed = { readonly plan: Plan; readonly flags?: string | undefined; readonly metrics?: string | undefined };

export const flagsFor = ({ plan, flags }: Placed): readonly FlagsWanted[] =>
  flags === undefined || plan.flags.length === 0
    ? []
    : [{ backend: plan.provenance.backend, place: flags, keys: plan.flags.map(({ key }) => key) }];

export const metricsFor = ({ plan, metrics }: Placed): readonly MetricsWanted[] =>
  metrics === undefined ? [] : [{ place: metrics, watched: watchedBy(plan) }];

/** Each monitor once, over the window of the first trigger that watches it. */
export const watchedBy = ({ monitors, triggers, flags }: Plan): readonly Watched[] =>
  monitors.flatMap((monitor) => {
    const trigger = triggers.find((one) => one.monitor === monitor.id);
    return trigger ? [{ monitor, windowMs: toMs(trigger.window), flag: flags[0]?.key }] : [];
  });

/** What plans of this policy would watch: the metrics in the triggers of the ladders that its levels take. */
export const watchedUnder = ({ levels, ladders, triggers, metrics }: Policy): readonly Watched[] => {
  const sets = new Set(Object.values(levels).map(({ ladder }) => ladders[ladder]?.triggers ?? ''));
  const rows = [...sets].flatMap((set) => Object.values(triggers[set] ?? {}));
  const ids = [...new Set(rows.map(({ metric }) => metric))];
  return ids.flatMap((id) => {
    const [metric, trigger] = [metrics[id], rows.find((row) => row.metric === id)];
    if (!metric || !trigger) return [];
    const { critical: _, ...monitor } = metric;
    return [{ monitor: { id, ...monitor }, windowMs: toMs(trigger.window), flag: NO_FLAG_YET }];
  });
};

/** One question for each thing, whoever needs it. */
export const onceEach = <T>(
  all: readonly T[],
  key: (one: T) => string,
  both: (one: T, other: T) => T,
): readonly T[] => [
  ...all
    .reduce((found, one) => {
      const there = found.get(key(one));
      return found.set(key(one), there ? both(there, one) : one);
    }, new Map<string, T>())
    .values(),
];

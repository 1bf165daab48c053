import type { Compared } from '../guards/compared.ts';
import { countedIn } from '../guards/counted.ts';
import type { Measurement } from '../guards/measurement.ts';
import { doubtOfPast } from '../guards/verdict.ts';
import type { Deciding } from '../plan/experiment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Monitor } from '../plan/watch.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import type { Tick } from './input.ts';
import type { State } from './state.ts';
import { trialOf } from './trial.ts';

/** A question about one arm and metric, in one window of the experiment. */
export type Asking = {
  readonly key: string;
  readonly variant: string;
  readonly monitor: Monitor;
  readonly nth: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** As for guards: sources lag, and what could not be heard for long is given up. */
const COMPLETE_AFTER_MS = 2 * MINUTE;
const GIVEN_UP_AFTER_MS = 10 * MINUTE;
/** After a long sleep the rest is for the next turn. */
const MOST_QUESTIONS = 120;

/** The windows of the comparing phase that are complete and not yet counted, oldest first, each with all its questions. */
export const trialWindows = (plan: Plan, state: State, nowMs: number): readonly (readonly Asking[])[] => {
  const found = trialOf(plan);
  const { trial, confirmedAtMs, rollback } = state;
  if (!found || !trial || confirmedAtMs === undefined || rollback || state.phase !== found.phase) return [];
  if (trial.decided?.is === 'success' || trial.answered) return [];
  const lengthMs = Math.max(MINUTE, toMs(found.experiment.decision.window));
  const complete = Math.floor((nowMs - COMPLETE_AFTER_MS - confirmedAtMs) / lengthMs);
  const pairs = pairsOf(plan, found.experiment);
  const most = Math.max(1, Math.floor(MOST_QUESTIONS / Math.max(1, pairs.length)));
  const due = Math.min(most, Math.max(0, complete - trial.next));
  return Array.from({ length: due }, (_, at) => {
    const nth = trial.next + at;
    const fromMs = confirmedAtMs + nth * lengthMs;
    return pairs.map((pair, which) => ({
      ...pair,
      key: `trial:${nth}:${which}`,
      nth,
      fromMs,
      toMs: fromMs + lengthMs,
    }));
  });
};

type Pair = Pick<Asking, 'variant' | 'monitor'>;

/** Two arms are asked for as the metric says, treatment and control where it says nothing; more of them by their names. */
const pairsOf = ({ monitors }: Plan, { variants, metrics }: Deciding): readonly Pair[] => {
  const [control, ...treatments] = variants.map(({ name }) => name);
  const named = treatments.length > 1;
  return treatments.flatMap((variant) =>
    metrics.flatMap((id): Pair[] => {
      const monitor = monitors.find((one) => one.id === id);
      if (!monitor || control === undefined) return [];
      return [{ variant, monitor: named ? { ...monitor, arms: { treatment: variant, control } } : monitor }];
    }),
  );
};

export type Heard =
  | { readonly seen: { variant: string; metric: string; counted: Compared }[] }
  | { readonly why: string };

/**
 * What became of a window: counted where the primary metric was heard for every arm, given up where it can no longer be,
 * undefined where it is asked for again.
 */
export const heardOf = (plan: Plan, tick: Tick, window: readonly Asking[]): Heard | undefined => {
  const primary = plan.experiment?.primaryMetric;
  const heard = window.map((one) => ({ one, found: comparedOf(one, tick.measurements[one.key]) }));
  const faults = heard.flatMap(({ one, found }) => ('fault' in found ? [{ one, ...found }] : []));
  const isOld = window.some(({ toMs: endMs }) => tick.atMs - endMs >= GIVEN_UP_AFTER_MS);
  if (faults.some(({ isOver }) => !isOver) && !isOld) return undefined;
  const fault = faults.find(({ one }) => one.monitor.id === primary);
  if (fault) return { why: `${fault.one.monitor.id} of ${fault.one.variant}: ${fault.fault}` };
  return {
    seen: heard.flatMap(({ one, found }) =>
      'fault' in found ? [] : [{ variant: one.variant, metric: one.monitor.id, counted: found }],
    ),
  };
};

type Fault = { readonly fault: string; readonly isOver: boolean };

const comparedOf = ({ monitor, fromMs, toMs: endMs }: Asking, measured: Measurement | undefined): Compared | Fault => {
  const doubt = doubtOfPast(measured, fromMs, endMs);
  if (doubt) return { fault: doubt.why, isOver: doubt.verdict === 'no-data' };
  if (measured?.is !== 'measured') return { fault: 'nothing was measured', isOver: false };
  if (!measured.control) return { fault: measured.withoutControl ?? 'there is no control', isOver: true };
  const { histogram: _, ...treatment } = measured.treatment;
  const { histogram: __, ...control } = measured.control;
  const { segments: ___, ...rest } = measured;
  const counted = countedIn(monitor, { ...rest, treatment, control });
  if ('fault' in counted) return { fault: counted.fault, isOver: false };
  const { segments: ____, latency: _____, ...compared } = counted;
  return compared;
};

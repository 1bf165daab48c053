import type { Arm, Measurement } from '../guards/measurement.ts';
import type { Monitor } from '../plan/watch.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import { type Counts, minutesPer, type Modelled } from './counts.ts';

type Asked = { readonly monitor: Monitor; readonly window: string; readonly toMs?: number };

/** What a metric source would say now about a window. The same for the same minute, whoever looked before. */
export const measure = (counts: Counts, modelled: Modelled, { monitor, window, toMs: endMs }: Asked): Measurement => {
  const now = counts.exposed.length - 1;
  const end = endMs === undefined ? now : Math.min(now, Math.round((endMs - modelled.startMs) / MINUTE));
  const windowMs = toMs(window);
  const span = { end, from: Math.max(0, end - Math.max(1, Math.round(windowMs / MINUTE))) };
  const index = modelled.usual.findIndex((one) => one.monitor.id === monitor.id);
  const nowMs = modelled.startMs + end * MINUTE;
  const treatment = armOf(counts.treated, monitor, index, span);
  const control = armOf(counts.control, monitor, index, span);
  if (treatment.samples === 0) return { is: 'no-data', why: 'nobody with the change was there in this window' };
  return {
    is: 'measured',
    fromMs: nowMs - windowMs,
    toMs: nowMs,
    atMs: nowMs,
    treatment,
    ...(control.samples > 0 ? { control } : {}),
  };
};

export type Span = { readonly from: number; readonly end: number };

const armOf = (sums: Counts['treated'], { kind, unit }: Monitor, index: number, span: Span): Arm => {
  const samples = within(sums.requests, span);
  const sum = within(sums.metrics[index] ?? [], span);
  if (kind === 'ratio') return { samples, count: samples, bad: sum };
  if (kind === 'count') return { samples, value: (sum * minutesPer(unit)) / Math.max(1, span.end - span.from) };
  return samples > 0 ? { samples, value: sum / samples } : { samples };
};

export const within = (sums: readonly number[], { from, end }: Span): number => (sums[end] ?? 0) - (sums[from] ?? 0);

/** One arm over a stretch as one number in the monitor's unit; undefined where nobody was there. */
export const valueIn = (
  counts: Counts,
  arm: 'treated' | 'control',
  [monitor, index]: [Monitor, number],
  span: Span,
) => {
  const { samples, bad, value } = armOf(counts[arm], monitor, index, span);
  if (samples === 0) return undefined;
  return bad === undefined ? value : (100 * bad) / samples;
};

import type { Arm } from '../../core/guards/measurement.ts';
import { readingOf } from '../../core/guards/reading.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Monitor } from '../../core/plan/watch.ts';
import type { Tick } from '../../core/rollout/input.ts';

/** One monitor at one moment, in its unit; null where that arm told nothing. */
export type Point = { readonly atMs: number; readonly treated: number | null; readonly control: number | null };

/** What a tick says of each monitor that it says anything of. */
export const measuredIn = (plan: Plan, tick: Tick): readonly (readonly [monitor: string, Point])[] =>
  plan.monitors.flatMap((monitor) => {
    const point = pointOf(monitor, plan, tick);
    return point ? [[monitor.id, point] as const] : [];
  });

/** Limits look at their own window, which ends now: they tell the present better than what a guard has yet to count. */
const pointOf = (monitor: Monitor, { triggers }: Plan, { measurements, atMs }: Tick): Point | undefined => {
  const own = triggers.filter((trigger) => trigger.monitor === monitor.id);
  const [limits, guards] = [own.filter(({ kind }) => kind !== 'guard'), own.filter(({ kind }) => kind === 'guard')];
  for (const { id } of [...limits, ...guards]) {
    const heard = measurements[id];
    if (heard?.is !== 'measured') continue;
    return { atMs, treated: valueOf(monitor, heard.treatment), control: valueOf(monitor, heard.control) };
  }
  return undefined;
};

const valueOf = ({ kind }: Monitor, arm: Arm | undefined): number | null => {
  const reading = arm && readingOf({ kind, minSamples: 0 }, arm, 'arm');
  return reading && 'value' in reading ? reading.value : null;
};

import { type Rate, samplesToSee, smallestSeen } from '../guards/sight.ts';
import { DAY, MINUTE, toMs } from '../values/duration.ts';
import { hasControl, shareOfEveryone } from './exposure.ts';
import type { Phase } from './phase.ts';
import type { Plan } from './plan.ts';
import type { Monitor } from './watch.ts';

/** What one guard can see in one phase, given how many come by. */
export type Sight = {
  readonly phase: Phase;
  readonly monitor: Monitor;
  readonly soakMs: number;
  /** Expected with the change, while the phase soaks. */
  readonly samples: number;
  readonly usualPercent: number;
  /** Whether somebody measured the usual value, or it was taken for one in a hundred. */
  readonly measured: boolean;
  /** The smallest effect that is seen in nine of ten rollouts: so many times as many bad events. */
  readonly times: number | undefined;
  /** How long the phase would have to be for an effect of twice. */
  readonly twiceMs: number;
};

const ASSUMED_PERCENT = 1;

/** Of every phase and every guard on a share of bad events. Nothing where nobody knows how many come by. */
export const sightsOf = (plan: Plan): readonly Sight[] => {
  const perDay = plan.traffic?.perDay;
  const guarded = new Set(plan.triggers.flatMap(({ rule, monitor }) => (rule.is === 'regression' ? [monitor] : [])));
  const monitors = plan.monitors.filter(({ id, kind, good }) => guarded.has(id) && kind === 'ratio' && good === 'down');
  return perDay === undefined
    ? []
    : plan.phases.flatMap((phase) =>
        monitors.flatMap((monitor) => (isCompared(phase, monitor) ? [sightIn(phase, monitor, perDay)] : [])),
      );
};

/** Of rings nobody knows how much they come by. */
const isCompared = ({ audience, watch, soak }: Phase, { id }: Monitor): boolean =>
  hasControl(audience) && audience.percent > 0 && watch.includes(id) && soak !== undefined;

const sightIn = (phase: Phase, monitor: Monitor, perDay: number): Sight => {
  const usualPercent = Math.min(99, monitor.baseline || ASSUMED_PERCENT);
  const rate: Rate = { bad: usualPercent / 100, treated: shareOfEveryone(phase.audience) / 100 };
  const soakMs = toMs(phase.soak ?? '');
  const samples = (perDay * rate.treated * soakMs) / DAY;
  return {
    phase,
    monitor,
    soakMs,
    samples,
    usualPercent,
    measured: monitor.baseline !== undefined && monitor.baseline > 0,
    times: smallestSeen(samples, rate),
    twiceMs: msToSee(2, perDay, rate),
  };
};

/** Rounded up to ten minutes. */
export const msToSee = (times: number, perDay: number, rate: Rate): number => {
  const ms = (samplesToSee(times, rate) * DAY) / (perDay * rate.treated);
  return Math.ceil(ms / (10 * MINUTE)) * 10 * MINUTE;
};

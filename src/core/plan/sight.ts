import { EFFECTS, type Rate, samplesToSee, smallestSeen, timesByValue, windowsToSee } from '../guards/sight.ts';
import { LEAST_SAMPLES, LEAST_TOLERATED } from '../guards/evidence.ts';
import { DAY, MINUTE, toMs } from '../values/duration.ts';
import { hasControl } from './exposure.ts';
import type { Phase } from './phase.ts';
import type { Plan } from './plan.ts';
import { shareWithRings } from './rings.ts';
import type { Monitor, Trigger } from './watch.ts';

/** What one guard can see in one phase, given how many come by. */
export type Sight = {
  readonly monitor: Monitor;
  /** What it is there to see. */
  readonly named: number;
  /** The smallest effect that is seen in nine of ten rollouts; undefined where none is. */
  readonly times: number | undefined;
  /** The usual value, and whether somebody measured it or it was taken for one in a hundred. */
  readonly usual: number | undefined;
  readonly measured: boolean;
  /** How long the phase would have to be for what it is there to see; undefined where no time is long enough. */
  readonly namedMs: number | undefined;
};

export type PhaseSight = {
  readonly phase: Phase;
  readonly soakMs: number;
  /** Expected with the change, while the phase soaks. */
  readonly samples: number;
  readonly guards: readonly Sight[];
  /** The rings of which nobody said how many come by. */
  readonly unknown: readonly string[];
};

/** Where nobody measured it, and what a guard is there to see where its trigger does not say. */
const ASSUMED_PERCENT = 1;
const TWICE = 2;

type Seen = Pick<Plan, 'phases' | 'traffic' | 'monitors' | 'triggers' | 'rings'>;

/** Of every phase and every guard in it. Nothing where nobody knows how many come by. */
export const sightsOf = (plan: Seen): readonly PhaseSight[] => {
  const perDay = plan.traffic?.perDay;
  return perDay === undefined ? [] : plan.phases.flatMap((phase) => sightIn(plan, phase, perDay));
};

const sightIn = (plan: Seen, phase: Phase, perDay: number): PhaseSight[] => {
  const guards = guardsIn(plan, phase);
  if (phase.soak === undefined || guards.length === 0) return [];
  const { share, unknown } = shareWithRings(phase.audience, plan.rings);
  const soakMs = toMs(phase.soak);
  const about = { perDay, share, soakMs, stakes: plan.triggers };
  const seen = share > 0 ? guards.map((guard) => sightOf(guard, about)) : [];
  return [
    { phase, soakMs, samples: (perDay * share * soakMs) / DAY, guards: seen.flatMap((one) => one ?? []), unknown },
  ];
};

type Guard = { readonly trigger: Trigger; readonly monitor: Monitor };

const guardsIn = ({ triggers, monitors }: Seen, { audience, watch }: Phase): readonly Guard[] =>
  hasControl(audience)
    ? triggers.flatMap((trigger) => {
        const monitor = monitors.find(({ id }) => id === trigger.monitor);
        return monitor && trigger.rule.is === 'regression' && watch.includes(monitor.id) ? [{ trigger, monitor }] : [];
      })
    : [];

type About = {
  readonly perDay: number;
  readonly share: number;
  readonly soakMs: number;
  readonly stakes: readonly Trigger[];
};

const sightOf = (guard: Guard, about: About): Sight | undefined => {
  const rate = rateOf(guard, about);
  if (rate) return byCounts(guard, rate, about);
  const { kind } = guard.monitor;
  return kind === 'latency' || kind === 'gauge' ? byValues(guard, about) : undefined;
};

const byCounts = ({ trigger, monitor }: Guard, rate: Rate, { perDay, share, soakMs }: About): Sight => {
  const named = trigger.sees ?? TWICE;
  const { baseline } = monitor;
  return {
    monitor,
    named,
    times: smallestSeen((perDay * share * soakMs) / DAY, rate),
    usual: monitor.kind === 'ratio' ? Math.min(99, baseline || ASSUMED_PERCENT) : baseline,
    measured: baseline !== undefined && baseline > 0,
    namedMs: roundUp((samplesToSee(named, rate) * DAY) / (perDay * share)),
  };
};

/** As a share of bad events; undefined where nobody measured what it takes to know one. */
const rateOf = ({ trigger, monitor }: Guard, { perDay, share, stakes }: About): Rate | undefined => {
  const { kind, good, unit, baseline } = monitor;
  const rest = { treated: share, part: partOf(trigger, stakes) };
  if (kind === 'ratio' && good === 'down') return { bad: Math.min(99, baseline || ASSUMED_PERCENT) / 100, ...rest };
  if (baseline === undefined || baseline <= 0) return undefined;
  if (kind === 'ratio')
    return baseline > 50
      ? { bad: Math.max(0.01, 100 - baseline) / 100, ...rest }
      : { bad: baseline / 100, turned: true, ...rest };
  const daily = baseline * (PER_DAY[unit] ?? 0);
  return kind === 'count' && good === 'down' && daily > 0
    ? { bad: Math.min(0.99, daily / perDay), ...rest }
    : undefined;
};

const PER_DAY: Readonly<Record<string, number>> = { '/min': 1440, '/h': 24, '/d': 1 };

/** What a guard has of the stake that all guards of its action share. */
const partOf = ({ action, weight = 1 }: Trigger, stakes: readonly Trigger[]): number => {
  const same = stakes.filter((one) => one.rule.is === 'regression' && one.action === action);
  return weight / same.reduce((sum, one) => sum + (one.weight ?? 1), 0);
};

/**
 * A latency or a gauge, where nobody can say beforehand whether its source gives a histogram: what a single number for a
 * window shows. With a histogram it sees more, and sooner.
 */
const byValues = ({ trigger, monitor }: Guard, { perDay, share, soakMs, stakes }: About): Sight => {
  const windowMs = Math.max(MINUTE, toMs(trigger.window));
  const samples = (perDay * share * windowMs) / DAY;
  const tolerated = Math.max(LEAST_TOLERATED, trigger.rule.is === 'regression' ? 1 + trigger.rule.tolerate / 100 : 1);
  const [isGauge, named] = [monitor.kind === 'gauge', trigger.sees ?? TWICE];
  const least = isGauge ? tolerated : timesByValue(samples, tolerated);
  const enough = isGauge || samples >= LEAST_SAMPLES;
  const needsMs = windowsToSee(partOf(trigger, stakes)) * windowMs;
  return {
    monitor,
    named,
    times: enough && needsMs <= soakMs ? EFFECTS.find((times) => times > least) : undefined,
    usual: monitor.baseline,
    measured: monitor.baseline !== undefined,
    namedMs: enough && named > least ? roundUp(needsMs) : undefined,
  };
};

/** To ten minutes. */
const roundUp = (ms: number): number => Math.ceil(ms / (10 * MINUTE)) * 10 * MINUTE;

/** How long every guard of a phase needs for what it is there to see, where any time is long enough. */
export const neededMs = ({ guards }: PhaseSight): number => Math.max(0, ...guards.map(({ namedMs = 0 }) => namedMs));

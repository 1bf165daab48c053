import type { FlagState } from '../../flags/flag-state.ts';
import type { Arm, Measurement } from '../../guards/measurement.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Monitor } from '../../plan/watch.ts';
import { shareOnPlace } from '../../values/audience.ts';
import { MINUTE, toMs } from '../../values/duration.ts';
import type { Question } from '../look.ts';
import type { Chance } from './chance.ts';
import type { Moment, Story } from './stories.ts';

export type Traffic = {
  readonly requestsPerMinute: number;
  /** How many of everyone are in a ring, taken for the same for each: plans do not know. */
  readonly ringPercent: number;
};

/** Percent of all requests that have the change, as far as a model can tell. Named users are too few to count. */
export const reachOf = ({ enabled, percent, place, rings }: FlagState, { ringPercent }: Traffic): number => {
  if (!enabled) return 0;
  const inRings = rings.reduce((sum, ring) => sum + (Math.max(ring.percent, percent) * ringPercent) / 100, 0);
  const others = Math.max(0, 100 - rings.length * ringPercent);
  return Math.min(100, shareOnPlace(inRings + (percent * others) / 100, place));
};

/** What a metric source would say: the usual value, made worse by the story, with the noise of so many samples. */
export const measure = (
  plan: Plan,
  story: Story,
  asked: { question: Question; moment: Moment; chance: Chance; traffic: Traffic },
): Measurement => {
  const { question, moment, chance, traffic } = asked;
  const { monitor, key } = question;
  const windowMs = toMs(question.window);
  const { nowMs, exposurePercent } = moment;
  const all = traffic.requestsPerMinute * (story.trafficTimes ?? 1) * (windowMs / MINUTE);
  const times = story.worse?.(moment, monitor) ?? { treatment: 1, control: 1 };
  const arm = (share: number, worse: number, name: string): Arm => {
    const samples = Math.floor((all * share) / 100);
    return armOf(monitor, samples, spoiled(monitor, usualOf(plan, monitor), worse), chance(`${key} ${name} ${nowMs}`));
  };
  return {
    is: 'measured',
    fromMs: nowMs - windowMs,
    toMs: nowMs,
    atMs: nowMs,
    treatment: arm(exposurePercent, times.treatment, 'treatment'),
    ...(exposurePercent < 100 ? { control: arm(100 - exposurePercent, times.control, 'control') } : {}),
  };
};

/** The baseline, or, where nobody has measured it, a value well on the good side of all that the plan asks. */
export const usualOf = (plan: Plan, { id, kind, baseline, good }: Monitor): number => {
  if (baseline !== undefined) return baseline;
  const limits = [
    ...plan.triggers.filter(({ monitor }) => monitor === id),
    ...plan.phases.flatMap(({ gates }) =>
      gates.flatMap((gate) => (gate.is === 'metric' && gate.metric === id ? [gate] : [])),
    ),
  ].flatMap(({ rule }) => (rule.is === 'above' || rule.is === 'below' ? [rule.value] : []));
  if (good === 'down') return limits.length > 0 ? Math.min(...limits) / 4 : 1;
  const highest = limits.length > 0 ? Math.max(...limits) : 50;
  return kind === 'ratio' ? highest + (100 - highest) * 0.75 : highest * 1.5;
};

const spoiled = ({ good, kind }: Monitor, usual: number, times: number): number => {
  const value = good === 'down' ? usual * times : usual / times;
  return kind === 'ratio' ? Math.min(100, value) : value;
};

const armOf = ({ kind }: Monitor, samples: number, value: number, z: number): Arm => {
  if (kind !== 'ratio')
    return { samples, value: Math.max(0, value * (1 + (0.3 * z) / Math.sqrt(Math.max(1, samples)))) };
  const share = value / 100;
  const bad = Math.round(samples * share + z * Math.sqrt(samples * share * (1 - share)));
  return { samples, count: samples, bad: Math.min(samples, Math.max(0, bad)) };
};

import { isFixed, isReachedBy, type Rule } from '../../values/metric.ts';
import type { Audience } from '../phase.ts';
import type { Plan } from '../plan.ts';
import type { Monitor } from '../watch.ts';
import { phaseRows } from './phases.ts';
import { timelineOf } from '../timeline.ts';
import { amountInWords, monitorOf, percentInWords, ruleInWords } from './words.ts';

export const HEALTHS = ['green', 'yellow', 'red'] as const;
export type Health = (typeof HEALTHS)[number];

/** What a monitor showed, in its own unit: among users who have the change, and among the others. */
export type Measurement = {
  readonly monitor: string;
  readonly treated: number;
  readonly control?: number | undefined;
};

/**
 * Where a rollout stands, as far as announcements tell it. Whoever carries a plan out fills it; times are words, so that
 * nothing here needs a clock.
 */
export type Moment = {
  /** The phase it is in; absent before the first one. */
  readonly phaseId?: string | undefined;
  readonly health?: Health | undefined;
  readonly measured?: readonly Measurement[] | undefined;
  /** When the next step is due: `Thu 09:00 UTC`. */
  readonly nextAt?: string | undefined;
  readonly issues?: readonly string[] | undefined;
  /** When it was complete, in words; absent until then, also in the last phase. */
  readonly completedAt?: string | undefined;
  readonly rolledBack?: { readonly at: string; readonly why: string } | undefined;
};

/** What a plan alone can say: nothing has started, nothing was measured. */
export const NOT_STARTED: Moment = {};

/** What the announcements say of a moment. */
export type Standing = {
  readonly started: boolean;
  readonly current: string;
  readonly phase: string;
  readonly status: string;
  readonly metrics: readonly string[];
  readonly next: string;
  readonly issues: readonly string[];
};

export const standingOf = (plan: Plan, moment: Moment): Standing => {
  const at = plan.phases.findIndex(({ id }) => id === moment.phaseId);
  const phase = plan.phases[at];
  return {
    started: phase !== undefined,
    current: phase ? reachInWords(phase.audience) : 'nobody',
    phase: phase ? `phase ${at + 1} of ${plan.phases.length}: ${phase.name}` : 'not started',
    status: moment.health ?? (phase ? 'not measured' : 'not started'),
    metrics: (moment.measured ?? []).map((one) => measurementInWords(one, plan)),
    next: nextInWords(plan, at + 1, moment.nextAt),
    issues: moment.issues ?? [],
  };
};

/** The next step and when; without a date, the day of the earliest calendar there can be. */
const nextInWords = (plan: Plan, at: number, when: string | undefined): string => {
  const phase = plan.phases[at];
  if (!phase) return 'nothing: this is the last phase';
  const starts = phaseRows(plan, timelineOf(plan))[at]?.starts ?? '';
  const time = when ?? (starts === '' ? '' : `${starts} at the earliest`);
  return `${reachInWords(phase.audience)}${time === '' ? '' : `, ${time}`}`;
};

/** `10 % of users`, `everyone`, or who they are where a share does not say it. */
export const reachInWords = ({ percent, place, rings, allow, who }: Audience): string => {
  if (place.is !== 'everywhere') return `up to ${percentInWords(place.share)} of users`;
  if (percent === 100) return 'everyone';
  if (percent > 0) return `${percentInWords(percent)} of users`;
  return rings.length > 0 || allow.length > 0 ? who : 'nobody';
};

/** The first phase in which anybody has the change. */
export const firstReach = ({ phases }: Pick<Plan, 'phases'>): string =>
  phases.map(({ audience }) => reachInWords(audience)).find((reach) => reach !== 'nobody') ?? 'nobody';

/** `Error rate 0.43 % (control 0.41 %), within its limits`. */
const measurementInWords = (one: Measurement, plan: Plan): string => {
  const monitor = monitorOf(one.monitor, plan.monitors);
  const control = one.control === undefined ? '' : ` (control ${amountInWords(one.control, monitor.unit)})`;
  return `${monitor.name} ${amountInWords(one.treated, monitor.unit)}${control}, ${verdictOn(one, plan)}`;
};

const verdictOn = (one: Measurement, plan: Plan): string => {
  const monitor = plan.monitors.find(({ id }) => id === one.monitor);
  if (!monitor) return 'not watched by this plan';
  const rules = plan.triggers.filter((trigger) => trigger.monitor === one.monitor).map(({ rule }) => rule);
  const judged = rules.map((rule) => ({ rule, limit: limitOf(rule, one, monitor) }));
  const broken = judged.filter(({ rule, limit }) => limit !== undefined && isBeyond(one.treated, limit, rule, monitor));
  if (broken.length > 0) return `beyond its limit: ${broken.map(({ rule }) => ruleInWords(rule, monitor)).join(', ')}`;
  if (rules.length === 0) return 'without a limit';
  const limits = judged.filter(({ rule }) => rule.is !== 'regression');
  return limits.length === 0 || limits.some(({ limit }) => limit === undefined)
    ? 'not judged by number alone'
    : 'within its limits';
};

/** The limit as a number, where the numbers at hand give one. The sequential test does not: one look is no evidence. */
const limitOf = (rule: Rule, { control }: Measurement, { baseline }: Monitor): number | undefined => {
  if (isFixed(rule)) return rule.value;
  if (rule.is === 'regression') return undefined;
  const against = rule.is === 'times-control' ? control : baseline;
  return against === undefined ? undefined : against * rule.value;
};

const isBeyond = (treated: number, limit: number, rule: Rule, { good }: Monitor): boolean => {
  if (isFixed(rule)) return isReachedBy(rule, treated);
  return good === 'down' ? treated > limit : treated < limit;
};

import { DAY, humanDuration, MINUTE, toMs } from '../../values/duration.ts';
import { WEEKDAYS, type Freeze, type WeeklyHours } from '../../values/hours.ts';
import { type Action, fixedInWords } from '../../values/metric.ts';
import type { Audience, Gate } from '../phase.ts';
import type { Approval } from '../safety.ts';
import type { Criterion, Monitor, Trigger } from '../watch.ts';

/** The same sentence for the same fact on every face: terminal, pull request, announcement, runbook. Nothing here escapes. */

/** `0.1`, `5`, `12,000`; never an exponent where a person can count the zeros. */
export const numberInWords = (value: number): string => {
  const rounded = Math.abs(value) < 0.001 ? Number(value.toPrecision(3)) : Math.round(value * 1000) / 1000;
  const [whole = '', fraction] = String(rounded).split('.');
  return whole.replaceAll(THOUSANDS, ',') + (fraction === undefined ? '' : `.${fraction}`);
};

const THOUSANDS = /(?<=\d)(?=(?:\d{3})+$)/g;

export const percentInWords = (percent: number): string => `${numberInWords(percent)} %`;

/** `5 %`, `250 ms`, `10 /h`, `4 of 5`. */
export const amountInWords = (value: number, unit: string): string => `${numberInWords(value)} ${unit}`.trimEnd();

export const durationInWords = (iso: string): string => humanDuration(toMs(iso));

export const countInWords = (count: number, one: string, many = `${one}s`): string =>
  `${numberInWords(count)} ${count === 1 ? one : many}`;

/** `product or engineering`, `a, b or c`. */
export const oneOfInWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

type Rule = Trigger['rule'];
type Measured = Pick<Monitor, 'name' | 'unit' | 'good'>;

/** A plan that was never checked may name a monitor that it does not have: its id is then all there is to say. */
export const monitorOf = (id: string, monitors: readonly Monitor[]): Measured =>
  monitors.find((monitor) => monitor.id === id) ?? { name: id, unit: '', good: 'down' };

/** What sets a trigger off: `above 5 %`, `above 2 × control`. Which side is the bad one depends on what is measured. */
export const ruleInWords = (rule: Rule, { unit, good }: Pick<Monitor, 'unit' | 'good'>): string => {
  const bad = good === 'up' ? 'below' : 'above';
  switch (rule.is) {
    case 'above':
    case 'below':
    case 'at-least':
    case 'at-most':
      return `${fixedInWords(rule)} ${amountInWords(rule.value, unit)}`;
    case 'times-control':
      return `${bad} ${numberInWords(rule.value)} × control`;
    case 'times-baseline':
      return `${bad} ${numberInWords(rule.value)} × its usual value`;
    case 'regression':
      return `worse than control${byMoreThan(rule.tolerate)}, by sequential test`;
  }
};

/** What has to hold, in a gate or as a criterion: the good side of the same rules. */
export const holdsInWords = (rule: Rule, measured: Pick<Monitor, 'unit' | 'good'>): string => {
  const good = measured.good === 'up' ? 'at least' : 'at most';
  switch (rule.is) {
    case 'above':
    case 'below':
    case 'at-least':
    case 'at-most':
      return ruleInWords(rule, measured);
    case 'times-control':
      return `${good} ${numberInWords(rule.value)} × control`;
    case 'times-baseline':
      return `${good} ${numberInWords(rule.value)} × its usual value`;
    case 'regression':
      return `not worse than control${byMoreThan(rule.tolerate)}`;
  }
};

const byMoreThan = (tolerate: number): string => (tolerate > 0 ? ` by more than ${percentInWords(tolerate)}` : '');

const ACTION_WORDS: Record<Action, string> = {
  notify: 'tell people',
  hold: 'hold',
  pause: 'pause',
  rollback: 'roll back',
};

export const actionInWords = (action: Action): string => ACTION_WORDS[action];

/** `Error rate above 5 % over 5 min`. */
export const conditionInWords = (trigger: Trigger, monitors: readonly Monitor[]): string => {
  const measured = monitorOf(trigger.monitor, monitors);
  if (trigger.rule.is === 'regression') return `${measured.name} ${ruleInWords(trigger.rule, measured)}`;
  if (trigger.attributable) return `${measured.name} ${ruleInWords(trigger.rule, measured)}, while control keeps it`;
  return `${measured.name} ${ruleInWords(trigger.rule, measured)} over ${durationInWords(trigger.window)}`;
};

/** `Error rate above 5 % over 5 min → roll back`. */
export const triggerInWords = (trigger: Trigger, monitors: readonly Monitor[]): string =>
  `${conditionInWords(trigger, monitors)} → ${actionInWords(trigger.action)}`;

/** `nothing heard for 15 min → hold`. */
export const silenceInWords = ({ noData }: Pick<Trigger, 'noData'>): string =>
  `nothing heard for ${durationInWords(noData.after)} → ${actionInWords(noData.action)}`;

export const gateInWords = (gate: Gate, monitors: readonly Monitor[]): string => {
  switch (gate.is) {
    case 'triggers-quiet':
      return 'no trigger has fired';
    case 'window':
      return 'a window is open';
    case 'dependencies':
      return 'dependencies are there';
    case 'confirmed':
      return `${gate.item.text} (${gate.item.by})`;
    case 'metric': {
      const measured = monitorOf(gate.metric, monitors);
      return `${measured.name} ${holdsInWords(gate.rule, measured)} over ${durationInWords(gate.window)}`;
    }
  }
};

/** How much of everyone, in a few letters: `5 %`, `up to 20 %` on some servers, `rings` where nobody else is in yet. */
export const shareInWords = ({ percent, place, rings, allow }: Audience): string => {
  if (place.is !== 'everywhere') return `up to ${percentInWords(place.share)}`;
  if (percent === 0 && rings.length > 0) return countInWords(rings.length, 'ring');
  if (percent === 0 && allow.length > 0) return countInWords(allow.length, 'user');
  return percentInWords(percent);
};

/** `2 of engineering`, `1 of product or engineering`. */
export const approvalInWords = ({ from, count }: Pick<Approval, 'from' | 'count'>): string =>
  `${count} of ${oneOfInWords(from)}`;

/** The text, and beside it what a metric has to say where the text does not already say it. */
export const criterionInWords = ({ text, metric }: Criterion, monitors: readonly Monitor[]): string => {
  if (!metric) return text;
  const measured = monitorOf(metric.id, monitors);
  const held = holdsInWords(metric.rule, measured);
  if (text.includes(held)) return text;
  return text.includes(measured.name) ? `${text} (${held})` : `${text} (${measured.name} ${held})`;
};

const dayName = (day: string): string => day.charAt(0).toUpperCase() + day.slice(1);

/** `Day 2 09:00`, counted from Monday 00:00 of the first week. */
export const momentInWords = (ms: number): string => {
  const minutes = Math.floor((ms % DAY) / MINUTE);
  return `Day ${Math.floor(ms / DAY) + 1} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
};

const twoDigits = (part: number): string => String(part).padStart(2, '0');

/** `Mon–Fri`, `Mon, Wed`, `every day`. */
export const daysInWords = (days: WeeklyHours['days']): string => {
  const on = WEEKDAYS.filter((day) => days.includes(day));
  if (on.length === WEEKDAYS.length) return 'every day';
  const first = WEEKDAYS.findIndex((day) => day === on[0]);
  const inARow = on.length > 2 && on.every((day, at) => day === WEEKDAYS[first + at]);
  return inARow ? `${dayName(on[0] ?? '')}–${dayName(on.at(-1) ?? '')}` : on.map(dayName).join(', ');
};

/** `Mon–Fri 09:00–16:00`. */
export const hoursInWords = ({ days, from, to }: WeeklyHours): string => `${daysInWords(days)} ${from}–${to}`;

/** `Sat, Sun 00:00–24:00: weekend`, `2026-12-24 00:00 to 2026-12-27 00:00 UTC: holidays`. */
export const freezeInWords = (freeze: Freeze): string =>
  'days' in freeze
    ? `${hoursInWords(freeze)}: ${freeze.why}`
    : `${instantInWords(freeze.from)} to ${instantInWords(freeze.to)} UTC: ${freeze.why}`;

const instantInWords = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

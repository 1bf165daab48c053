import { toMs } from '../../values/duration.ts';
import { isFixed, type Rule, type Side } from '../../values/metric.ts';
import type { Monitor } from '../watch.ts';
import { inUnit, type Quantity, readQuantity, sayQuantity, tidy } from './quantity.ts';
import { readTime, sayTime } from './time-words.ts';

type Named = Pick<Monitor, 'name' | 'unit' | 'good' | 'baseline'>;

/** `exceeds` in what rolls back, `>` in what alerts. */
export type Style = 'words' | 'signs';

const VERBS = {
  words: { over: 'exceeds', under: 'falls below', 'over or at': 'is at least', 'under or at': 'is at most' },
  signs: { over: '>', under: '<', 'over or at': '>=', 'under or at': '<=' },
} as const;

const WORSE = ' is worse than control by more than ';
const NOT_WORSE = ' is not worse than control by more than ';

/** When a trigger fires: "Error rate exceeds 5%", "Latency > 2x baseline". */
export const sayTrigger = (monitor: Named, rule: Rule, style: Style): string => {
  if (rule.is === 'regression') return `${monitor.name}${WORSE}${rule.tolerate}%`;
  const verb = VERBS[style][isFixed(rule) ? reachOf(rule) : monitor.good === 'down' ? 'over' : 'under'];
  return `${monitor.name} ${plural(monitor.name) && verb === 'exceeds' ? 'exceed' : verb} ${sayLimit(monitor, rule)}`;
};

/** What must hold: "Error rate < 1%", "Latency increase < 10%". */
export const sayGate = (monitor: Named, rule: Rule): string => {
  if (isFixed(rule)) return `${monitor.name} ${VERBS.signs[reachOf(rule)]} ${sayLimit(monitor, rule)}`;
  if (rule.is === 'regression') return `${monitor.name}${NOT_WORSE}${rule.tolerate}%`;
  const increase = tidy((rule.value - 1) * 100);
  if (rule.is === 'times-control' && monitor.good === 'down' && increase > 0)
    return `${monitor.name} increase < ${increase}%`;
  return `${monitor.name} ${monitor.good === 'down' ? '<' : '>'} ${sayLimit(monitor, rule)}`;
};

type Reach = Side | `${Side} or at`;

const reachOf = (rule: Extract<Rule, { is: keyof typeof REACHES }>): Reach => REACHES[rule.is];

const REACHES = { above: 'over', below: 'under', 'at-least': 'over or at', 'at-most': 'under or at' } as const;

/** Where nobody measured what is usual, users without the change are the baseline, and the report says so. */
export const sayLimit = ({ unit, baseline }: Pick<Named, 'unit' | 'baseline'>, rule: Rule): string => {
  if (rule.is === 'times-control') return `${rule.value}x ${baseline === undefined ? 'baseline' : 'control'}`;
  if (rule.is === 'times-baseline') return `${rule.value}x baseline`;
  return rule.is === 'regression' ? `${rule.tolerate}% worse than control` : sayQuantity({ value: rule.value, unit });
};

/** How long a limit of this unit is looked at where nobody says otherwise: hourly counts need the hour. */
export const usualWindow = (unit: string): string => (unit === '/h' || unit === '/d' ? 'PT1H' : 'PT5M');

/** Windows are named only where they are not what everybody expects. */
export const sayFor = (window: string, usual: string): string =>
  toMs(window) === toMs(usual) ? '' : ` for ${sayTime(toMs(window))}`;

const plural = (name: string): boolean => name.endsWith('s') && !name.endsWith('ss');

/** A sentence about a metric, before it is known which metric that is. */
export type Reading = {
  readonly name: string;
  readonly side: Reach | 'within' | 'worse' | 'not-worse';
  readonly against: 'number' | 'control' | 'baseline';
  readonly limit: Quantity;
  readonly windowMs: number | undefined;
  /** True where the sentence speaks of an increase and not of what it is compared with. */
  readonly assumed: boolean;
};

const SIDES: readonly (readonly [string, Reading['side']])[] = [
  [WORSE, 'worse'],
  [NOT_WORSE, 'not-worse'],
  [' stays within ', 'within'],
  [' within ', 'within'],
  [' is at least ', 'over or at'],
  [' is at most ', 'under or at'],
  [' >= ', 'over or at'],
  [' <= ', 'under or at'],
  [' exceeds ', 'over'],
  [' exceed ', 'over'],
  [' stays above ', 'over'],
  [' is above ', 'over'],
  [' > ', 'over'],
  [' falls below ', 'under'],
  [' drops below ', 'under'],
  [' stays below ', 'under'],
  [' is below ', 'under'],
  [' < ', 'under'],
];

/** Undefined unless the whole sentence is understood. */
export const readRule = (text: string): Reading | undefined => {
  const spaced = text.replaceAll(/ ?([<>]=?) ?(?=\d)/g, ' $1 ');
  for (const [verb, side] of SIDES) {
    const at = spaced.indexOf(verb);
    if (at > 0) return reading(spaced.slice(0, at), side, spaced.slice(at + verb.length));
  }
  return undefined;
};

const reading = (name: string, side: Reading['side'], rest: string): Reading | undefined => {
  const [limit = '', time, ...more] = rest.split(' for ');
  const windowMs = time === undefined ? undefined : readTime(time);
  if (more.length > 0 || (time !== undefined && windowMs === undefined)) return undefined;
  const found = readLimit(limit.trim(), side);
  return found && grown({ name: name.trim(), side, windowMs, assumed: false, ...found });
};

const TIMES = /^(\d{1,20}(?:\.\d{1,20})?) ?[x×] (?:the )?(baseline|control)$/;
const SHARE = /^(\d{1,20}(?:\.\d{1,20})?) ?% of (?:the )?(baseline|control)$/;

type Limit = Pick<Reading, 'against' | 'limit'>;

const readLimit = (text: string, side: Reading['side']): Limit | undefined => {
  if (side === 'worse' || side === 'not-worse') {
    const limit = readQuantity(text);
    return limit?.unit === '%' ? { against: 'control', limit } : undefined;
  }
  const relative = (side === 'within' ? SHARE : TIMES).exec(text);
  if (relative)
    return {
      against: relative[2] === 'control' ? 'control' : 'baseline',
      limit: { value: Number(relative[1]), unit: '' },
    };
  const limit = side === 'within' ? undefined : readQuantity(text);
  return limit && { against: 'number', limit };
};

/** "Latency increase < 10%" is about latency: no more than 1.1 times what it is compared with. */
const grown = (read: Reading): Reading => {
  const growth = [' increase', ' decrease'].find((word) => read.name.endsWith(word));
  if (!growth || read.against !== 'number' || read.limit.unit !== '%') return read;
  const up = growth === ' increase';
  const flipped = read.side.startsWith('over') ? 'under' : 'over';
  return {
    ...read,
    name: read.name.slice(0, -growth.length),
    side: up ? read.side : flipped,
    against: 'control',
    limit: { value: tidy(1 + ((up ? 1 : -1) * read.limit.value) / 100), unit: '' },
    assumed: true,
  };
};

/**
 * The rule, once the metric is known. `fires` for triggers, `holds` for gates: a limit that is relative must lie on the
 * side where this metric is worse, or nobody can say what was meant.
 */
export const ruleOf = (read: Reading, monitor: Named, use: 'fires' | 'holds'): Rule | undefined => {
  const { side, against, limit } = read;
  if (side === 'worse' || side === 'not-worse')
    return (side === 'worse') === (use === 'fires') ? { is: 'regression', tolerate: limit.value } : undefined;
  const times = against === 'control' || monitor.baseline === undefined ? 'times-control' : 'times-baseline';
  if (side === 'within') {
    const value = tidy(1 + ((monitor.good === 'down' ? 1 : -1) * limit.value) / 100);
    return use === 'holds' && value > 0 ? { is: times, value } : undefined;
  }
  if (against === 'number') {
    const value = inUnit(limit, monitor.unit);
    return value === undefined ? undefined : { is: FIXED[side], value };
  }
  const worse = monitor.good === 'down' ? 'over' : 'under';
  const fits = use === 'fires' ? side === worse : side !== worse;
  return fits && limit.value > 0 ? { is: times, value: limit.value } : undefined;
};

/** The kind of a rule with a number, by the side that was read. */
const FIXED = { over: 'above', under: 'below', 'over or at': 'at-least', 'under or at': 'at-most' } as const;

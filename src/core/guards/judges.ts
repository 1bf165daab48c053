import { fixedInWords, isFixed, isReachedBy, type Rule } from '../values/metric.ts';
import type { Reading } from './reading.ts';
import type { Watch } from './judgement.ts';

/** Whether the rule is reached; undefined where that cannot be told. */
export type Found = {
  readonly reached: boolean | undefined;
  readonly why: string;
  /** Control reaches it as well. */
  readonly bothArms?: boolean;
};

type Judge = (watch: Watch, treatment: Reading, control: Reading | undefined) => Found;

/** How each kind of rule is judged. A kind of its own statistics is one row here. */
export const judges: Readonly<Record<Rule['is'], Judge>> = {
  above: (watch, treatment) => fixed(watch, treatment),
  below: (watch, treatment) => fixed(watch, treatment),
  'at-least': (watch, treatment) => fixed(watch, treatment),
  'at-most': (watch, treatment) => fixed(watch, treatment),
  'times-control': (watch, treatment, control) => timesControl(watch, treatment, control),
  'times-baseline': (watch, treatment, control) => timesBaseline(watch, treatment, control),
  // It is tested against control over all of a phase, not over a window: a look at one window must not pass for that.
  regression: () => ({ reached: undefined, why: 'a regression is told by the sequential test, not from one window' }),
};

/** An absolute limit stands whatever happens to control. */
const fixed = (watch: Watch, { value, samples }: Reading): Found => {
  const { rule } = watch;
  if (!isFixed(rule)) return { reached: undefined, why: `${rule.is} has no number of its own` };
  const reached = isReachedBy(rule, value);
  const side = `${reached ? '' : 'not '}${fixedInWords(rule)}`;
  return { reached, why: `${inWords(value, watch)} is ${side} ${inWords(rule.value, watch)} (${samples} samples)` };
};

const timesControl = (watch: Watch, treatment: Reading, control: Reading | undefined): Found => {
  if (!control) return { reached: undefined, why: 'there is no control to compare with' };
  const base = Math.max(control.value, control.least);
  if (base <= 0) return { reached: undefined, why: 'control is at 0, and a multiple of that says nothing' };
  const { baseline } = watch;
  const bothArms = baseline !== undefined && baseline > 0 && worse(watch, control.value, baseline);
  return { ...compared(watch, treatment, base, 'control'), bothArms };
};

const timesBaseline = (watch: Watch, treatment: Reading, control: Reading | undefined): Found => {
  const { baseline } = watch;
  if (baseline === undefined) return { reached: undefined, why: 'nobody has measured the usual value' };
  if (baseline <= 0) return { reached: undefined, why: 'the usual value is 0, and a multiple of that says nothing' };
  const bothArms = control !== undefined && worse(watch, control.value, baseline);
  return { ...compared(watch, treatment, baseline, 'the usual value'), bothArms };
};

const compared = (watch: Watch, { value, samples }: Reading, base: number, name: string): Found => {
  const reached = worse(watch, value, base);
  const side = watch.good === 'down' ? 'above' : 'below';
  const limit = `${short(factorOf(watch.rule))} × ${name} (${inWords(base, watch)})`;
  return { reached, why: `${inWords(value, watch)} is ${reached ? '' : 'not '}${side} ${limit}, ${samples} samples` };
};

const worse = ({ rule, good }: Watch, value: number, base: number): boolean =>
  good === 'down' ? value > factorOf(rule) * base : value < factorOf(rule) * base;

const factorOf = (rule: Rule): number => (rule.is === 'regression' ? rule.tolerate : rule.value);

const short = (value: number): string => String(Number(value.toPrecision(4)));

const inWords = (value: number, { unit }: Watch): string => `${short(value)} ${unit}`;

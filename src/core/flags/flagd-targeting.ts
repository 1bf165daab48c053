import type { FlagState } from './flag-state.ts';
import type { Condition } from '../values/audience.ts';
import { formatPercent } from '../values/percent.ts';

/** JSONLogic as flagd evaluates it. */
export type Logic = string | number | boolean | null | readonly Logic[] | { readonly [name: string]: Logic };

/** Every share is a part of this many, whatever the share: as it grows, nobody who is in falls out. */
export const TOTAL = 100_000;

/** What is served to those who have it, and what to the others: on and off, or the arms of an experiment. */
export type Served = { readonly yes: Logic; readonly no: string };

/**
 * Who gets what, looked at in this order: named users; standing rules; where it is served at all; rings; then a share
 * of everyone. A user of a ring that is only partly open, and not in that part, still has the chance of everyone.
 */
export const targetingOf = (flag: FlagState): Logic => {
  const { yes, no } = servedOf(flag);
  const steps: Logic[] = [
    ...(flag.allow.length > 0 ? [{ in: [{ cat: [who(flag)] }, [...flag.allow]] }, yes] : []),
    ...(flag.targeting ?? []).flatMap(({ when, serve }) => [conditionLogic(when), serve ? yes : no]),
    ...placeSteps(flag, no),
    ...flag.rings.flatMap((ring) => (ring.match ? [ringLogic(flag, ring.ring, ring.match, ring.percent), yes] : [])),
    ...shareSteps(flag, no),
  ];
  if (!flag.variants?.length)
    return steps.length > 0 ? { if: [...steps, fractional(flag, flag.percent)] } : fractional(flag, flag.percent);
  return { if: [...steps, { '==': [fractional(flag, flag.percent), 'on'] }, yes, no] };
};

/** A ring without a rule is everybody; one whose rule is not known is nobody, and is left out above. */
const ringLogic = (flag: FlagState, ring: string, match: readonly Condition[], percent: number): Logic => ({
  and: [ring, ...(match.length > 0 ? [{ or: match.map(conditionLogic) }] : []), ...inShare(flag, percent)],
});

/** The first arm is control. Which of the others a user gets is drawn apart from whether, so that it never changes. */
export const servedOf = (flag: FlagState): Served => {
  const [control, ...arms] = flag.variants ?? [];
  if (!control) return { yes: 'on', no: 'off' };
  const weights = arms.map(({ name, percent }) => [name, weightOf(percent)]);
  return { yes: { fractional: [{ cat: [seedOf(flag), '/arm/', who(flag)] }, ...weights] }, no: control.name };
};

/** The attribute that the flag buckets by, or what flagd itself knows a user by. */
const who = ({ bucketBy = TARGETING_KEY }: FlagState): Logic =>
  bucketBy === TARGETING_KEY
    ? { var: TARGETING_KEY }
    : { if: [{ var: bucketBy }, { var: bucketBy }, { var: TARGETING_KEY }] };

const TARGETING_KEY = 'targetingKey';

const seedOf = ({ seed, key }: FlagState): string => seed ?? key;

const weightOf = (percent: number): number => Math.round((percent * TOTAL) / 100);

/** On comes first: buckets are counted from the front, so a larger share contains the smaller one. */
const fractional = (flag: FlagState, percent: number): Logic => {
  const on = weightOf(percent);
  return { fractional: [{ cat: [seedOf(flag), who(flag)] }, ['on', on], ['off', TOTAL - on]] };
};

/** Users nobody can tell apart would all fall into one bucket, and be in or out together: they are out. */
const shareSteps = (flag: FlagState, no: string): Logic[] =>
  weightOf(flag.percent) < TOTAL ? [{ '!': [who(flag)] }, no] : [];

const inShare = (flag: FlagState, percent: number): Logic[] =>
  weightOf(percent) < TOTAL ? [{ '!!': [who(flag)] }, { '==': [fractional(flag, percent), 'on'] }] : [];

/**
 * flagd knows no places. Whoever asks says which server or region it is, counted from 0, as `server.index` or
 * `region.index`; who says nothing is outside. The share of the traffic stands there for us to read back.
 */
const placeSteps = ({ place }: FlagState, no: string): Logic[] => {
  if (place.is === 'everywhere') return [];
  const inside = { '<': [{ var: [`${place.is.slice(0, -1)}.index`, NOWHERE] }, place.count] };
  return [{ '!': [{ and: [`takes ${formatPercent(place.share)} %`, inside] }] }, no];
};

const NOWHERE = 1_000_000_000;

const conditionLogic = ({ attribute, is, values }: Condition): Logic =>
  is === 'one-of'
    ? { in: [{ var: attribute }, [...values]] }
    : { or: values.map((value) => COMPARED[is]({ var: attribute }, value)) };

const COMPARED: Readonly<Record<Exclude<Condition['is'], 'one-of'>, (has: Logic, value: string) => Logic>> = {
  'equal-to': (has, value) => ({ '==': [has, value] }),
  'starts-with': (has, value) => ({ starts_with: [has, value] }),
  'ends-with': (has, value) => ({ ends_with: [has, value] }),
  contains: (has, value) => ({ in: [value, has] }),
};

import type { Variant } from './flag-parts.ts';
import { FlagState } from './flag-state.ts';
import type { Condition } from '../values/audience.ts';
import { canonicalJson } from '../values/digest.ts';
import { type Logic, targetingOf, TOTAL } from './flagd-targeting.ts';

/** What a targeting means: the flag that we would have written so, or what can be made of it. */
export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/**
 * Reads our own shape back. Whether it is ours is not guessed: what was made of it is written again, and must come out
 * the same. Anything else is somebody's hand, of which a plain share is understood, and the rest counts as everyone.
 */
export const meaningOf = (key: string, targeting: Logic): Meaning => {
  const ours = readOurs(key, targeting);
  if (ours && canonicalJson(targetingOf(ours)) === canonicalJson(targeting)) return { flag: ours, doubt: undefined };
  const share = plainShare(targeting);
  if (share === undefined)
    return { flag: bare(key, 100), doubt: 'its targeting is not understood, so it counts as everyone' };
  return { flag: bare(key, share), doubt: `its targeting gives it to ${share} %` };
};

/** A flag with a share of everyone and nothing else. */
export const bare = (key: string, percent: number): FlagState => ({
  key,
  enabled: true,
  percent,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});

/** What `flagd-targeting.ts` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, targeting: Logic): FlagState | undefined => {
  const all = argumentsOf(targeting, 'if') ?? [targeting];
  const last = all.at(-1) ?? null;
  const steps = pairsOf(all.slice(0, -1));
  const drawn = typeof last === 'string' ? steps.pop() : undefined;
  const share = drawn ? shareInside(drawn[0]) : shareIn(last);
  if (!share) return undefined;
  const no = typeof last === 'string' ? last : 'off';
  const parts = steps.map((step) => partOf(step, no));
  const read = FlagState.safeParse({
    ...bare(key, share.percent),
    allow: parts.find(({ allow }) => allow)?.allow ?? [],
    targeting: parts.flatMap(({ rule }) => rule ?? []),
    place: parts.find(({ place }) => place)?.place ?? { is: 'everywhere' },
    rings: parts.flatMap(({ ring }) => ring ?? []),
    variants: drawn ? withControl(no, armsIn(drawn[1])) : [],
    bucketBy: share.bucketBy,
    seed: share.seed,
  });
  return read.success ? read.data : undefined;
};

type Step = readonly [condition: Logic, served: Logic];
type Part = {
  readonly allow?: readonly Logic[];
  readonly rule?: { readonly when: Condition; readonly serve: boolean };
  readonly place?: { readonly is: string; readonly count: Logic; readonly share: number };
  readonly ring?: { readonly ring: Logic; readonly match: readonly Condition[]; readonly percent: number };
};

const partOf = ([condition, served]: Step, no: string): Part => {
  const [user = null, users = null] = argumentsOf(condition, 'in') ?? [];
  if (argumentsOf(user, 'cat') && isList(users)) return { allow: users };
  const outside = argumentsOf(condition, '!')?.[0];
  if (outside !== undefined) return placeIn(argumentsOf(outside, 'and') ?? []);
  const inside = argumentsOf(condition, 'and');
  if (inside) return ringIn(inside);
  const when = conditionIn(condition);
  return when ? { rule: { when, serve: served !== no } } : {};
};

const placeIn = ([words, inside = null]: readonly Logic[]): Part => {
  const share = /^takes ([\d.]+) %$/.exec(String(words))?.[1];
  const [index = null, count = null] = argumentsOf(inside, '<') ?? [];
  const name = String(argumentsOf(index, 'var')?.[0]);
  return share === undefined ? {} : { place: { is: name.replace('.index', 's'), count, share: Number(share) } };
};

const ringIn = ([ring = null, ...rest]: readonly Logic[]): Part => {
  const match = rest.flatMap((logic) => argumentsOf(logic, 'or') ?? []).flatMap((one) => conditionIn(one) ?? []);
  const percent = rest.map(shareInside).find((share) => share)?.percent ?? 100;
  return { ring: { ring, match, percent } };
};

const OPERATORS: readonly (readonly [name: string, is: Condition['is'], has: 0 | 1])[] = [
  ['==', 'equal-to', 0],
  ['starts_with', 'starts-with', 0],
  ['ends_with', 'ends-with', 0],
  ['in', 'contains', 1],
];

const conditionIn = (logic: Logic): Condition | undefined => {
  const [listed = null, values = null] = argumentsOf(logic, 'in') ?? [];
  if (isList(values)) return { attribute: attributeIn(listed), is: 'one-of', values: values.map(String) };
  const each = argumentsOf(logic, 'or') ?? [];
  const operator = OPERATORS.find(([name]) => argumentsOf(each[0] ?? null, name));
  if (!operator) return undefined;
  const [name, is, has] = operator;
  const compared = each.map((one) => argumentsOf(one, name) ?? []);
  return {
    attribute: attributeIn(compared[0]?.[has] ?? null),
    is,
    values: compared.map((one) => String(one[1 - has])),
  };
};

const attributeIn = (logic: Logic): string => String(argumentsOf(logic, 'var')?.[0]);

type Share = { readonly percent: number; readonly seed: string; readonly bucketBy: string };

const shareIn = (logic: Logic): Share | undefined => {
  const [bucket = null, on = null] = argumentsOf(logic, 'fractional') ?? [];
  const [seed, who = null] = argumentsOf(bucket, 'cat') ?? [];
  const weight = isList(on) ? on[1] : undefined;
  if (typeof seed !== 'string' || typeof weight !== 'number') return undefined;
  const named = argumentsOf(who, 'if')?.[0] ?? who;
  return { percent: percentOf(weight), seed, bucketBy: attributeIn(named) };
};

const shareInside = (logic: Logic): Share | undefined => shareIn(argumentsOf(logic, '==')?.[0] ?? null);

const armsIn = (logic: Logic): Variant[] =>
  (argumentsOf(logic, 'fractional') ?? [])
    .slice(1)
    .flatMap((arm) => (isList(arm) ? [{ name: String(arm[0]), percent: percentOf(Number(arm[1])) }] : []));

const withControl = (name: string, arms: readonly Variant[]): Variant[] => {
  const others = arms.reduce((sum, { percent }) => sum + percent, 0);
  return [{ name, percent: Math.round((100 - others) * 1000) / 1000 }, ...arms];
};

const percentOf = (weight: number): number => (weight * 100) / TOTAL;

/** `{"fractional": [["on", 5], ["off", 95]]}` and its kin: what people write by hand. */
const plainShare = (targeting: Logic): number | undefined => {
  const weights = (argumentsOf(targeting, 'fractional') ?? []).filter(isList);
  const others = weights.filter(([name]) => name !== 'on' && name !== 'off');
  const share = sum(weights.filter(([name]) => name === 'on')) / sum(weights);
  if (others.length > 0 || !(share >= 0 && share <= 1)) return undefined;
  return Math.ceil(share * TOTAL) / (TOTAL / 100);
};

const sum = (weights: readonly (readonly Logic[])[]): number =>
  weights.reduce((all, [, weight = 1]) => all + Number(weight), 0);

const isList = (logic: Logic): logic is readonly Logic[] => Array.isArray(logic);

/** What an operator is given, where the logic is that operator. */
const argumentsOf = (logic: Logic, operator: string): readonly Logic[] | undefined => {
  if (typeof logic !== 'object' || logic === null || isList(logic) || !Object.hasOwn(logic, operator)) return undefined;
  const given = logic[operator] ?? null;
  return isList(given) ? given : [given];
};

const pairsOf = (steps: readonly Logic[]): Step[] =>
  steps.flatMap((condition, at) => (at % 2 === 0 ? [[condition, steps[at + 1] ?? null] as const] : []));

import { FlagState } from '../../core/flags/flag-state.ts';
import type { Condition } from '../../core/values/audience.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { formatPercent, HARDLY } from '../../core/values/percent.ts';
import type { Serve, ShapeRule } from './growthbook-shape.ts';
import { bareFlag, heardIn, ruleWords } from './rule-words.ts';

/**
 * A flag as rules. Each gives the feature to some and passes the others on, so they add up; all shares draw by the same
 * seed, so that nobody falls out as one of them grows.
 */
export const shapeOf = (flag: FlagState, user: string): readonly ShapeRule[] => {
  const hashAttribute = attributeOf(flag.bucketBy ?? 'user.id', user);
  const share = (percent: number): Serve => ({
    coverage: coverageOf(percent),
    hashAttribute,
    seed: flag.seed ?? flag.key,
  });
  const rule = (description: string, condition: object | undefined, serve: Serve): ShapeRule => ({
    description,
    condition: condition ? JSON.stringify(condition) : '',
    serve,
    needs: flag.prerequisites ?? [],
  });
  const by = hashAttribute === user ? undefined : flag.bucketBy;
  return [
    ...(flag.allow.length > 0 ? [rule(ruleWords.named, { [hashAttribute]: { $in: flag.allow } }, true)] : []),
    ...(flag.targeting ?? []).map(({ when, serve }, nth) =>
      rule(ruleWords.standing(nth, serve, when), conditionOf(when, user), serve),
    ),
    ...flag.rings.flatMap(({ ring, match = [], percent }) =>
      match.length === 0
        ? [rule(ruleWords.ring(ring, percent), undefined, share(percent))]
        : match.map((one) => rule(ruleWords.ring(ring, percent, one), conditionOf(one, user), share(percent))),
    ),
    rule(ruleWords.everyone(by), undefined, share(flag.percent)),
  ];
};

/**
 * Buckets are numbered from 0 in steps of a ten-thousandth, and the one that equals the coverage is in. Half a step less
 * gives exactly the share that was asked for; at 0 the rule is left out of what SDKs get, at 1 nobody is drawn at all.
 */
const coverageOf = (percent: number): number => {
  if (percent < HARDLY || percent > 100 - HARDLY) return Math.round(percent) / 100;
  return Math.round(percent * 1000 - 5) / 100_000;
};

const percentOf = (coverage: number): number =>
  coverage <= 0 || coverage >= 1
    ? Math.max(0, Math.min(100, coverage * 100))
    : Math.round(coverage * 100_000 + 5) / 1000;

/** Users are drawn by an attribute of their own; `user.tier` is `tier`, and `account.id` is `accountId`: shares are drawn by plain names only. */
const attributeOf = (attribute: string, user: string): string => {
  if (attribute === 'user.id' || attribute === 'targetingKey') return user;
  const own = attribute.replace(/^user\./, '');
  return own.replace(/^([^.]+)\.id$/, '$1Id');
};

type Query = Readonly<Record<string, unknown>>;

const conditionOf = ({ attribute, is, values }: Condition, user: string): Query => {
  const name = attributeOf(attribute, user);
  if (is === 'equal-to' || is === 'one-of') return { [name]: { $in: values } };
  // Without $exists an attribute that is missing would be compared as the word "null".
  return { $or: values.map((value) => ({ [name]: { $exists: true, $regex: patternOf(value, is) } })) };
};

const SPECIAL = /[\\^$.|?*+()[\]{}/-]/g;

const patternOf = (value: string, is: Condition['is']): string =>
  `${is === 'starts-with' ? '^' : ''}${value.replaceAll(SPECIAL, String.raw`\$&`)}${is === 'ends-with' ? '$' : ''}`;

/** Why a flag cannot be said in rules of GrowthBook. */
export const unsayable = ({ bucketBy = 'user.id', rings, targeting = [] }: FlagState): string | undefined => {
  const nameless = rings.find(({ match }) => match === undefined);
  if (nameless) return `the ring ${nameless.ring} comes without a rule`;
  const conditions = [...rings.flatMap(({ match = [] }) => match), ...targeting.map(({ when }) => when)];
  const odd = conditions.find(({ attribute }) => /^(?:user\.)?\$|^$|^user\.$/.test(attribute));
  if (odd) return `${odd.attribute} would be an operator there`;
  return attributeOf(bucketBy, 'id').includes('.')
    ? `shares are drawn by plain attributes, and ${bucketBy} is none`
    : undefined;
};

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/** What rules mean: the flag that we would have written so, or what can be made of them. */
export const meaningOf = (key: string, shape: readonly ShapeRule[] | undefined, user: string): Meaning => {
  const ours = shape && readOurs(key, shape);
  if (ours && canonicalJson(shapeOf(ours, user)) === canonicalJson(shape)) return { flag: ours, doubt: undefined };
  const share = shape && plainShare(shape);
  return share === undefined
    ? { flag: bareFlag(key, 100), doubt: 'its rules are not understood, so it counts as everyone' }
    : { flag: bareFlag(key, share), doubt: `its rules give it to ${formatPercent(share)} %` };
};

/** What `shapeOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, shape: readonly ShapeRule[]): FlagState | undefined => {
  const everyone = shape.at(-1);
  if (!everyone || typeof everyone.serve === 'boolean') return undefined;
  const { coverage, seed } = everyone.serve;
  const rules = shape.map(({ description, condition }) => ({ words: description, values: valuesIn(condition) }));
  const read = FlagState.safeParse({
    ...bareFlag(key, percentOf(coverage)),
    ...heardIn(rules),
    allow: rules.find(({ words }) => words === ruleWords.named)?.values ?? [],
    seed,
    ...(everyone.needs.length > 0 ? { prerequisites: everyone.needs } : {}),
  });
  return read.success ? read.data : undefined;
};

/** The values of a condition that we wrote; something else of one that we did not. */
const valuesIn = (condition: string): readonly unknown[] => {
  const query = condition === '' ? {} : queryIn(condition);
  if (Array.isArray(query['$or'])) return query['$or'].map(literalIn);
  const [asked] = Object.values(query);
  return isQuery(asked) && Array.isArray(asked['$in']) ? asked['$in'] : [];
};

const literalIn = (query: unknown): unknown => {
  const [asked] = isQuery(query) ? Object.values(query) : [];
  const pattern = isQuery(asked) ? asked['$regex'] : undefined;
  if (typeof pattern !== 'string') return undefined;
  return pattern
    .replace(/^\^/, '')
    .replace(/(^|[^\\])((?:\\\\)*)\$$/, '$1$2')
    .replaceAll(/\\(.)/gs, '$1');
};

const queryIn = (text: string): Query => {
  try {
    const read: unknown = JSON.parse(text);
    return isQuery(read) ? read : {};
  } catch {
    return {};
  }
};

const isQuery = (value: unknown): value is Query => typeof value === 'object' && value !== null;

/** Nothing, or one rule without a condition: what people make by hand. */
const plainShare = (shape: readonly ShapeRule[]): number | undefined => {
  const [only] = shape;
  if (!only) return 0;
  if (shape.length > 1 || only.condition !== '' || only.needs.length > 0) return undefined;
  if (typeof only.serve === 'boolean') return only.serve ? 100 : 0;
  return Math.min(100, Math.ceil(only.serve.coverage * 10_000 + (only.serve.coverage < 1 ? 1 : 0)) / 100);
};

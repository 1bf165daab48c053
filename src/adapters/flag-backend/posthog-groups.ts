import { z } from 'zod';
import { FlagState } from '../../core/flags/flag-state.ts';
import type { Condition } from '../../core/values/audience.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { formatPercent } from '../../core/values/percent.ts';
import { bareFlag, heardIn, ruleWords } from './rule-words.ts';

const Property = z.looseObject({
  key: z.union([z.string(), z.number()]),
  type: z.string().optional(),
  operator: z.string().nullish(),
  value: z.unknown(),
});
const Group = z.looseObject({
  description: z.string().nullish(),
  properties: z.array(Property).nullish(),
  rollout_percentage: z.number().nullish(),
  variant: z.string().nullish(),
  aggregation_group_type_index: z.number().nullish(),
});

/** Whom a flag is given to. Other fields, payloads among them, are kept as they are. */
export const Filters = z.looseObject({
  groups: z.array(Group).default([]),
  multivariate: z.looseObject({ variants: z.array(z.unknown()) }).nullish(),
  aggregation_group_type_index: z.number().nullish(),
  early_exit: z.boolean().nullish(),
  feature_enrollment: z.boolean().nullish(),
});
export type Filters = z.infer<typeof Filters>;

/** A part of everyone who meets all of some patterns. Whom one of these does not reach, the next one may. */
type ShapeGroup = {
  readonly words: string;
  readonly patterns: readonly { readonly key: string; readonly pattern: string }[];
  readonly percent: number;
};

/**
 * A flag as release conditions. PostHog gives it to whom any of them gives it, and draws for all of them by the same hash
 * of flag and user, so nobody falls out as one of them grows.
 */
const shapeOf = (flag: FlagState): readonly ShapeGroup[] => {
  const named: Condition = { attribute: USER, is: 'one-of', values: flag.allow };
  return [
    ...(flag.allow.length > 0 ? [group(ruleWords.named, 100, named)] : []),
    ...flag.rings.flatMap(({ ring, match = [], percent }) =>
      match.length === 0
        ? [group(ruleWords.ring(ring, percent), percent)]
        : match.map((one) => group(ruleWords.ring(ring, percent, one), percent, one)),
    ),
    group(ruleWords.everyone(), flag.percent),
  ];
};

const USER = 'user.id';

const group = (words: string, percent: number, condition?: Condition): ShapeGroup => ({
  words,
  patterns: condition ? [{ key: propertyOf(condition.attribute), pattern: patternOf(condition) }] : [],
  percent,
});

/** `user.id` is the distinct id that PostHog draws by, `user.tier` the property `tier`, any other name is itself. */
const propertyOf = (attribute: string): string =>
  isUser(attribute) ? 'distinct_id' : attribute.replace(/^user\./, '');

const isUser = (attribute: string): boolean => attribute === USER || attribute === 'targetingKey';

const SPECIAL = /[\\^$.|?*+()[\]{}]/g;

/** Patterns throughout: the other comparisons of PostHog take capitals and small letters for the same. */
const patternOf = ({ is, values }: Condition): string => {
  const any = `(?:${values.map((value) => value.replaceAll(SPECIAL, String.raw`\$&`)).join('|')})`;
  const whole = is === 'equal-to' || is === 'one-of';
  return `${whole || is === 'starts-with' ? '^' : ''}${any}${whole || is === 'ends-with' ? '$' : ''}`;
};

const PATTERN = /^\^?\(\?:(?<body>.*)\)\$?$/s;

const valuesIn = (pattern: string): readonly string[] =>
  (PATTERN.exec(pattern)?.groups?.['body']?.match(/(?:[^\\|]|\\.)+/gs) ?? []).map((one) =>
    one.replaceAll(/\\(.)/gs, '$1'),
  );

/** The filters that give the flag so, with everything of the old ones that has nothing to do with whom. */
export const filtersFor = (flag: FlagState, before: Filters | undefined) => ({
  ...before,
  ...(before?.early_exit ? { early_exit: false } : {}),
  ...(before?.feature_enrollment ? { feature_enrollment: false } : {}),
  multivariate: null,
  aggregation_group_type_index: null,
  groups: shapeOf(flag).map(({ words, patterns, percent }) => ({
    description: words,
    properties: patterns.map(({ key, pattern }) => ({ key, type: 'person', operator: 'regex', value: pattern })),
    rollout_percentage: percent,
    variant: null,
  })),
});

/** The shape that stands there; undefined where it holds what no such shape says. */
const shapeIn = (filters: Filters): readonly ShapeGroup[] | undefined => {
  const isPlain = !filters.early_exit && !filters.feature_enrollment && !filters.multivariate;
  if (!isPlain || typeof filters.aggregation_group_type_index === 'number') return undefined;
  const groups = filters.groups.flatMap((group): ShapeGroup[] => {
    const properties = group.properties ?? [];
    const patterns = properties.flatMap(({ key, type, operator, value }) =>
      type === 'person' && operator === 'regex' && typeof value === 'string'
        ? [{ key: String(key), pattern: value }]
        : [],
    );
    const isOurs = patterns.length === properties.length && typeof group.aggregation_group_type_index !== 'number';
    return isOurs ? [{ words: group.description ?? '', patterns, percent: group.rollout_percentage ?? 100 }] : [];
  });
  return groups.length === filters.groups.length ? groups : undefined;
};

/** Why a flag cannot be said in release conditions. */
export const unsayable = ({ key, bucketBy = USER, rings }: FlagState): string | undefined => {
  if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${key} is no key of PostHog: letters, digits, dashes and underscores`;
  const nameless = rings.find(({ match }) => match === undefined);
  if (nameless) return `the ring ${nameless.ring} comes without a rule`;
  return isUser(bucketBy) ? undefined : `it draws by user, and not by ${bucketBy}`;
};

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/** What filters mean: the flag that we would have written so, or what can be made of them. */
export const meaningOf = (key: string, filters: Filters): Meaning => {
  const shape = shapeIn(filters);
  const ours = shape && readOurs(key, shape);
  if (ours && canonicalJson(shapeOf(ours)) === canonicalJson(shape)) return { flag: ours, doubt: undefined };
  const share = shape && plainShare(shape);
  return share === undefined
    ? { flag: bareFlag(key, 100), doubt: 'its conditions are not understood, so it counts as everyone' }
    : { flag: bareFlag(key, share), doubt: `its conditions give it to ${formatPercent(share)} %` };
};

/** What `shapeOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, shape: readonly ShapeGroup[]): FlagState | undefined => {
  const rules = shape.map(({ words, patterns }) => ({ words, values: valuesIn(patterns[0]?.pattern ?? '') }));
  const { rings } = heardIn(rules);
  const allow = rules.find(({ words }) => words === ruleWords.named)?.values ?? [];
  const read = FlagState.safeParse({ ...bareFlag(key, shape.at(-1)?.percent ?? 100), rings, allow });
  return read.success ? read.data : undefined;
};

/** Nothing, or one condition without properties: what people make by hand. */
const plainShare = (shape: readonly ShapeGroup[]): number | undefined => {
  if (shape.length === 0) return 0;
  return shape.length === 1 && shape[0]?.patterns.length === 0 ? shape[0].percent : undefined;
};

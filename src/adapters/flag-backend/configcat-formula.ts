import { z } from 'zod';
import { FlagState, reachesNobody } from '../../core/flags/flag-state.ts';
import type { Condition } from '../../core/values/audience.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { formatPercent, HARDLY } from '../../core/values/percent.ts';
import { bareFlag, heardIn, ruleWords } from './rule-words.ts';

const Value = z.looseObject({ boolValue: z.boolean().nullish() });
const UserCondition = z.looseObject({
  comparisonAttribute: z.string(),
  comparator: z.string(),
  comparisonValue: z.looseObject({
    listValue: z.array(z.looseObject({ value: z.string(), hint: z.string().nullish() })).nullish(),
  }),
});
const Rule = z.looseObject({
  conditions: z.array(z.looseObject({ userCondition: UserCondition.nullish() })).default([]),
  percentageOptions: z.array(z.looseObject({ percentage: z.number(), value: Value })).default([]),
  value: Value.nullish(),
});

/** What a flag serves in one environment. */
export const Formula = z.looseObject({
  defaultValue: Value,
  targetingRules: z.array(Rule).default([]),
  percentageEvaluationAttribute: z.string().nullish(),
});
export type Formula = z.infer<typeof Formula>;

type ShapeCondition = {
  readonly attribute: string;
  readonly comparator: string;
  readonly values: readonly string[];
  /** Stands as a hint at the first value, where people note whom a value means. */
  readonly words: string;
};

/** On, off, or a percentage of those who meet the condition; without one, of everybody. The first that fits decides. */
type ShapeRule = {
  readonly condition: ShapeCondition | undefined;
  readonly serve: boolean | number;
  /** Those whom the hash puts last are in, and not those whom it puts first. */
  readonly fromBelow?: true;
};

type Shape = { readonly rules: readonly ShapeRule[]; readonly otherwise: boolean; readonly by: string };

/**
 * A flag as targeting rules. All percentages of a flag draw by the same hash, and the first rule that fits decides, so
 * rings come with the widest first and give at least the share of everyone.
 */
const shapeOf = (flag: FlagState): Shape => {
  const by = attributeOf(flag.bucketBy ?? USER);
  // There is no switch beside the rules.
  if (reachesNobody(flag)) return { by, rules: [], otherwise: false };
  const everyone = flag.percent > 100 - HARDLY;
  const rings = flag.rings.toSorted((a, b) => b.percent - a.percent);
  return {
    by,
    rules: [
      ...(flag.allow.length > 0
        ? [
            {
              condition: { attribute: by, comparator: ONE_OF, values: flag.allow, words: ruleWords.named },
              serve: true,
            },
          ]
        : []),
      ...(flag.targeting ?? []).map(({ when, serve }, nth) => ({
        condition: conditionOf(when, ruleWords.standing(nth, serve, when)),
        serve,
      })),
      ...rings.flatMap(({ ring, match = [], percent }) => {
        const serve = Math.max(percent, flag.percent);
        if (match.length === 0) return [{ condition: anybody(by, ruleWords.ring(ring, percent)), serve }];
        return match.map((one) => ({ condition: conditionOf(one, ruleWords.ring(ring, percent, one)), serve }));
      }),
      ...(flag.percent < HARDLY || everyone ? [] : [{ condition: undefined, serve: flag.percent }]),
    ],
    otherwise: everyone,
  };
};

const USER = 'user.id';
const IDENTIFIER = 'Identifier';

/** Three attributes have names of their own there; of the others, those of the user go without saying so. */
const attributeOf = (attribute: string): string => {
  if (attribute === USER || attribute === 'targetingKey') return IDENTIFIER;
  const own = attribute.replace(/^user\./, '');
  return own === attribute ? own : (KNOWN.get(own) ?? own);
};

const KNOWN: ReadonlyMap<string, string> = new Map([
  ['email', 'Email'],
  ['country', 'Country'],
]);

const ONE_OF = 'isOneOf';

const COMPARATORS: Readonly<Record<Condition['is'], string>> = {
  'equal-to': ONE_OF,
  'one-of': ONE_OF,
  'starts-with': 'textStartsWithAnyOf',
  'ends-with': 'textEndsWithAnyOf',
  contains: 'containsAnyOf',
};

const conditionOf = ({ attribute, is, values }: Condition, words: string): ShapeCondition => ({
  attribute: attributeOf(attribute),
  comparator: COMPARATORS[is],
  values,
  words,
});

/** A ring of everybody is a condition too, because only a condition has room for its name. */
const anybody = (attribute: string, words: string): ShapeCondition => ({
  attribute,
  comparator: 'isNotOneOf',
  values: ['-'],
  words,
});

/** The flag as it is sent. What is left out would be reset, and that is meant. */
export const formulaFor = (flag: FlagState) => {
  const { rules, otherwise, by } = shapeOf(flag);
  return {
    defaultValue: { boolValue: otherwise },
    targetingRules: rules.map(({ condition, serve }) => ({
      conditions: condition ? [{ userCondition: userConditionOf(condition) }] : [],
      ...(typeof serve === 'boolean'
        ? { value: { boolValue: serve }, percentageOptions: [] }
        : { value: null, percentageOptions: optionsOf(serve) }),
    })),
    percentageEvaluationAttribute: by === IDENTIFIER ? null : by,
  };
};

const userConditionOf = ({ attribute, comparator, values, words }: ShapeCondition) => ({
  comparisonAttribute: attribute,
  comparator,
  comparisonValue: { listValue: values.map((value, nth) => ({ value, hint: nth === 0 ? words : null })) },
});

const optionsOf = (percent: number) => [
  { percentage: percent, value: { boolValue: true } },
  { percentage: 100 - percent, value: { boolValue: false } },
];

/** The shape that stands there; undefined where it holds what no such shape says. */
const shapeIn = (formula: Formula): Shape | undefined => {
  const rules = formula.targetingRules.flatMap(({ conditions, percentageOptions, value }): ShapeRule[] => {
    const serve = percentageOptions.length > 0 ? shareIn(percentageOptions) : (value?.boolValue ?? undefined);
    const [only, ...others] = conditions;
    const condition = conditionIn(only?.userCondition);
    const isWhole = others.length === 0 && (only === undefined || condition !== undefined);
    const fromBelow = percentageOptions[0]?.value.boolValue === false ? { fromBelow: true as const } : {};
    return serve === undefined || !isWhole ? [] : [{ condition, serve, ...fromBelow }];
  });
  const otherwise = formula.defaultValue.boolValue ?? undefined;
  if (otherwise === undefined || rules.length !== formula.targetingRules.length) return undefined;
  return { rules, otherwise, by: formula.percentageEvaluationAttribute || IDENTIFIER };
};

const conditionIn = (one: z.infer<typeof UserCondition> | null | undefined): ShapeCondition | undefined => {
  const list = one?.comparisonValue.listValue;
  if (!one || !list?.[0]) return undefined;
  const values = list.map(({ value }) => value);
  return { attribute: one.comparisonAttribute, comparator: one.comparator, values, words: list[0].hint ?? '' };
};

const shareIn = (options: z.infer<typeof Rule>['percentageOptions']): number | undefined => {
  const known = options.every(({ value }) => typeof value.boolValue === 'boolean');
  const on = options.filter(({ value }) => value.boolValue === true);
  return known ? on.reduce((sum, { percentage }) => sum + percentage, 0) : undefined;
};

/** Why a flag cannot be said in targeting rules. */
export const unsayable = ({ bucketBy = USER, rings }: FlagState): string | undefined => {
  const nameless = rings.find(({ match }) => match === undefined);
  if (nameless) return `the ring ${nameless.ring} comes without a rule`;
  const isOdd = bucketBy.startsWith('user.') && bucketBy !== USER;
  return isOdd
    ? `it draws by the identifier or by an attribute that is named as it is there, and not by ${bucketBy}`
    : undefined;
};

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/** What a formula means: the flag that we would have written so, or what can be made of it. */
export const meaningOf = (key: string, formula: Formula): Meaning => {
  const shape = shapeIn(formula);
  const ours = shape && readOurs(key, shape);
  if (ours && canonicalJson(shapeOf(ours)) === canonicalJson(shape)) return { flag: ours, doubt: undefined };
  const share = shape && plainShare(shape);
  return share === undefined
    ? { flag: bareFlag(key, 100), doubt: 'its rules are not understood, so it counts as everyone' }
    : { flag: bareFlag(key, share), doubt: `its rules give it to ${formatPercent(share)} %` };
};

/** What `shapeOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, { rules, otherwise, by }: Shape): FlagState | undefined => {
  const said = rules.map(({ condition }) => ({ words: condition?.words ?? '', values: condition?.values ?? [] }));
  const drawn = rules.find(({ condition }) => !condition)?.serve;
  const percent = otherwise ? 100 : typeof drawn === 'number' ? drawn : 0;
  const { targeting, rings } = heardIn(said);
  const enabled = percent >= HARDLY || rules.length > 0;
  const read = FlagState.safeParse({
    ...bareFlag(key, percent),
    enabled,
    allow: said.find(({ words }) => words === ruleWords.named)?.values ?? [],
    // What is off holds no rules, and nobody knows which it had.
    ...(enabled ? { targeting } : {}),
    rings,
    ...(by === IDENTIFIER ? {} : { bucketBy: by }),
  });
  return read.success ? read.data : undefined;
};

/** A percentage for everybody, however its options are put: what people make by hand. */
const plainShare = ({ rules, otherwise }: Shape): number | undefined => {
  const [only] = rules;
  if (!only) return otherwise ? 100 : 0;
  if (rules.length > 1 || only.condition || otherwise) return undefined;
  return typeof only.serve === 'number' ? only.serve : only.serve ? 100 : 0;
};

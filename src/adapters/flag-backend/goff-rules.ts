import { z } from 'zod';
import { FlagState } from '../../core/flags/flag-state.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import type { Condition } from '../../core/values/audience.ts';
import { formatPercent, HARDLY } from '../../core/values/percent.ts';

const Rule = z.looseObject({
  name: z.string().optional(),
  query: z.string().optional(),
  variation: z.string().optional(),
  percentage: z.record(z.string(), z.number()).optional(),
  disable: z.boolean().optional(),
});
export type Rule = z.infer<typeof Rule>;

/** A flag as it stands in the file. What else is in it is none of our business, and stays. */
export const GoffFlag = z.looseObject({
  variations: z.record(z.string(), z.unknown()),
  targeting: z.array(Rule).optional(),
  defaultRule: Rule.optional(),
  disable: z.boolean().optional(),
});
export type GoffFlag = z.infer<typeof GoffFlag>;

/** The fields that we set. Names in reverse order of the alphabet share out the buckets, so `on` comes before `off`. */
export type Made = { readonly targeting: readonly Rule[]; readonly defaultRule: Rule };

const EVERYONE = 'everyone';
const NAMED = 'named users';

/**
 * The first rule that fits a user decides. All shares draw by the same hash of flag and user, so a ring that is partly
 * open gives its users at least the share of everyone; what the plan said of it stands in its name.
 */
export const rulesOf = (flag: FlagState): Made => ({
  targeting: [
    ...(flag.allow.length > 0
      ? [{ name: NAMED, query: clause('targetingKey', 'in', listOf(flag.allow)), variation: 'on' }]
      : []),
    ...(flag.targeting ?? []).map(({ when, serve }, nth) => ({
      name: `rule ${nth + 1}`,
      query: conditionQuery(when),
      variation: serve ? 'on' : 'off',
    })),
    ...flag.rings.flatMap(({ ring, match, percent }) =>
      match
        ? [
            {
              name: `ring ${ring}, ${formatPercent(percent)} %`,
              query: match.length > 0 ? match.map(conditionQuery).join(' or ') : ANYBODY,
              percentage: shares(Math.max(percent, flag.percent)),
            },
          ]
        : [],
    ),
  ],
  defaultRule: { name: EVERYONE, percentage: shares(flag.percent) },
});

const ANYBODY = 'targetingKey pr';

const shares = (percent: number) => ({ on: percent, off: Math.round((100 - percent) * 1000) / 1000 });

const listOf = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;
const text = (value: string): string => `"${value}"`;
const clause = (attribute: string, operator: string, value: string): string =>
  `(${attributeOf(attribute)} ${operator} ${value})`;

const OPERATORS: Readonly<Record<Condition['is'], string>> = {
  'equal-to': 'in',
  'one-of': 'IN',
  'starts-with': 'sw',
  'ends-with': 'ew',
  contains: 'co',
};

/** Equality is asked as a list of one: `eq` of that language does not tell capitals from small letters. */
const conditionQuery = ({ attribute, is, values }: Condition): string => {
  const one = (value: string): string =>
    clause(attribute, OPERATORS[is], is === 'equal-to' ? listOf([value]) : text(value));
  const each = is === 'one-of' ? [clause(attribute, OPERATORS[is], listOf(values))] : values.map(one);
  return `(${each.join(' or ')})`;
};

const attributeOf = (attribute: string): string => (attribute === 'user.id' ? 'targetingKey' : attribute);

/** Why a condition or a name cannot be said in that language; its texts know no quotes that we could be sure of. */
export const unsayable = ({ allow, rings, targeting = [] }: FlagState): string | undefined => {
  const conditions = [...rings.flatMap(({ match = [] }) => match), ...targeting.map(({ when }) => when)];
  const attribute = conditions.find((one) => !ATTRIBUTE.test(attributeOf(one.attribute)))?.attribute;
  if (attribute !== undefined) return `the attribute ${attribute} cannot be named in a query`;
  const odd = [...allow, ...conditions.flatMap(({ values }) => values)].some((value) => UNSAYABLE.test(value));
  return odd ? 'quotes, backslashes and control characters cannot be said in a query' : undefined;
};

const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9_:-]*(?:\.[A-Za-z][A-Za-z0-9_:-]*)*$/;
const UNSAYABLE = /["\\\p{Cc}]/u;

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

const bare = (key: string, percent: number): FlagState => ({
  key,
  enabled: percent >= HARDLY,
  percent,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});

/** What a flag means: what we would have written so, or what can be made of it. */
export const meaningOf = (key: string, found: GoffFlag): Meaning => {
  if (found.disable) return { flag: bare(key, 0), doubt: undefined };
  const moving = MOVING.find((name) => found[name] !== undefined);
  if (moving)
    return { flag: bare(key, 100), doubt: `it has a ${moving}, which changes it by itself, so it counts as everyone` };
  if (found.variations['on'] === false || found.variations['off'] === true)
    return { flag: bare(key, 100), doubt: 'on does not mean true in it, so it counts as everyone' };
  const { targeting = [], defaultRule = {} } = found;
  const ours = readOurs(key, targeting, defaultRule);
  if (ours && canonicalJson(rulesOf(ours)) === canonicalJson({ targeting, defaultRule }))
    return { flag: ours, doubt: undefined };
  const share = targeting.length === 0 ? shareIn(defaultRule) : undefined;
  return share === undefined
    ? { flag: bare(key, 100), doubt: 'its rules are not understood, so it counts as everyone' }
    : { flag: bare(key, share), doubt: undefined };
};

/** Parts that move a flag while nobody looks. */
export const MOVING = ['scheduledRollout', 'experimentation', 'progressiveRollout'];

/** A default rule that gives on and off, however it is written. */
const shareIn = ({ variation, percentage, ...rest }: Rule): number | undefined => {
  if (rest['progressiveRollout'] !== undefined) return undefined;
  if (!percentage) return variation === 'on' ? 100 : variation === 'off' ? 0 : undefined;
  const { on = 0, off = 0, ...others } = percentage;
  return Object.keys(others).length === 0 && on + off > 0 ? Math.ceil((on / (on + off)) * 100_000) / 1000 : undefined;
};

/** What `rulesOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, targeting: readonly Rule[], defaultRule: Rule): FlagState | undefined => {
  const named = targeting.find(({ name }) => name === NAMED);
  const read = FlagState.safeParse({
    ...bare(key, defaultRule.percentage?.['on'] ?? 0),
    enabled: true,
    allow: textsIn(named?.query ?? ''),
    targeting: targeting.flatMap(({ name = '', query = '', variation }) =>
      name.startsWith('rule ') ? conditionsIn(query).map((when) => ({ when, serve: variation === 'on' })) : [],
    ),
    rings: targeting.flatMap(({ name = '', query = '' }) => {
      const { ring, percent } = RING.exec(name)?.groups ?? {};
      return ring ? [{ ring, match: conditionsIn(query), percent: Number(percent) }] : [];
    }),
  });
  if (!read.success) return undefined;
  const reaches = read.data.percent >= HARDLY || targeting.length > 0;
  return { ...read.data, enabled: reaches };
};

const RING = /^ring (?<ring>\S+), (?<percent>[\d.]+) %$/;
const CLAUSE = /\((?<attribute>[\w.:-]+) (?<operator>in|IN|sw|ew|co) (?<value>"[^"]*"|\["[^"]*"(?:, "[^"]*")*\])\)/g;

const textsIn = (query: string): string[] => [...query.matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);

/** Clauses of one group that compare alike are one condition; groups end in two brackets. */
const conditionsIn = (query: string): Condition[] => {
  const found: { condition: Condition; end: number }[] = [];
  for (const match of query.matchAll(CLAUSE)) {
    const { attribute = '', operator = '', value = '' } = match.groups ?? {};
    const is = Object.entries(OPERATORS).find(([, name]) => name === operator)?.[0] as Condition['is'];
    const last = found.at(-1);
    const opens = query[match.index - 1] === '(';
    const end = match.index + match[0].length;
    if (opens || !last) found.push({ condition: { attribute: named(attribute), is, values: textsIn(value) }, end });
    else last.condition.values.push(...textsIn(value));
  }
  return found.map(({ condition }) => condition);
};

const named = (attribute: string): string => (attribute === 'targetingKey' ? 'user.id' : attribute);

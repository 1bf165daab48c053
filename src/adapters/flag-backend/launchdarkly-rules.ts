import { FlagState } from '../../core/flags/flag-state.ts';
import type { Condition } from '../../core/values/audience.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { formatPercent, HARDLY } from '../../core/values/percent.ts';
import type { Rule, Serve, Shape, Where } from './launchdarkly-shape.ts';
import { bareFlag, heardIn, ruleWords } from './rule-words.ts';

/**
 * A flag as targets and rules. The first rule that fits decides, so rings come with the widest first. Each share is
 * a rule of its own, and its last clause asks that there is something to draw by: LaunchDarkly puts whoever lacks it
 * into bucket 0, which any share reaches.
 */
export const shapeOf = (flag: FlagState): Shape => {
  const by = whereOf(flag.bucketBy ?? USER_KEY);
  const share = (percent: number) => ({ weight: Math.round(percent * 1000), by });
  const rule = (description: string, conditions: readonly Condition[], serve: Serve): Rule => ({
    description,
    clauses: [...conditions.map(clauseOf), ...(typeof serve === 'boolean' ? [] : [drawn(by)])],
    serve,
  });
  const rings = flag.rings.toSorted((a, b) => b.percent - a.percent);
  return {
    targets: flag.allow.length > 0 ? [{ contextKind: by.contextKind, values: flag.allow.toSorted() }] : [],
    rules: [
      ...(flag.targeting ?? []).map(({ when, serve }, nth) =>
        rule(ruleWords.standing(nth, serve, when), [when], serve),
      ),
      ...rings.flatMap(({ ring, match = [], percent }) => {
        const serve = share(Math.max(percent, flag.percent));
        if (match.length === 0) return [rule(ruleWords.ring(ring, percent), [], serve)];
        return match.map((one) => rule(ruleWords.ring(ring, percent, one), [one], serve));
      }),
      rule(ruleWords.everyone(isUser(by) ? undefined : flag.bucketBy), [], share(flag.percent)),
    ],
    otherwise: flag.percent > 100 - HARDLY,
  };
};

const USER_KEY = 'user.id';

const isUser = ({ contextKind, attribute }: Where): boolean => contextKind === 'user' && attribute === 'key';

const OPERATORS: Readonly<Record<Condition['is'], string>> = {
  'equal-to': 'in',
  'one-of': 'in',
  'starts-with': 'startsWith',
  'ends-with': 'endsWith',
  contains: 'contains',
};

const clauseOf = ({ attribute, is, values }: Condition) => ({
  ...whereOf(attribute),
  op: OPERATORS[is],
  values: [...values],
  negate: false,
});

const drawn = (by: Where) => ({ ...by, op: 'matches', values: ['.'], negate: false });

/** `user.id` is the key of the user, `account.tier` an attribute of the account, and `country` one of the user. */
const whereOf = (attribute: string): Where => {
  if (attribute === 'targetingKey') return { contextKind: 'user', attribute: 'key' };
  const [first = '', ...rest] = attribute.split('.');
  const [contextKind, parts] = rest.length === 0 ? ['user', [first]] : [first, rest];
  return { contextKind, attribute: rest.length === 1 && rest[0] === 'id' ? 'key' : referenceOf(parts) };
};

const referenceOf = (parts: readonly string[]): string => {
  const [only = ''] = parts;
  if (parts.length === 1 && !only.startsWith('/')) return only;
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
};

const KIND = /^(?!kind$|multi$)[A-Za-z0-9._-]+$/;

/** Why a flag cannot be said in rules of LaunchDarkly. */
export const unsayable = ({ allow, bucketBy = USER_KEY, rings, targeting = [] }: FlagState): string | undefined => {
  const nameless = rings.find(({ match }) => match === undefined);
  if (nameless) return `the ring ${nameless.ring} comes without a rule`;
  const conditions = [...rings.flatMap(({ match = [] }) => match), ...targeting.map(({ when }) => when)];
  const odd = [bucketBy, ...conditions.map(({ attribute }) => attribute)].find(
    (one) => !KIND.test(whereOf(one).contextKind) || one.split('.').includes(''),
  );
  if (odd !== undefined) return `${odd} is an attribute of no context`;
  return allow.length > 0 && whereOf(bucketBy).attribute !== 'key' ? 'it names users by their key only' : undefined;
};

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/** What a shape means: the flag that we would have written so, or what can be made of it. */
export const meaningOf = (key: string, shape: Shape | undefined): Meaning => {
  const ours = shape && readOurs(key, shape);
  if (ours && canonicalJson(shapeOf(ours)) === canonicalJson(shape)) return { flag: ours, doubt: undefined };
  const share = shape && shape.rules.length + shape.targets.length === 0 ? percentOf(shape.otherwise) : undefined;
  return share === undefined
    ? { flag: bareFlag(key, 100), doubt: 'its rules are not understood, so it counts as everyone' }
    : { flag: bareFlag(key, share), doubt: `its default rule gives it to ${formatPercent(share)} %` };
};

const percentOf = (serve: Serve): number => (typeof serve === 'boolean' ? (serve ? 100 : 0) : serve.weight / 1000);

/** What `shapeOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, { rules, targets }: Shape): FlagState | undefined => {
  const read = FlagState.safeParse({
    ...bareFlag(key, percentOf(rules.at(-1)?.serve ?? true)),
    ...heardIn(rules.map(({ description, clauses }) => ({ words: description, values: clauses[0]?.values ?? [] }))),
    allow: targets.flatMap(({ values }) => values),
  });
  return read.success ? read.data : undefined;
};

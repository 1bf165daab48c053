import { z } from 'zod';
import { FlagState } from '../../core/flags/flag-state.ts';
import { HARDLY } from '../../core/values/percent.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import type { Condition } from '../../core/values/audience.ts';

/** A strategy as Unleash keeps it; parameters are strings there, numbers too. */
const Constraint = z.looseObject({
  contextName: z.string(),
  operator: z.string(),
  values: z.array(z.string()).default([]),
  inverted: z.boolean().nullish(),
  caseInsensitive: z.boolean().nullish(),
});
export const Strategy = z.looseObject({
  id: z.string().optional(),
  name: z.string(),
  title: z.string().nullish(),
  disabled: z.boolean().nullish(),
  parameters: z.record(z.string(), z.string()).default({}),
  constraints: z.array(Constraint).default([]),
  segments: z.array(z.number()).default([]),
});
export type Strategy = z.infer<typeof Strategy>;

export type Written = {
  readonly name: 'flexibleRollout';
  readonly title: string;
  readonly disabled: false;
  readonly parameters: Readonly<Record<'rollout' | 'stickiness' | 'groupId', string>>;
  readonly constraints: readonly z.infer<typeof Constraint>[];
  readonly segments: readonly number[];
};

/** Rings by what a plan says of them, or by segments that are there under the same names: name to number. */
export type Rings = 'rules' | ReadonlyMap<string, number>;

/** Titles say what a strategy is for. The first is always there: an environment without any strategy is on for everyone. */
const EVERYONE = 'everyone';
const NAMED = 'named users';
const RING = 'ring ';

/**
 * A flag as strategies of one environment. Unleash serves whom any of them serves, so a ring with three conditions is
 * three strategies. All draw by the same group: as a share grows, nobody falls out.
 */
export const strategiesOf = (flag: FlagState, rings: Rings): readonly Written[] => {
  const make = (title: string, percent: number, more: Partial<Written> = {}): Written => ({
    name: 'flexibleRollout',
    title,
    disabled: false,
    parameters: { rollout: String(percent), stickiness: fieldOf(flag.bucketBy), groupId: flag.seed ?? flag.key },
    constraints: [],
    segments: [],
    ...more,
  });
  const named = { contextName: fieldOf(flag.bucketBy), operator: 'IN', values: [...flag.allow] };
  return [
    make(EVERYONE, flag.percent),
    ...(flag.allow.length > 0 ? [make(NAMED, 100, { constraints: [constraint(named)] })] : []),
    ...flag.rings.flatMap(({ ring, match, percent }) => {
      if (rings !== 'rules') return [make(`${RING}${ring}`, percent, { segments: [rings.get(ring) ?? NO_SEGMENT] })];
      if (match?.length === 0) return [make(`${RING}${ring}`, percent)];
      return (match ?? []).map((one, nth) =>
        make(`${RING}${ring} ${nth + 1}: ${one.attribute} ${one.is}`, percent, {
          constraints: [constraint(conditionIn(one))],
        }),
      );
    }),
  ];
};

/** The number of no segment: who names it is refused. */
export const NO_SEGMENT = -1;

const USER = 'userId';

/** What a plan calls the user, Unleash calls `userId`; any other attribute goes by its own name. */
const fieldOf = (attribute: string | undefined): string =>
  attribute === undefined || attribute === 'user.id' || attribute === 'targetingKey' ? USER : attribute;

const OPERATORS: Readonly<Record<Condition['is'], string>> = {
  'equal-to': 'IN',
  'one-of': 'IN',
  'starts-with': 'STR_STARTS_WITH',
  'ends-with': 'STR_ENDS_WITH',
  contains: 'STR_CONTAINS',
};

type Asked = Pick<z.infer<typeof Constraint>, 'contextName' | 'operator' | 'values'>;

const conditionIn = ({ attribute, is, values }: Condition): Asked => ({
  contextName: fieldOf(attribute),
  operator: OPERATORS[is],
  values: [...values],
});

const constraint = (asked: Asked) => ({ ...asked, inverted: false, caseInsensitive: false });

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/** What strategies mean: the flag that we would have written so, or what can be made of them. */
export const meaningOf = (key: string, all: readonly Strategy[], rings: Rings): Meaning => {
  const live = all.filter(({ disabled }) => disabled !== true);
  if (live.length === 0) return { flag: bare(key, 100), doubt: 'it has no strategy, which is everyone' };
  const ours = readOurs(key, live, rings);
  if (ours && isSame(strategiesOf(ours, rings), live)) return { flag: ours, doubt: undefined };
  const [only] = live;
  const share = live.length === 1 ? plainShare(only) : undefined;
  return share === undefined
    ? { flag: bare(key, 100), doubt: 'its strategies are not understood, so they count as everyone' }
    : { flag: bare(key, share), doubt: `its strategy gives it to ${share} %` };
};

const bare = (key: string, percent: number): FlagState => ({
  key,
  enabled: true,
  percent,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
});

/** What `strategiesOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, live: readonly Strategy[], rings: Rings): FlagState | undefined => {
  const everyone = live.find(({ title }) => title === EVERYONE);
  if (!everyone) return undefined;
  const { stickiness, groupId } = everyone.parameters;
  const read = FlagState.safeParse({
    ...bare(key, percentIn(everyone)),
    allow: live.find(({ title }) => title === NAMED)?.constraints[0]?.values ?? [],
    rings: ringsIn(live, rings),
    bucketBy: stickiness === USER ? undefined : stickiness,
    seed: groupId,
  });
  return read.success ? read.data : undefined;
};

const percentIn = ({ parameters }: Strategy): number => Number(parameters['rollout'] ?? 100);

const ringsIn = (live: readonly Strategy[], rings: Rings) => {
  const found = new Map<string, { ring: string; match?: Condition[]; percent: number }>();
  for (const one of live.filter(({ title }) => title?.startsWith(RING))) {
    const title = (one.title ?? '').slice(RING.length);
    const { ring, attribute, is } = TITLE.exec(title)?.groups ?? { ring: title };
    const before = found.get(ring ?? '')?.match ?? [];
    const rule = attribute === undefined ? [] : [{ attribute, is: is as Condition['is'], values: valuesIn(one) }];
    const match = rings === 'rules' ? { match: [...before, ...rule] } : {};
    found.set(ring ?? '', { ring: ring ?? '', ...match, percent: percentIn(one) });
  }
  return [...found.values()];
};

/** What a constraint does not keep stands in the title: what the plan calls the attribute, and how it compares. */
const TITLE = /^(?<ring>\S+) \d+: (?<attribute>.+) (?<is>[a-z-]+)$/;

const valuesIn = ({ constraints }: Strategy): string[] => constraints[0]?.values ?? [];

const isSame = (written: readonly Written[], live: readonly Strategy[]): boolean =>
  canonicalJson(written.map(kept).toSorted(byTitle)) === canonicalJson(live.map(kept).toSorted(byTitle));

/** The fields that decide who is served. */
export const kept = ({ name, title, parameters, constraints, segments }: Strategy | Written) => ({
  name,
  title: title ?? '',
  parameters,
  constraints: constraints.map(({ contextName, operator, values, inverted, caseInsensitive }) => ({
    contextName,
    operator,
    values,
    inverted: inverted ?? false,
    caseInsensitive: caseInsensitive ?? false,
  })),
  segments,
});

const byTitle = (a: { readonly title: string }, b: { readonly title: string }): number => (a.title < b.title ? -1 : 1);

/** A gradual rollout without conditions: what people make by hand. */
const plainShare = (only: Strategy | undefined): number | undefined => {
  if (!only || only.constraints.length > 0 || only.segments.length > 0) return undefined;
  if (only.name === 'default') return 100;
  const percent = percentIn(only);
  return only.name === 'flexibleRollout' && percent >= 0 && percent <= 100 + HARDLY ? percent : undefined;
};

import { z } from 'zod';
import { FlagState } from '../../core/flags/flag-state.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { formatPercent, HARDLY } from '../../core/values/percent.ts';
import { bareFlag, ruleWords } from './rule-words.ts';

const Rollout = z.looseObject({
  type: z.string(),
  description: z.string().default(''),
  segment: z
    .looseObject({
      value: z.boolean().default(false),
      segments: z.array(z.string()).default([]),
      segmentOperator: z.string().default('OR_SEGMENT_OPERATOR'),
    })
    .nullish(),
  threshold: z.looseObject({ percentage: z.number().default(0), value: z.boolean().default(false) }).nullish(),
});
type Rollout = z.infer<typeof Rollout>;

/** A flag as Flipt keeps it. Without rollouts that fit, it serves what `enabled` says: there is no other switch. */
export const Payload = z.looseObject({
  type: z.string().default('VARIANT_FLAG_TYPE'),
  enabled: z.boolean().default(false),
  rollouts: z.array(Rollout).default([]),
});
export type Payload = z.infer<typeof Payload>;

/** A segment, as far as it names entities. */
export const Segment = z.looseObject({
  matchType: z.string().default('ALL_MATCH_TYPE'),
  constraints: z
    .array(z.looseObject({ type: z.string(), operator: z.string(), value: z.string().default('') }))
    .default([]),
});
export type Segment = z.infer<typeof Segment>;

const BOOLEAN = 'BOOLEAN_FLAG_TYPE';

export const isBoolean = ({ type }: Payload): boolean => type === BOOLEAN;

/** The segment of those who are named for a flag. */
export const segmentKeyOf = (key: string): string => `${key}-named`;

/** Whether the names of that segment decide about this flag. */
export const asksForNames = ({ rollouts }: Payload, key: string): boolean =>
  rollouts.some(({ segment }) => segment?.segments.includes(segmentKeyOf(key)));

/** Named users, then a part of everyone; for whom neither fits, nothing. */
const rolloutsOf = ({ key, allow, percent }: FlagState) => [
  ...(allow.length > 0
    ? [
        {
          type: 'SEGMENT_ROLLOUT_TYPE',
          description: ruleWords.named,
          segment: { value: true, segments: [segmentKeyOf(key)], segmentOperator: 'OR_SEGMENT_OPERATOR' },
        },
      ]
    : []),
  ...(percent >= HARDLY
    ? [
        {
          type: 'THRESHOLD_ROLLOUT_TYPE',
          description: ruleWords.everyone(),
          threshold: { percentage: percent, value: true },
        },
      ]
    : []),
];

/** The flag as it is sent; what people wrote about it stays. */
export const payloadFor = (flag: FlagState, before: Payload | undefined) => ({
  name: flag.key,
  description: '',
  ...before,
  '@type': 'flipt.core.Flag',
  key: flag.key,
  type: BOOLEAN,
  enabled: false,
  rollouts: rolloutsOf(flag),
});

/** Whether it is so already: Flipt refuses a commit that changes nothing. */
export const isSo = (flag: FlagState, payload: Payload): boolean =>
  isBoolean(payload) &&
  !payload.enabled &&
  canonicalJson(payload.rollouts.map(plain)) === canonicalJson(rolloutsOf(flag));

/** Flipt takes a hundred values at a time. */
const MOST_VALUES = 100;
const ENTITY = 'ENTITY_ID_COMPARISON_TYPE';

export const segmentFor = ({ key, allow }: FlagState) => ({
  '@type': 'flipt.core.Segment',
  key: segmentKeyOf(key),
  name: `${ruleWords.named} of ${key}`,
  description: '',
  matchType: 'ANY_MATCH_TYPE',
  constraints: Array.from({ length: Math.ceil(allow.length / MOST_VALUES) }, (_, nth) => ({
    type: ENTITY,
    property: 'entity',
    operator: 'isoneof',
    value: JSON.stringify(allow.slice(nth * MOST_VALUES, (nth + 1) * MOST_VALUES)),
    description: '',
  })),
});

/** Those whom a segment names; undefined where it does anything else. */
export const namesIn = ({ matchType, constraints }: Segment): readonly string[] | undefined => {
  const named = constraints.map(({ type, operator, value }) =>
    type === ENTITY && operator === 'isoneof' ? listIn(value) : undefined,
  );
  if (matchType !== 'ANY_MATCH_TYPE' || named.includes(undefined)) return undefined;
  return named.flatMap((list) => list ?? []);
};

const listIn = (value: string): readonly string[] | undefined => {
  try {
    const read = z.array(z.string()).safeParse(JSON.parse(value));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/** Some of Flipt's own clients read no escapes in a list of names, and would then serve none of them. */
const UNSAYABLE = /["\\\p{Cc}]/u;

/** Why a flag cannot be said there. */
export const unsayable = ({ key, allow, bucketBy = 'user.id' }: FlagState): string | undefined => {
  if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${key} is no key of Flipt: letters, digits, dashes and underscores`;
  if (allow.some((name) => UNSAYABLE.test(name)))
    return 'quotes, backslashes and control characters cannot be said in a name';
  const byUser = bucketBy === 'user.id' || bucketBy === 'targetingKey';
  return byUser ? undefined : `it draws by entity, and not by ${bucketBy}`;
};

export type Meaning = { readonly flag: FlagState; readonly doubt: string | undefined };

/** What a flag means: the one that we would have written so, or what can be made of it. */
export const meaningOf = (key: string, payload: Payload, names: readonly string[] | undefined): Meaning => {
  const ours = payload.enabled || !isBoolean(payload) || !names ? undefined : readOurs(key, payload, names);
  if (ours && canonicalJson(rolloutsOf(ours)) === canonicalJson(payload.rollouts.map(plain)))
    return { flag: ours, doubt: undefined };
  const share = isBoolean(payload) ? plainShare(payload) : undefined;
  return share === undefined
    ? { flag: bareFlag(key, 100), doubt: 'its rollouts are not understood, so it counts as everyone' }
    : {
        flag: { ...bareFlag(key, share), enabled: share >= HARDLY },
        doubt: `it is given to ${formatPercent(share)} %`,
      };
};

/** What `rolloutsOf` writes, in reverse. It may err: the caller writes it again and compares. */
const readOurs = (key: string, { rollouts }: Payload, names: readonly string[]): FlagState | undefined => {
  const percent = rollouts.find(({ threshold }) => threshold)?.threshold?.percentage ?? 0;
  const allow = rollouts.some(({ segment }) => segment) ? names : [];
  const enabled = percent >= HARDLY || allow.length > 0;
  const read = FlagState.safeParse({ ...bareFlag(key, percent), enabled, allow });
  return read.success ? read.data : undefined;
};

/** Without the fields that are there and empty. */
const plain = ({ type, description, segment, threshold }: Rollout) => ({
  type,
  description,
  ...(segment ? { segment } : {}),
  ...(threshold ? { threshold } : {}),
});

/** Nothing, or one threshold: what people make by hand. */
const plainShare = ({ enabled, rollouts }: Payload): number | undefined => {
  const [only] = rollouts;
  if (!only) return enabled ? 100 : 0;
  if (rollouts.length > 1 || enabled || !only.threshold?.value) return undefined;
  return Math.min(100, Math.ceil(only.threshold.percentage));
};

import { z } from 'zod';

const Clause = z.looseObject({
  contextKind: z.string().optional(),
  attribute: z.string(),
  op: z.string(),
  values: z.array(z.unknown()),
  negate: z.boolean(),
});
const Rollout = z.looseObject({
  variations: z.array(z.looseObject({ variation: z.int(), weight: z.int() })),
  contextKind: z.string().optional(),
  bucketBy: z.string().optional(),
  seed: z.number().nullish(),
});
const Served = { variation: z.int().nullish(), rollout: Rollout.nullish() };
const Target = z.looseObject({ values: z.array(z.string()), variation: z.int(), contextKind: z.string().optional() });

/** What a flag does in one environment. Fields beside these decide nothing about who is served. */
export const Config = z.looseObject({
  on: z.boolean(),
  version: z.int(),
  targets: z.array(Target).default([]),
  contextTargets: z.array(Target).default([]),
  rules: z
    .array(
      z.looseObject({
        _id: z.string(),
        description: z.string().optional(),
        disabled: z.boolean().optional(),
        clauses: z.array(Clause),
        ...Served,
      }),
    )
    .default([]),
  fallthrough: z.looseObject(Served).default({}),
  offVariation: z.int().nullish(),
  prerequisites: z.array(z.looseObject({ key: z.string() })).default([]),
});
export type Config = z.infer<typeof Config>;

const Variation = z.looseObject({ _id: z.string(), value: z.unknown() });

/** A flag, and what it does in the environments that were asked for. */
export const Feature = z.looseObject({
  archived: z.boolean().optional(),
  creationDate: z.number().optional(),
  temporary: z.boolean().optional(),
  variations: z.array(Variation),
  environments: z.record(z.string(), Config).default({}),
});
export type Feature = z.infer<typeof Feature>;

/** The two variations of an on-off flag: by which number and by which id they go. */
export type Sides = Readonly<Record<'on' | 'off', { readonly nth: number; readonly id: string }>>;

export const sidesOf = ({ variations }: Feature): Sides | undefined => {
  const side = (value: boolean) => {
    const nth = variations.findIndex((one) => one.value === value);
    const { _id: id = '' } = variations[nth] ?? {};
    return { nth, id };
  };
  const [on, off] = [side(true), side(false)];
  return variations.length === 2 && on.nth >= 0 && off.nth >= 0 ? { on, off } : undefined;
};

/** Who is asked for: the key or another attribute of a kind of context. */
export type Where = { readonly contextKind: string; readonly attribute: string };

/** On, off, or a weight of on in thousandths of a percent, drawn by something. */
export type Serve = boolean | { readonly weight: number; readonly by: Where };

export type Rule = {
  readonly description: string;
  readonly clauses: readonly (Where & { readonly op: string; readonly values: readonly unknown[]; negate: boolean })[];
  readonly serve: Serve;
};

/** Who is served what while the flag is on, in words that know neither ids nor numbers of variations. */
export type Shape = {
  readonly targets: readonly { readonly contextKind: string; readonly values: readonly string[] }[];
  readonly rules: readonly Rule[];
  readonly otherwise: Serve;
};

const USER = 'user';

/** The shape that stands there; undefined where it holds what no such shape says. */
export const shapeIn = (config: Config, sides: Sides): Shape | undefined => {
  const targets = [...config.targets, ...config.contextTargets].filter(({ values }) => values.length > 0);
  const rules = config.rules.flatMap(({ description = '', clauses, disabled, ...served }) => {
    const serve = disabled === true ? undefined : serveIn(served, sides);
    if (serve === undefined) return [];
    return [{ description, clauses: clauses.map(clauseIn), serve }];
  });
  const otherwise = serveIn(config.fallthrough, sides);
  const isWhole = rules.length === config.rules.length && targets.every(({ variation }) => variation === sides.on.nth);
  if (otherwise === undefined || !isWhole) return undefined;
  const named = targets.map(({ contextKind = USER, values }) => ({ contextKind, values: values.toSorted() }));
  return { targets: named, rules, otherwise };
};

const clauseIn = ({ contextKind = USER, attribute, op, values, negate }: z.infer<typeof Clause>) => ({
  contextKind,
  attribute,
  op,
  values,
  negate,
});

const serveIn = ({ variation, rollout }: Pick<Config['fallthrough'], 'variation' | 'rollout'>, { on, off }: Sides) => {
  if (typeof variation === 'number') return variation === on.nth ? true : variation === off.nth ? false : undefined;
  if (!rollout || typeof rollout.seed === 'number') return undefined;
  const known = rollout.variations.every((one) => one.variation === on.nth || one.variation === off.nth);
  const weights = rollout.variations.filter((one) => one.variation === on.nth).map(({ weight }) => weight);
  const { contextKind = USER, bucketBy } = rollout;
  const by = { contextKind, attribute: bucketBy === undefined || bucketBy === '' ? 'key' : bucketBy };
  return known ? { weight: weights.reduce((sum, one) => sum + one, 0), by } : undefined;
};

export type Instruction = { readonly kind: string } & Readonly<Record<string, unknown>>;

/**
 * The steps from what stands there to a shape. Rules are made anew each time and so get new ids; the first step names
 * the ids that were read and fails for others. So a write of ours that arrives late, after another one, is refused.
 */
export const instructionsFor = (shape: Shape, { rules }: Config, sides: Sides): readonly Instruction[] => {
  const ids = rules.map(({ _id }) => _id);
  const targets = shape.targets.map((one) => ({ ...one, variationId: sides.on.id }));
  return [
    ...(ids.length > 0 ? [{ kind: 'reorderRules', ruleIds: ids }] : []),
    { kind: 'replaceTargets', targets },
    ...shape.rules.map(({ serve, ...rule }) => ({ kind: 'addRule', ...rule, ...served(serve, sides) })),
    ...ids.map((ruleId) => ({ kind: 'removeRule', ruleId })),
    { kind: 'updateFallthroughVariationOrRollout', ...served(shape.otherwise, sides) },
    { kind: 'updateOffVariation', variationId: sides.off.id },
  ];
};

const WHOLE = 100_000;

const served = (serve: Serve, { on, off }: Sides) =>
  typeof serve === 'boolean'
    ? { variationId: serve ? on.id : off.id }
    : {
        rolloutWeights: { [on.id]: serve.weight, [off.id]: WHOLE - serve.weight },
        rolloutContextKind: serve.by.contextKind,
        ...(serve.by.attribute === 'key' ? {} : { rolloutBucketBy: serve.by.attribute }),
      };

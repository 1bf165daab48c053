import { z } from 'zod';

/** Instructions of a semantic patch, as its documents describe them, and what they do to one environment of a flag. */
const Clause = z.strictObject({
  contextKind: z.string(),
  attribute: z.string().min(1),
  op: z.enum(['in', 'startsWith', 'endsWith', 'contains', 'matches']),
  negate: z.boolean(),
  values: z.array(z.string()).min(1),
});
const served = {
  variationId: z.string().optional(),
  rolloutWeights: z.record(z.string(), z.int().min(0).max(100_000)).optional(),
  rolloutContextKind: z.string().optional(),
  rolloutBucketBy: z.string().optional(),
};
const Instruction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('turnFlagOn') }),
  z.strictObject({ kind: z.literal('turnFlagOff') }),
  z.strictObject({ kind: z.literal('reorderRules'), ruleIds: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('removeRule'), ruleId: z.string() }),
  z.strictObject({
    kind: z.literal('replaceTargets'),
    targets: z.array(
      z.strictObject({ contextKind: z.string().optional(), variationId: z.string(), values: z.array(z.string()) }),
    ),
  }),
  z.strictObject({
    kind: z.literal('addRule'),
    description: z.string().optional(),
    clauses: z.array(Clause).min(1),
    beforeRuleId: z.string().optional(),
    ...served,
  }),
  z.strictObject({ kind: z.literal('updateFallthroughVariationOrRollout'), ...served }),
  z.strictObject({ kind: z.literal('updateOffVariation'), variationId: z.string() }),
  z.strictObject({ kind: z.literal('addPrerequisite'), key: z.string(), variationId: z.string() }),
]);
type Instruction = z.infer<typeof Instruction>;

export const SemanticPatch = z.strictObject({
  comment: z.string().optional(),
  environmentKey: z.string(),
  instructions: z.array(Instruction).min(1),
});

export type Variation = { readonly _id: string; readonly value: unknown };
type Served = { variation: number } | { rollout: { variations: { variation: number; weight: number }[] } & By };
type By = { contextKind: string; bucketBy?: string };
type Target = { contextKind: string; variation: number; values: string[] };
export type Rule = {
  _id: string;
  description?: string;
  trackEvents: boolean;
  clauses: (z.infer<typeof Clause> & { _id: string })[];
} & Served;
export type Environment = {
  on: boolean;
  version: number;
  salt: string;
  targets: Target[];
  rules: Rule[];
  fallthrough: Served;
  offVariation: number;
  prerequisites: { key: string; variation: number }[];
};

export type Known = {
  readonly variations: readonly Variation[];
  readonly variationsOf: (key: string) => readonly Variation[] | undefined;
  readonly newId: () => string;
};

class Refused extends Error {}

const refuse = (why: string): never => {
  throw new Refused(why);
};

/** The environment after all instructions, or the reason why none of them is applied. */
export const patched = (before: Environment, all: readonly Instruction[], known: Known): Environment | string => {
  const after = structuredClone(before);
  try {
    for (const one of all) apply(one, after, known);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return { ...after, version: after.version + 1 };
};

const apply = (one: Instruction, there: Environment, known: Known): void => {
  const nth = (id: string, among: readonly Variation[] = known.variations): number => {
    const found = among.findIndex(({ _id }) => _id === id);
    return found < 0 ? refuse(`invalid variation id ${id}`) : found;
  };
  switch (one.kind) {
    case 'turnFlagOn':
    case 'turnFlagOff':
      there.on = one.kind === 'turnFlagOn';
      return;
    case 'reorderRules':
      there.rules = reordered(there.rules, one.ruleIds);
      return;
    case 'removeRule':
      there.rules = there.rules.filter(({ _id }) => _id !== one.ruleId);
      return;
    case 'replaceTargets':
      there.targets = one.targets.map(({ contextKind = 'user', variationId, values }) => ({
        contextKind,
        variation: nth(variationId),
        values: [...values],
      }));
      return;
    case 'addRule': {
      const { description, clauses } = one;
      const named = clauses.map((clause) => ({ ...clause, _id: known.newId() }));
      const said = description === undefined ? {} : { description };
      there.rules.push({ _id: known.newId(), trackEvents: false, ...said, clauses: named, ...servedBy(one, nth) });
      return;
    }
    case 'updateFallthroughVariationOrRollout':
      there.fallthrough = servedBy(one, nth);
      return;
    case 'updateOffVariation':
      there.offVariation = nth(one.variationId);
      return;
    case 'addPrerequisite': {
      const parent = known.variationsOf(one.key) ?? refuse(`there is no flag ${one.key}`);
      there.prerequisites.push({ key: one.key, variation: nth(one.variationId, parent) });
    }
  }
};

const reordered = (rules: readonly Rule[], ids: readonly string[]): Rule[] => {
  const sorted = ids.flatMap((id) => rules.filter(({ _id }) => _id === id));
  return sorted.length === rules.length && ids.length === rules.length
    ? sorted
    : refuse('ruleIds must match the current set of rules');
};

type Asked = Extract<Instruction, { kind: 'addRule' | 'updateFallthroughVariationOrRollout' }>;

const servedBy = (asked: Asked, nth: (id: string) => number): Served => {
  const { variationId, rolloutWeights, rolloutContextKind = 'user', rolloutBucketBy } = asked;
  if (variationId !== undefined) return { variation: nth(variationId) };
  const variations = Object.entries(rolloutWeights ?? {}).map(([id, weight]) => ({ variation: nth(id), weight }));
  if (variations.reduce((sum, { weight }) => sum + weight, 0) !== 100_000) refuse('weights must sum to 100000');
  const by = rolloutBucketBy === undefined ? {} : { bucketBy: rolloutBucketBy };
  const inOrder = variations.toSorted((a, b) => a.variation - b.variation);
  return { rollout: { variations: inOrder, contextKind: rolloutContextKind, ...by } };
};

import { z } from 'zod';

const Needs = z.looseObject({ id: z.string(), condition: z.string() });

const Rule = z.looseObject({
  type: z.string(),
  description: z.string().default(''),
  condition: z.string().default(''),
  enabled: z.boolean().default(true),
  value: z.string().optional(),
  coverage: z.number().optional(),
  hashAttribute: z.string().optional(),
  seed: z.string().optional(),
  hashVersion: z.number().optional(),
  prerequisites: z.array(Needs).default([]),
  savedGroupTargeting: z.array(z.unknown()).default([]),
  scheduleRules: z.array(z.unknown()).default([]),
  scheduleType: z.string().optional(),
  rampScheduleId: z.string().optional(),
  allProjects: z.boolean().optional(),
});

export const Environment = z.looseObject({ enabled: z.boolean(), rules: z.array(Rule).default([]) });
export type Environment = z.infer<typeof Environment>;

/** A flag as the API gives it. */
export const Feature = z.looseObject({
  dateCreated: z.string().max(100).optional(),
  dateUpdated: z.string().max(100).optional(),
  archived: z.boolean().optional(),
  valueType: z.string(),
  defaultValue: z.string(),
  environments: z.record(z.string(), Environment),
});

/** On, off, or a part of everybody: drawn by an attribute, with a seed. */
export type Serve = boolean | { readonly coverage: number; readonly hashAttribute: string; readonly seed: string };

/** A rule in words that know no ids. Whoever it does not serve goes on to the next one. */
export type ShapeRule = {
  readonly description: string;
  readonly condition: string;
  readonly serve: Serve;
  readonly needs: readonly string[];
};

/** The rules that stand there; undefined where one of them does more than such a rule says. */
export const shapeIn = ({ rules }: Environment): readonly ShapeRule[] | undefined => {
  const read = rules.flatMap((rule) => {
    const serve = serveIn(rule);
    if (serve === undefined || doesMore(rule)) return [];
    const { description, condition, prerequisites } = rule;
    return [
      { description, condition: condition === '{}' ? '' : condition, serve, needs: prerequisites.map(({ id }) => id) },
    ];
  });
  return read.length === rules.length ? read : undefined;
};

const HASH_VERSION = 2;
const IS_ON = '{"value": true}';

const serveIn = ({ type, value, coverage, hashAttribute, seed, hashVersion }: z.infer<typeof Rule>) => {
  if (value !== 'true' && value !== 'false') return undefined;
  if (type === 'force') return value === 'true';
  if (type !== 'rollout' || value === 'false' || hashVersion !== HASH_VERSION) return undefined;
  if (coverage === undefined || hashAttribute === undefined || seed === undefined) return undefined;
  return { coverage, hashAttribute, seed };
};

/** Rules that are switched off, wait for a date, ask for a saved group, or belong to some projects only. */
const doesMore = (rule: z.infer<typeof Rule>): boolean =>
  !rule.enabled ||
  rule.savedGroupTargeting.length + rule.scheduleRules.length > 0 ||
  (rule.scheduleType !== undefined && rule.scheduleType !== 'none') ||
  rule.rampScheduleId !== undefined ||
  rule.allProjects === false ||
  rule.prerequisites.some(({ condition }) => condition.replaceAll(' ', '') !== IS_ON.replaceAll(' ', ''));

/** The rules as they are sent. */
export const bodyOf = (shape: readonly ShapeRule[]) =>
  shape.map(({ description, condition, serve, needs }) => ({
    description,
    ...(condition === '' ? {} : { condition }),
    enabled: true,
    prerequisites: needs.map((id) => ({ id, condition: IS_ON })),
    ...(typeof serve === 'boolean'
      ? { type: 'force', value: String(serve) }
      : { type: 'rollout', value: 'true', hashVersion: HASH_VERSION, ...serve }),
  }));

import { z } from 'zod';
import { Line, text } from './text.ts';

/** What a metric counts. A ratio is bad events over all events, in percent. */
export const MetricKind = z.enum(['ratio', 'latency', 'count', 'gauge']);

const MetricCategory = z.enum(['error', 'performance', 'resource', 'user', 'business', 'delivery']);

const Query = text(2000);

/** Goes into queries of any language as it stands, so it holds nothing that ends a string in one of them. */
export const ArmName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/, 'not a name: letters, digits and . _ : -');

/** What to ask for each number, where a source gives one number for one question. */
const Queries = z.strictObject({
  samples: Query.optional().meta({ description: 'observations behind the numbers; absent means: the count' }),
  count: Query.optional().meta({ description: 'of a ratio: all events' }),
  bad: Query.optional().meta({ description: 'of a ratio: those that the metric counts' }),
  value: Query.optional().meta({ description: "in the metric's unit" }),
  p50: Query.optional(),
  p95: Query.optional(),
  p99: Query.optional(),
  usersBad: Query.optional().meta({ description: 'of a ratio: different users behind the bad events' }),
  newUsers: Query.optional().meta({ description: 'users who were there for the first time in this rollout' }),
  histogram: Query.optional().meta({ description: 'of a latency: how many took how long, bucket by bucket' }),
  segmentCount: Query.optional().meta({ description: 'of a ratio: all events, group by group' }),
  segmentBad: Query.optional().meta({ description: 'of a ratio: the bad ones, group by group' }),
  at: Query.optional().meta({ description: 'when the newest observation was made, where the source cannot tell' }),
});

/** A metric to watch, in the words of both the policy's catalogue and the plan's monitors. */
export const metricShape = {
  name: Line.meta({ description: 'as people say it: "Error rate"' }),
  kind: MetricKind,
  unit: text(30).meta({ description: '%, ms, s, /h, or a word' }),
  good: z.enum(['up', 'down']).meta({ description: 'the direction that is better' }),
  category: MetricCategory,
  baseline: z
    .number()
    .optional()
    .meta({ description: 'the usual value, in the unit; absent when nobody has measured it' }),
  query: Query.optional().meta({
    description:
      'what to ask the metric source; absent means: by the id of the metric. {flag}, {arm}, {window}, {from} and {to} are filled in',
  }),
  queries: Queries.optional().meta({ description: 'the same, number by number' }),
  arms: z
    .strictObject({ treatment: ArmName, control: ArmName })
    .optional()
    .meta({ description: 'what {arm} is filled with; absent means: treatment and control' }),
};

/**
 * Above, below, at-least and at-most compare with a fixed number, the last two with that number included; times-control with the users who do not have the change, in the same
 * minutes; times-baseline with the usual value; regression is the sequential test against control.
 */
export const Rule = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('above'), value: z.number() }),
  z.strictObject({ is: z.literal('below'), value: z.number() }),
  z.strictObject({ is: z.literal('at-least'), value: z.number() }),
  z.strictObject({ is: z.literal('at-most'), value: z.number() }),
  z.strictObject({ is: z.literal('times-control'), value: z.number().positive() }),
  z.strictObject({ is: z.literal('times-baseline'), value: z.number().positive() }),
  z.strictObject({
    is: z.literal('regression'),
    tolerate: z.number().min(0).max(100).meta({ description: 'percent worse that counts as no harm' }),
  }),
]);
export type Rule = z.infer<typeof Rule>;

/** The rules with a number of their own, and the side of it on which they are reached. */
const SIDES = { above: 'over', 'at-least': 'over', below: 'under', 'at-most': 'under' } as const;
type Fixed = Extract<Rule, { is: keyof typeof SIDES }>;
export type Side = (typeof SIDES)[keyof typeof SIDES];

export const isFixed = (rule: Rule): rule is Fixed => Object.hasOwn(SIDES, rule.is);
export const sideOf = ({ is }: Fixed): Side => SIDES[is];

/** `above`, `at least`. */
export const fixedInWords = ({ is }: Fixed): string => is.replace('-', ' ');

export const isReachedBy = ({ is, value }: Fixed, measured: number): boolean => {
  if (measured === value) return is === 'at-least' || is === 'at-most';
  return measured > value === (SIDES[is] === 'over');
};

/** Whether it compares those who have the change with those who do not. */
export const needsControl = ({ is }: Rule): boolean => is === 'times-control' || is === 'regression';

/** What a trigger does, mildest first. */
export const ACTIONS = ['notify', 'hold', 'pause', 'rollback'] as const;
export const Action = z.enum(ACTIONS);
export type Action = z.infer<typeof Action>;

export const strictness = (action: Action): number => ACTIONS.indexOf(action);

/** A limit is a backstop, a warning tells and holds, a guard is the statistical test. */
const TriggerKind = z.enum(['limit', 'warn', 'guard']);

export const Severity = z.enum(['info', 'warning', 'high', 'critical']);

const answerAfter = <D extends z.ZodType<string>>(duration: D) =>
  z.strictObject({ after: duration, action: z.enum(['hold', 'pause', 'rollback']) });

/** What a trigger says, given how durations are spelled: freely in a policy, as ISO 8601 in a plan. */
export const triggerShape = <D extends z.ZodType<string>>(duration: D) => ({
  kind: TriggerKind,
  rule: Rule,
  window: duration.meta({ description: 'over how long the metric is looked at' }),
  minSamples: z.int().min(0).max(1e9).meta({ description: 'fewer than this is no verdict' }),
  action: Action,
  severity: Severity,
  weight: z
    .number()
    .positive()
    .max(100)
    .optional()
    .meta({ description: 'of a guard: its part of what all guards of this action may stake; absent: 1' }),
  sees: z
    .number()
    .gt(1)
    .max(100)
    .optional()
    .meta({ description: 'of a guard: how many times as bad it is there to see, in every phase; absent: 2' }),
  attributable: z.literal(true).optional().meta({
    description:
      'of a fixed limit on a ratio: told window by window, and only while control keeps the limit; where control breaks it as well it holds',
  }),
  noData: answerAfter(duration).meta({
    description: 'what happens when nothing was heard for that long; silence is never a pass',
  }),
  verdicts: z
    .strictObject({
      fail: z
        .strictObject({ after: duration })
        .optional()
        .meta({ description: 'it acts when it has failed for so long without a break; absent: at once' }),
      inconclusive: answerAfter(duration)
        .optional()
        .meta({ description: 'what happens when nothing could be told for so long; absent: what waits, waits' }),
      error: answerAfter(duration)
        .optional()
        .meta({ description: 'where asking fails, in place of noData, which is then for what is not there' }),
    })
    .optional()
    .meta({ description: 'how long a verdict has to last, and what happens then' }),
  respond: Line.optional().meta({ description: 'for people: what to do beside the action' }),
});

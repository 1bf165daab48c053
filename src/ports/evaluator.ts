import { z } from 'zod';
import type { Logic } from '../core/flags/flagd-targeting.ts';
import type { FlagdDocument } from '../core/flagset/document.ts';
import type { Result } from '../core/problem.ts';

/** Who asks: `targetingKey` and whatever rules may look at. It was bounded when it was read. */
export type EvaluationContext = Readonly<Record<string, unknown>>;

const Given = z.strictObject({
  key: z.string(),
  value: (z.unknown() as z.ZodType<Logic>).optional(),
  variant: z.string().optional(),
  reason: z.enum(['STATIC', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN']),
});

const NotGiven = z.strictObject({
  key: z.string(),
  errorCode: z.enum(['FLAG_NOT_FOUND', 'PARSE_ERROR', 'GENERAL']),
  errorDetails: z.string(),
});

/**
 * What somebody gets, in the words of the OpenFeature Remote Evaluation Protocol. Without a value the program that asks
 * goes by its own default; an error is never a value.
 */
export const Evaluation = z.union([Given, NotGiven]);
export type Evaluation = z.infer<typeof Evaluation>;

/** Answers who gets what. It holds one document at a time, and asks nobody. */
export type Evaluator = {
  /** From now on this one. Where it cannot be understood the one before stays. */
  readonly take: (document: FlagdDocument) => Result<void>;
  readonly one: (key: string, context: EvaluationContext) => Evaluation;
  readonly all: (context: EvaluationContext) => readonly Evaluation[];
};

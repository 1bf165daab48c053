import { FeatureFlag } from '@openfeature/flagd-core';
import type { Logic } from '../../core/flags/flagd-targeting.ts';
import type { Definition } from '../../core/flagset/events.ts';
import { failed, ok, problem, type Problem } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import type { Evaluation, EvaluationContext, Evaluator } from '../../ports/evaluator.ts';

/**
 * flagd's own evaluator, in this process. What a definition means is its business; we pass on what it says. A flag is
 * read anew only where it changed: reading one costs as much as asking it a thousand times.
 */
export const flagdCoreEvaluator = (): Evaluator => {
  let held: ReadonlyMap<string, Read> = new Map();
  return {
    take: (document) => {
      try {
        held = new Map(Object.entries(document.flags).map(([key, one]) => [key, readOver(held.get(key), key, one)]));
        return ok(undefined);
      } catch (error) {
        return failed(notUnderstood(error));
      }
    },
    one: (key, context) => {
      const read = held.get(key);
      return read ? evaluated(key, read.flag, context) : notFound(key);
    },
    all: (context) => [...held].map(([key, { flag }]) => evaluated(key, flag, context)),
  };
};

type Read = { readonly text: string; readonly flag: FeatureFlag };

const readOver = (before: Read | undefined, key: string, definition: Definition): Read => {
  const text = JSON.stringify(definition);
  if (before?.text === text) return before;
  const copy = JSON.parse(text) as ConstructorParameters<typeof FeatureFlag>[1];
  return { text, flag: new FeatureFlag(key, copy, SILENT) };
};

const evaluated = (key: string, flag: FeatureFlag, context: EvaluationContext): Evaluation => {
  if (flag.state === 'DISABLED') return { key, reason: 'DISABLED' };
  const { value, variant, reason, errorCode, errorMessage } = flag.evaluate(context as Asked, SILENT);
  if (reason === 'ERROR')
    return {
      key,
      errorCode: errorCode === 'PARSE_ERROR' ? 'PARSE_ERROR' : 'GENERAL',
      errorDetails: plainLine(errorMessage ?? ''),
    };
  if (value === undefined || variant === undefined) return { key, reason: 'UNKNOWN' };
  return { key, value: value as Logic, variant, reason: REASONS[reason] ?? 'UNKNOWN' };
};

type Asked = Parameters<FeatureFlag['evaluate']>[0];

/** The protocol has no word for a default that targeting fell back to. */
const REASONS: Readonly<Partial<Record<string, 'STATIC' | 'TARGETING_MATCH' | 'SPLIT'>>> = {
  STATIC: 'STATIC',
  TARGETING_MATCH: 'TARGETING_MATCH',
  SPLIT: 'SPLIT',
};

const notFound = (key: string): Evaluation => ({
  key,
  errorCode: 'FLAG_NOT_FOUND',
  errorDetails: 'there is no flag by this name',
});

const nothing = (): void => undefined;

/** Whoever asks gets the reason in the answer; a log line for each would be theirs to write at our cost. */
const SILENT = { error: nothing, warn: nothing, info: nothing, debug: nothing };

const notUnderstood = (error: unknown): Problem =>
  problem({
    kind: 'internal',
    code: 'definitions-not-understood',
    path: 'flags',
    message: `the evaluator does not take these definitions: ${plainLine(error instanceof Error ? error.message : '')}`,
    hint: 'those before them are served on; look at the flag that was changed last',
  });

import { FlagdCore } from '@openfeature/flagd-core';
import type { Logic } from '../../core/flags/flagd-targeting.ts';
import { failed, ok, problem, type Problem } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import type { Evaluation, EvaluationContext, Evaluator } from '../../ports/evaluator.ts';

/** flagd's own evaluator, in this process. What a definition means is its business; we pass on what it says. */
export const flagdCoreEvaluator = (): Evaluator => {
  const core = new FlagdCore(undefined, SILENT);
  const one = (key: string, context: EvaluationContext): Evaluation => {
    const flag = core.getFlag(key);
    return flag ? evaluated(key, flag, context) : notFound(key);
  };
  return {
    take: (document) => {
      try {
        core.setConfigurations(JSON.stringify(document));
        return ok(undefined);
      } catch (error) {
        return failed(notUnderstood(error));
      }
    },
    one,
    all: (context) => [...core.getFlags()].map(([key, flag]) => evaluated(key, flag, context)),
  };
};

type Flag = NonNullable<ReturnType<FlagdCore['getFlag']>>;

const evaluated = (key: string, flag: Flag, context: EvaluationContext): Evaluation => {
  if (flag.state === 'DISABLED') return { key, reason: 'DISABLED' };
  const { value, variant, reason, errorCode, errorMessage, flagMetadata } = flag.evaluate(context as Asked, SILENT);
  if (reason === 'ERROR')
    return {
      key,
      errorCode: errorCode === 'PARSE_ERROR' ? 'PARSE_ERROR' : 'GENERAL',
      errorDetails: plainLine(errorMessage ?? ''),
    };
  if (value === undefined || variant === undefined) return { key, reason: 'UNKNOWN' };
  return { key, value: value as Logic, variant, reason: REASONS[reason] ?? 'UNKNOWN', metadata: flagMetadata };
};

type Asked = Parameters<Flag['evaluate']>[0];

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

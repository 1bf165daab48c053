import { flagdCoreEvaluator } from './flagd-core.ts';

/** The list: every adapter of the `Evaluator` port. */
export const evaluators = { 'flagd-core': flagdCoreEvaluator };

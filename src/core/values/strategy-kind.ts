import { z } from 'zod';

export const STRATEGY_KINDS = ['immediate', 'percentage', 'canary', 'ab', 'ring'] as const;
export const StrategyKind = z.enum(STRATEGY_KINDS);
export type StrategyKind = z.infer<typeof StrategyKind>;

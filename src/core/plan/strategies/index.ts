import type { StrategyKind } from '../../values/strategy-kind.ts';
import { ab } from './ab.ts';
import { canary } from './canary.ts';
import { immediate } from './immediate.ts';
import { percentage } from './percentage.ts';
import { ring } from './ring.ts';
import type { Strategy } from './strategy.ts';

/** The list: a new strategy is one file and one line here. */
export const strategies: Readonly<Record<StrategyKind, Strategy>> = { immediate, percentage, canary, ab, ring };

import { z } from 'zod';

/** A share of everyone, 0 to 100. At most three decimals (held by lint rule R005: JSON Schema's multipleOf misjudges floats). */
export const Percent = z.number().min(0).max(100).meta({ description: 'percent, 0 to 100, at most three decimals' });
export type Percent = z.infer<typeof Percent>;

/** Shares that differ by less are equal: percents have at most three decimals. */
export const HARDLY = 0.0005;

export const hasAtMostThreeDecimals = (percent: number): boolean => Math.round(percent * 1000) / 1000 === percent;

/** `25`, `0.1`, `33.333`: never an exponent, never more than three decimals. */
export const formatPercent = (percent: number): string => String(Math.round(percent * 1000) / 1000);

import { z } from 'zod';

/** The four levels of risk, mildest first. What each means is written in docs/risk.md. */
export const LEVELS = ['low', 'medium', 'high', 'critical'] as const;

export const Level = z.enum(LEVELS);
export type Level = z.infer<typeof Level>;

export const rank = (level: Level): number => LEVELS.indexOf(level);

export const highest = (levels: readonly Level[], otherwise: Level = 'low'): Level =>
  levels.reduce((top, level) => (rank(level) > rank(top) ? level : top), otherwise);

export const atLeast = (level: Level, floor: Level): Level => (rank(level) < rank(floor) ? floor : level);

export const oneDown = (level: Level): Level => LEVELS[Math.max(0, rank(level) - 1)] ?? 'low';

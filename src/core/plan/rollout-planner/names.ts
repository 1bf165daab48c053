import type { Severity } from '../../values/metric.ts';
import type { Level } from '../../values/level.ts';
import type { StrategyKind } from '../../values/strategy-kind.ts';
import type { z } from 'zod';
import type { ReportLevel, ReportStrategy } from './schema.ts';

/** Words of the plan and words of the report, one for one in both directions. */
const pairs = <A extends string, B extends string>(table: Readonly<Record<A, B>>) => ({
  say: (ours: A): B => table[ours],
  hear: (theirs: B): A => {
    const found = (Object.keys(table) as A[]).find((ours) => table[ours] === theirs);
    if (found === undefined) throw new Error(`no word for "${theirs}"`);
    return found;
  },
});

export const levelName = pairs<Level, ReportLevel>({
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
});

export const strategyName = pairs<StrategyKind, ReportStrategy>({
  immediate: 'Immediate',
  percentage: 'Percentage-Based',
  canary: 'Canary',
  ab: 'A/B Test',
  ring: 'Ring Deployment',
});

export const severityName = pairs<z.infer<typeof Severity>, ReportLevel>({
  info: 'Low',
  warning: 'Medium',
  high: 'High',
  critical: 'Critical',
});

import { z } from 'zod';
import type { Facts } from '../signals/kept.ts';
import type { Signal } from '../signals/signal.ts';
import type { Area } from '../values/area.ts';
import { type Level, rank } from '../values/level.ts';
import { StrategyKind } from '../values/strategy-kind.ts';
import { Line } from '../values/text.ts';

/** What the change itself says about the way it should go. Policy and people decide; this is the first word. */
export const StrategyHint = z.strictObject({
  kind: StrategyKind,
  also: z.array(StrategyKind).max(4).meta({ description: 'ways that fit as well' }),
  why: Line,
});
export type StrategyHint = z.infer<typeof StrategyHint>;

/** Nobody can be put in a bucket for these: a server has the new dependency, or it has not. */
const WHOLE: ReadonlySet<Area> = new Set([
  'dependency',
  'infrastructure',
  'exposure',
  'migration',
  'core-path',
  'performance',
  'process',
]);
const OPERATORS: ReadonlySet<Area> = new Set(['infrastructure', 'exposure', 'contract']);
const SCREENS: ReadonlySet<Area> = new Set(['interface', 'copy']);

const SMALL = 40;

export const strategyHint = (level: Level, facing: boolean, signals: readonly Signal[], facts: Facts): StrategyHint => {
  const top = signals.filter((signal) => rank(signal.level) >= rank(level));
  if (level === 'low') return { kind: 'immediate', also: [], why: 'Nothing here is worth a staged rollout.' };
  if (level === 'medium') return medium(top, facing);
  const operators = top.some((signal) => OPERATORS.has(signal.area));
  if (level === 'high') {
    const also: StrategyKind[] = [
      ...(operators ? (['ring'] as const) : []),
      ...(facing ? (['percentage'] as const) : []),
    ];
    return { kind: 'canary', also, why: 'A few requests or servers first show whether it holds.' };
  }
  const closes = top.every((signal) => signal.id === 'guard.added') && facts.added + facts.removed <= SMALL;
  if (closes)
    return {
      kind: 'ring',
      also: ['canary', 'immediate'],
      why: 'A small check that only refuses more: a known hole may be closed at once.',
    };
  return { kind: 'ring', also: ['canary'], why: 'People who can be asked meet it first.' };
};

const medium = (top: readonly Signal[], facing: boolean): StrategyHint => {
  if (!facing && top.every((signal) => WHOLE.has(signal.area)))
    return {
      kind: 'canary',
      also: ['percentage'],
      why: 'There are no users to divide: it is on a server or it is not.',
    };
  const screens =
    top.length > 0 && top.every((signal) => SCREENS.has(signal.area) || signal.id.startsWith('interface.'));
  if (screens)
    return {
      kind: 'percentage',
      also: ['ab'],
      why: 'People see it; if the question is whether they like it, measure it against what is there.',
    };
  return {
    kind: 'percentage',
    also: facing ? [] : ['canary'],
    why: 'A growing share of users shows a problem while few have it.',
  };
};

import type { Ladder, Step, WrittenGate } from '../ladder.ts';

const BEFORE_EACH_STEP: WrittenGate[] = [{ is: 'dependencies' }, { is: 'triggers-quiet' }, { is: 'window' }];

export const ladder = (strategy: Ladder['strategy'], about: string, triggers: string, steps: Step[]): Ladder => ({
  strategy,
  about,
  triggers,
  gates: BEFORE_EACH_STEP,
  steps,
});

export const confirmedBy = (by: string, id: string, text: string): WrittenGate => ({
  is: 'confirmed',
  item: { id, text, confirm: 'person', by },
});

export const holds = (
  metric: string,
  is: 'at-least' | 'above' | 'below' | 'times-control',
  value: number,
  window = '1h',
): WrittenGate => ({
  is: 'metric',
  metric,
  rule: { is, value },
  window,
  minSamples: 100,
});

import { readFileSync } from 'node:fs';
import { builtInPolicy } from '../../src/core/policy/built-in.ts';
import type { Analysed } from '../../src/core/retrospect/analysed.ts';
import { type AskedBack, lookBack } from '../../src/core/retrospect/look-back.ts';
import { planFor } from '../../src/core/retrospect/plan-for.ts';
import type { Observation } from '../../src/core/series/observation.ts';
import { observationsIn } from '../../src/core/series/read.ts';

export const START = Date.UTC(2026, 2, 2, 9);
export const MINUTE = 60_000;

export const recordedText = (): string =>
  readFileSync(new URL('../../fixtures/series/refund-tax.csv', import.meta.url), 'utf8');

type Minute = { readonly treated: number; readonly control: number };

/** Errors of both arms, minute by minute, in percent of 100 requests of the treated and 1000 of the others. */
export const errors = (minutes: number, at: (minute: number) => Minute): readonly Observation[] =>
  Array.from({ length: minutes }, (_, minute) => {
    const { treated, control } = at(minute);
    const about = { atMs: START + (minute + 1) * MINUTE, metric: 'error-rate' };
    return [
      { ...about, arm: 'treatment', samples: 100, bad: treated },
      { ...about, arm: 'control', samples: 1000, bad: control * 10 },
    ];
  }).flat();

export const looked = (observations: readonly Observation[], more: Partial<AskedBack> = {}) => {
  const { policy, sha256 } = builtInPolicy();
  return lookBack({
    subject: 'series.csv',
    observations,
    planFor: (series, spanMs) => planFor(series, spanMs, { policy, policySha256: sha256, tool: 'rampart test' }),
    named: false,
    shareKnown: false,
    ...more,
  });
};

export const lookedWell = (observations: readonly Observation[], more: Partial<AskedBack> = {}): Analysed => {
  const result = looked(observations, more);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

/** The bundled series, judged by the built-in policy. */
export const anAnalysis = (): Analysed => lookedWell(observationsIn(recordedText()).observations);

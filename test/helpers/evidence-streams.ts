import type { Counted, Tally } from '../../src/core/guards/counted.ts';
import { type Evidence, inNextPhase, noEvidence, type Setting, withWindow } from '../../src/core/guards/evidence.ts';

const aSetting = (more: Partial<Setting> = {}): Setting => ({
  kind: 'ratio',
  good: 'down',
  tolerated: 1.05,
  limit: undefined,
  phases: 1,
  ...more,
});

/** Before the first window of the first phase. */
export const begun = (more: Partial<Setting> = {}): Evidence => inNextPhase(noEvidence(aSetting(more)));

export const tally = (treated: [of: number, bad: number], control: [of: number, bad: number]): Tally => ({
  treated: { of: treated[0], bad: treated[1] },
  control: { of: control[0], bad: control[1] },
});

export const users = (counts: Tally): Counted => ({
  samples: counts.treated.of,
  others: counts.control.of,
  counts,
  distinct: true,
});

export const after = (evidence: Evidence, windows: readonly Counted[]): Evidence =>
  windows.reduce(withWindow, evidence);

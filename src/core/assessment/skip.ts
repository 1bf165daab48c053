import type { Findings } from '../signals/analysis.ts';
import type { Level } from '../values/level.ts';

const QUIET =
  /^(?:behaviour\.(?:log|small|corner|setting|unused)|dependency\.|infra\.(?:knob|script|base-image)|interface\.copy|guard\.crash-guard|contract\.(?:option-added)|money\.nearby|security\.nearby|behaviour\.small)/;

/** Whether a staged rollout is not due: nothing shipped is left, or only what a redeploy would not even be noticed for. */
export const skip = (level: Level, findings: Findings): { yes: boolean; why: string } => {
  if (level !== 'low') return { yes: false, why: '' };
  if (findings.signals.length === 0) return { yes: true, why: 'Nothing that ships changes.' };
  const loud = findings.signals.find((signal) => !QUIET.test(signal.id));
  if (loud !== undefined) return { yes: false, why: '' };
  return {
    yes: true,
    why: 'Only what nobody would notice changes: texts, logs, small dependency updates or isolated fixes.',
  };
};

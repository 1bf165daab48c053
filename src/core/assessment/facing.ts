import type { Findings } from '../signals/analysis.ts';

/** Areas whose changes only those who run the system notice. */
const UNSEEN = new Set([
  'migration',
  'dependency',
  'infrastructure',
  'exposure',
  'observability',
  'refactor',
  'process',
  'core-path',
]);

/** Whether end users or clients of the API get something else than before. */
export const userFacing = (findings: Findings): { yes: boolean; why: string } => {
  const seen = findings.signals.find(
    (signal) =>
      !UNSEEN.has(signal.area) &&
      !/^infra\.|^behaviour\.(?:setting|unused|log|small)$|option-added|config-removed|input-removed/.test(signal.id),
  );
  if (seen === undefined) return { yes: false, why: 'Nothing that users or clients of the API meet changes.' };
  return { yes: true, why: `${seen.why} (${seen.evidence.path})`.slice(0, 300) };
};

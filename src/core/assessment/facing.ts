import type { Signal } from '../signals/signal.ts';
import { type Level, rank } from '../values/level.ts';

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
const QUIET =
  /^infra\.|^behaviour\.(?:setting|unused|log|small)$|^contract\.(?:option-added|config-removed|input-removed|default-changed)$|\.nearby$/;
const ON_SCREEN = /^interface\.|^contract\.(?:route|output|removed|tightened|input-added)/;

/** Whether end users or clients of the API get something else than before. */
export const userFacing = (signals: readonly Signal[], level: Level): { yes: boolean; why: string } => {
  const counts = (signal: Signal): boolean => rank(signal.level) >= rank(level) || ON_SCREEN.test(signal.id);
  const seen =
    signals.find((signal) => !UNSEEN.has(signal.area) && !QUIET.test(signal.id) && counts(signal)) ??
    signals.find(
      (signal) =>
        signal.id.endsWith('.nearby') &&
        rank(signal.level) >= rank(level) &&
        !signals.some((other) => UNSEEN.has(other.area) && rank(other.level) >= rank(level)),
    );
  if (seen === undefined) return { yes: false, why: 'Nothing that users or clients of the API meet changes.' };
  return { yes: true, why: `${seen.why} (${seen.evidence.path})`.slice(0, 300) };
};

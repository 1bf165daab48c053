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
/** Where what everything rests on changes, what changes above it only follows. */
const BENEATH: ReadonlySet<string> = new Set(['dependency', 'core-path']);
const QUIET =
  /^infra\.|^behaviour\.(?:setting|unused|log|small)$|^contract\.(?:option-added|config-removed|input-removed|default-changed)$|\.nearby$/;
const ON_SCREEN = /^interface\.|^contract\.(?:route|output|removed|tightened|input-added)/;

/** Whether end users or clients of the API get something else than before. */
export const userFacing = (signals: readonly Signal[], level: Level): { yes: boolean; why: string } => {
  const atTop = signals.filter((signal) => rank(signal.level) >= rank(level));
  const beneath = rank(level) >= rank('high') && atTop.some((signal) => BENEATH.has(signal.area));
  const shown = signals.find((signal) => ON_SCREEN.test(signal.id));
  const nearby = atTop.some((signal) => UNSEEN.has(signal.area)) ? undefined : atTop.find(isNearby);
  const seen = beneath
    ? shown
    : (atTop.find((signal) => !UNSEEN.has(signal.area) && !QUIET.test(signal.id)) ?? shown ?? nearby);
  if (seen === undefined) return { yes: false, why: 'Nothing that users or clients of the API meet changes.' };
  return { yes: true, why: `${seen.why} (${seen.evidence.path})`.slice(0, 300) };
};

const isNearby = (signal: Signal): boolean => signal.id.endsWith('.nearby');

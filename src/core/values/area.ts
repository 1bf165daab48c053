import { z } from 'zod';

/** The parts of a system that a fact can be about; each signal names one. */
export const AREAS = [
  'money',
  'security',
  'data',
  'exposure',
  'migration',
  'contract',
  'core-path',
  'dependency',
  'infrastructure',
  'feature',
  'performance',
  'behaviour',
  'interface',
  'copy',
  'observability',
  'refactor',
  'process',
] as const;

export const Area = z.enum(AREAS);
export type Area = z.infer<typeof Area>;

/** Where being wrong lasts: nothing brings these below medium, neither a flag nor an adviser. */
export const LASTING: readonly Area[] = ['money', 'security', 'data', 'exposure'];

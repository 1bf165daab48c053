export { measured } from '../../core/series/measured.ts';
export type { Observation } from '../../core/series/observation.ts';

import type { Measurement } from '../core/guards/measurement.ts';
import type { Monitor } from '../core/plan/watch.ts';

/** What is asked of a metric source about one monitor. */
export type Asked = Pick<Monitor, 'id' | 'kind' | 'good' | 'query'>;

/**
 * Numbers about those who have the change and those who have not. Always answers: that there is nothing, and that
 * asking failed, are answers. A metric it has never heard of is an error, never silence, and no answer is ever better
 * than what was observed.
 */
export type MetricSource = {
  /** The window that ends at that moment, that moment included. */
  readonly measure: (monitor: Asked, windowMs: number, atMs: number) => Promise<Measurement>;
};

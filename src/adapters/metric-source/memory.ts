import { sound } from '../../core/guards/measurement.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { measured, type Observation } from './observations.ts';

/** What whoever holds the list has put into it by then: for demonstrations, simulations and tests. */
export const memoryMetricSource = (observations: readonly Observation[]): MetricSource => ({
  measure: async (monitor, windowMs, atMs) => sound(measured(observations, monitor, windowMs, atMs)),
});

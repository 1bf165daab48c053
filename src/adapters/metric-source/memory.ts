import { z } from 'zod';
import { ok } from '../../core/problem.ts';
import { sound } from '../../core/guards/measurement.ts';
import { metricSourceAdapter } from '../../ports/adapter.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { measured, type Observation } from './observations.ts';

/** What whoever holds the list has put into it by then: for demonstrations, simulations and tests. */
export const memoryMetricSource = (observations: readonly Observation[]): MetricSource => ({
  measure: async (monitor, windowMs, atMs) => sound(measured(observations, monitor, windowMs, atMs)),
});

export const memory = metricSourceAdapter({
  name: 'memory',
  about: 'observations that live as long as their holder: for demonstrations, simulations and tests',
  place: { what: 'nothing', example: 'memory', takes: ['file'] },
  options: z.strictObject({}),
  secrets: [],
  notes: ['Opened by name it has observed nothing, so every metric is unknown to it.'],
  connect: async () => ok(memoryMetricSource([])),
});

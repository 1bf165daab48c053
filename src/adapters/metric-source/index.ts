import type { AdapterList, MetricSourceAdapter } from '../../ports/adapter.ts';

/** The list: every adapter of the `MetricSource` port, loaded when somebody asks for it. */
export const metricSources = {
  file: async () => (await import('./file.ts')).file,
  memory: async () => (await import('./memory.ts')).memory,
} as const satisfies AdapterList<MetricSourceAdapter>;

import type { AdapterList, MetricSourceAdapter } from '../../ports/adapter.ts';

/** The list: every adapter of the `MetricSource` port, loaded when somebody asks for it. */
export const metricSources = {
  file: async () => (await import('./file.ts')).file,
  'http-json': async () => (await import('./http-json.ts')).httpJson,
  memory: async () => (await import('./memory.ts')).memory,
  newrelic: async () => (await import('./newrelic.ts')).newRelic,
  prometheus: async () => (await import('./prometheus.ts')).prometheus,
  sql: async () => (await import('./sql.ts')).sql,
} as const satisfies AdapterList<MetricSourceAdapter>;

import type { AdapterList, MetricSourceAdapter } from '../../ports/adapter.ts';

/** The list: every adapter of the `MetricSource` port, loaded when somebody asks for it. */
export const metricSources = {
  cloudwatch: async () => (await import('./cloudwatch.ts')).cloudWatch,
  datadog: async () => (await import('./datadog.ts')).datadog,
  file: async () => (await import('./file.ts')).file,
  grafana: async () => (await import('./grafana.ts')).grafana,
  'http-json': async () => (await import('./http-json.ts')).httpJson,
  memory: async () => (await import('./memory.ts')).memory,
  newrelic: async () => (await import('./newrelic.ts')).newRelic,
  prometheus: async () => (await import('./prometheus.ts')).prometheus,
  pushed: async () => (await import('./pushed.ts')).pushed,
  sentry: async () => (await import('./sentry.ts')).sentry,
  sql: async () => (await import('./sql.ts')).sql,
} as const satisfies AdapterList<MetricSourceAdapter>;

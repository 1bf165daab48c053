import { memoryMetricSource } from '../../src/adapters/metric-source/memory.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { MetricSource } from '../../src/ports/metric-source.ts';
import { cloudWatchWorld } from './cloudwatch.ts';
import { datadogWorld } from './datadog.ts';
import { jsonWorld, tableWorld } from './file.ts';
import { grafanaWorld } from './grafana.ts';
import { httpJsonWorld } from './http-json.ts';
import type { AMetricWorld } from './metric-world.ts';
import { newRelicWorld } from './newrelic.ts';
import { prometheusWorld } from './prometheus.ts';
import { pushedWorld } from './pushed.ts';
import { sentryWorld } from './sentry.ts';
import { sqlWorld } from './sql.ts';

const byName =
  (source: (seen: readonly Observation[]) => MetricSource): AMetricWorld =>
  async (seen) => ({ source: source(seen), asks: (asked) => asked });

/** Every metric source of the list has its worlds here; the contract suites fail for one that has none. */
export const METRIC_WORLDS: Readonly<Record<string, readonly AMetricWorld[]>> = {
  cloudwatch: [cloudWatchWorld],
  datadog: [datadogWorld],
  file: [byName(jsonWorld), byName(tableWorld)],
  grafana: [grafanaWorld],
  'http-json': [httpJsonWorld],
  memory: [byName(memoryMetricSource)],
  newrelic: [newRelicWorld],
  prometheus: [prometheusWorld],
  pushed: [pushedWorld],
  sentry: [sentryWorld],
  sql: [sqlWorld],
};

import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { fileMetricSource } from '../../src/adapters/metric-source/file.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { MetricSource } from '../../src/ports/metric-source.ts';

/** A source whose file has that text. */
export const aMetricFile = (text: string): MetricSource => fileMetricSource(memoryFiles(new Map([['m', text]])), 'm');

export const jsonWorld = (seen: readonly Observation[]): MetricSource =>
  aMetricFile(seen.map((one) => `${JSON.stringify(one)}\n`).join(''));

const COLUMNS = ['time', 'metric', 'arm', 'samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99'] as const;

export const tableWorld = (seen: readonly Observation[]): MetricSource => {
  const rows = seen.map(({ atMs, ...one }) => ({ ...one, time: new Date(atMs).toISOString() }));
  const lines = rows.map((row) => COLUMNS.map((column) => row[column] ?? '').join(','));
  return aMetricFile([COLUMNS.join(','), ...lines, ''].join('\n'));
};

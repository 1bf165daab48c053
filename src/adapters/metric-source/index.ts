import { fileMetricSource } from './file.ts';
import { memoryMetricSource } from './memory.ts';

/** The list: every adapter of the `MetricSource` port. */
export const metricSourceAdapters = { file: fileMetricSource, memory: memoryMetricSource };

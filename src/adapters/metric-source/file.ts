import { z } from 'zod';
import { ok } from '../../core/problem.ts';
import { sound } from '../../core/guards/measurement.ts';
import { measured } from '../../core/series/measured.ts';
import { TWO_ARMS } from '../../core/series/observation.ts';
import { observationsIn } from '../../core/series/read.ts';
import { plain } from '../../core/values/quote.ts';
import { metricSourceAdapter } from '../../ports/adapter.ts';
import type { Files } from '../../ports/files.ts';
import type { Asked, MetricSource } from '../../ports/metric-source.ts';

/** Read anew for each question, so it has to end somewhere: some 300,000 lines. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * A file that something appends to: JSON lines, or comma-separated values. One line that cannot be read makes every
 * answer an error, because nobody knows what it would have said.
 */
export const fileMetricSource = (files: Files, path: string): MetricSource => ({
  measure: async (monitor, windowMs, atMs) => {
    const text = await files.read(path, MOST_BYTES);
    if (!text.ok) return sound({ is: 'error', why: `${plain(path)}: ${text.problems[0]?.message ?? 'not read'}` });
    const { observations, faults } = observationsIn(text.value, armsOf(monitor));
    const [fault] = faults;
    if (fault) return sound({ is: 'error', why: `${plain(path)}, line ${fault.line}: ${fault.message}` });
    return sound(measured(observations, monitor, windowMs, atMs));
  },
});

const armsOf = ({ arms, variants = [] }: Asked): readonly string[] => [
  ...new Set([...TWO_ARMS, ...(arms ? Object.values(arms) : []), ...variants]),
];

export const file = metricSourceAdapter({
  name: 'file',
  about: 'a file that something appends to: JSON lines, or comma-separated values',
  place: { what: 'the file of observations', example: 'metrics.jsonl', takes: ['file'] },
  options: z.strictObject({}),
  secrets: [],
  notes: [
    'A JSON line has `atMs`, `metric`, `arm` (treatment or control, or what `arms` of the metric calls them), `samples`, and one of `bad`, `count` or `value`, with `p50`, `p95` and `p99` where they are known. A table has the same names as its first line, and `time` instead of `atMs`.',
    '`usersBad`, `newUsers` and `segment` are understood as well, in JSON lines also a `histogram` of `bounds` and `counts`. Lines with a segment are about that group of users, and add up to all where no other line does. A saved answer of `/api/v1/query_range` is read, too: [analyze](../analyze.md#what-it-reads).',
    'It is read anew for each question, and may be 32 MiB long. One line that cannot be read makes every answer an error.',
  ],
  connect: async ({ at }, { files }) => ok(fileMetricSource(files, at)),
});

import { z } from 'zod';
import { plain, quoted } from '../values/quote.ts';
import type { Observation } from './observation.ts';

/** A moment in seconds, and a number as text: JSON knows no NaN. */
const Point = z.tuple([z.number().min(0), z.string().max(100)]);

const Answer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z
      .array(
        z.object({ metric: z.record(z.string().max(200), z.string().max(2000)), values: z.array(Point).max(50_000) }),
      )
      .max(10_000),
  }),
  warnings: z.array(z.string()).max(1000).optional(),
});

export const isAnswer = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'status' in value && 'data' in value;

const NUMBERS = ['samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99', 'usersBad', 'newUsers'] as const;
type Name = (typeof NUMBERS)[number];

/** What has been gathered of each moment, metric, arm and group. */
export type Rows = Map<string, Row>;
type Row = Omit<Observation, 'samples'> & { samples?: number } & { [key in Name]?: number } & { readonly line: number };

/**
 * What `/api/v1/query_range` answered, saved as it came. The labels say what each series is: `metric`, `arm`, and `number`
 * for which number of it (count, bad, p99 …; the value where there is none), and `segment` for a group of users. Numbers
 * of the same moment belong together, in whichever answer they stand. Gives back what is wrong.
 */
export const gatherAnswer = (rows: Rows, value: unknown, line: number, arms: readonly string[]): readonly string[] => {
  const read = Answer.safeParse(value);
  if (!read.success) return read.error.issues.map(inWords);
  const { data, warnings = [] } = read.data;
  const faults = warnings.map((warning) => `the answer may be in part: ${plain(warning, 120)}`);
  for (const [at, series] of data.result.entries()) {
    const fault = gather(rows, series, line, arms);
    if (fault !== undefined) faults.push(`data.result[${at}]: ${fault}`);
  }
  return faults;
};

export const gathered = (rows: Rows): (Observation & { readonly line: number })[] =>
  [...rows.values()].map((row) => ({ ...row, samples: row.samples ?? row.count ?? 1 }));

const inWords = ({ path, message }: z.core.$ZodIssue): string =>
  plain(`no range answer of a Prometheus: ${path.join('.')} ${message}`.trim(), 150);

type Series = z.infer<typeof Answer>['data']['result'][number];

const gather = (
  rows: Rows,
  { metric: labels, values }: Series,
  line: number,
  arms: readonly string[],
): string | undefined => {
  const { metric, arm, number = 'value', segment } = labels;
  if (metric === undefined || arm === undefined) return 'no labels metric and arm, so nobody knows what it is';
  if (!arms.includes(arm)) return `arm is ${quoted(arm)}, and there are ${arms.map(quoted).join(', ')}`;
  const name = NUMBERS.find((one) => one === number);
  if (!name) return `number is ${quoted(number)}, and there are ${NUMBERS.join(', ')}`;
  for (const [seconds, text] of values) {
    // Nothing by nothing is no number, and no observation.
    if (text === 'NaN') continue;
    const found = /^-?\d/.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(found) || (found < 0 && name !== 'value')) return `${name} is ${plain(text)}`;
    const atMs = Math.round(seconds * 1000);
    const key = JSON.stringify([metric, arm, segment ?? null, atMs]);
    const row = rows.get(key) ?? { atMs, metric, arm, line, ...(segment ? { segment } : {}) };
    if (row[name] !== undefined) return `a second series says what ${name} of ${quoted(metric)} is, in ${arm}`;
    rows.set(key, Object.assign(row, { [name]: found }));
  }
  return undefined;
};

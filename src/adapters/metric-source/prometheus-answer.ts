import { z } from 'zod';
import { plain } from '../../core/values/quote.ts';
import { fault, nothing, type SeriesHeard, type Unheard } from './answer.ts';

/** A moment in seconds, and a number as text: JSON knows no NaN. */
const Point = z.tuple([z.number(), z.string().max(100)]);
const Labels = z.record(z.string(), z.string());

const Data = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: Labels, value: Point.optional() })).max(10_000),
  }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: Labels, values: z.array(Point).max(20_000).optional() })).max(10_000),
  }),
  z.object({ resultType: z.literal('scalar'), result: Point }),
  z.object({ resultType: z.literal('string'), result: z.unknown() }),
]);

const Answer = z.object({
  status: z.literal('success'),
  data: Data,
  warnings: z.array(z.string()).max(1000).optional(),
});

/** The points of the one series that was asked for, or why there is none. */
export type Points = { readonly is: 'points'; readonly points: readonly (readonly [atMs: number, value: number])[] };

/** One series, whole and of numbers. Several are several answers, and nobody can say which of them is meant. */
export const pointsIn = (json: unknown): Points | Unheard => {
  const read = Answer.safeParse(json);
  if (!read.success) return fault(`no answer of a Prometheus: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  const { data, warnings } = read.data;
  if (warnings?.[0] !== undefined) return fault(`the answer may be in part: ${plain(warnings[0], 200)}`);
  const series = seriesOf(data);
  if ('is' in series) return series;
  const [only, ...more] = series;
  if (more.length > 0) return fault(`${series.length} series, and one is asked for: ${namesOf(series)}`);
  if (!only || only.points.length === 0)
    return nothing('no such series now; where none means 0, add "or vector(0)" to the query');
  const points = only.points.map(([seconds, text]) => [seconds * 1000, numberIn(text)] as const);
  if (points.some(([, value]) => Number.isNaN(value))) return nothing('the answer is NaN: nothing by nothing');
  const endless = points.find(([, value]) => !Number.isFinite(value));
  return endless ? fault(`the answer is ${endless[1]}`) : { is: 'points', points };
};

/** All series of an instant, each with its labels. One that is no number makes all of them none. */
export const seriesHeard = (json: unknown): SeriesHeard => {
  const read = Answer.safeParse(json);
  if (!read.success) return fault(`no answer of a Prometheus: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  const { data, warnings } = read.data;
  if (warnings?.[0] !== undefined) return fault(`the answer may be in part: ${plain(warnings[0], 200)}`);
  const all = seriesOf(data);
  if ('is' in all) return all;
  if (all.length === 0) return nothing('no such series now');
  const series = all.map(({ labels, points }) => {
    const { __name__: _, ...rest } = labels;
    return { labels: rest, value: numberIn(points.at(-1)?.[1] ?? '') };
  });
  const odd = series.find(({ value }) => !Number.isFinite(value));
  return odd ? fault(`one of the series is ${odd.value}`) : { is: 'series', series };
};

type Series = { readonly labels: Readonly<Record<string, string>>; readonly points: readonly z.infer<typeof Point>[] };

const seriesOf = (data: z.infer<typeof Data>): readonly Series[] | Unheard => {
  switch (data.resultType) {
    case 'scalar':
      return [{ labels: {}, points: [data.result] }];
    case 'vector': {
      if (data.result.some(({ value }) => value === undefined))
        return fault('the answer is a histogram, and no number');
      return data.result.map(({ metric, value }) => ({ labels: metric, points: value ? [value] : [] }));
    }
    case 'matrix': {
      if (data.result.some(({ values }) => values === undefined))
        return fault('the answer is a histogram, and no number');
      return data.result.map(({ metric, values }) => ({ labels: metric, points: values ?? [] }));
    }
    case 'string':
      return fault('the answer is a text, and no number');
  }
};

/** As Prometheus writes numbers. What it does not write is none. */
const numberIn = (text: string): number => {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return /^-?\d/.test(text) ? Number(text) : NaN;
};

const namesOf = (series: readonly Series[]): string => {
  const names = series.slice(0, 3).map(({ labels }) =>
    plain(
      `{${Object.entries(labels)
        .map(([name, value]) => `${name}="${value}"`)
        .join(', ')}}`,
      80,
    ),
  );
  return series.length > 3 ? `${names.join(' ')} …` : names.join(' ');
};

const Names = z.object({ status: z.literal('success'), data: z.array(z.string()).max(100_000) });

/** The values of a label, where the server knows that question. */
export const namesIn = (json: unknown): readonly string[] | undefined => Names.safeParse(json).data?.data;

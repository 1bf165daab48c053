import { z } from 'zod';
import { ok, type Result } from '../../core/problem.ts';
import { filled } from '../../core/values/blanks.ts';
import { plain } from '../../core/values/quote.ts';
import { type Context, metricSourceAdapter, needed, type Secret } from '../../ports/adapter.ts';
import type { Asked } from '../../ports/metric-source.ts';
import { type Http, httpClient } from '../http.ts';
import { fault, nothing, type Unheard, type Window } from './answer.ts';
import { measuredInNumbers, type NumberAsked, type NumberHeard } from './numbers.ts';

const API_KEY: Secret = { name: 'DD_API_KEY', about: 'the API key of the organisation', needed: true };
const APP_KEY: Secret = {
  name: 'DD_APP_KEY',
  about: 'an application key; the scope timeseries_query is all it needs',
  needed: true,
};

export const datadog = metricSourceAdapter({
  name: 'datadog',
  about: 'metrics in Datadog',
  place: {
    what: 'the address of the API of your site',
    example: 'https://api.datadoghq.eu',
    takes: ['https', 'http'],
  },
  options: z.strictObject({}),
  secrets: [API_KEY, APP_KEY],
  notes: [
    'Each of the `queries` is a metric query: `sum:shop.requests{variant:{arm},flag:{flag}}.as_count()`. Counts and the parts of a ratio need `.as_count()`: without it, Datadog gives what there is per second. The window goes with the request.',
    'Counts are added up over the window, values averaged, and of percentiles the worst is taken. One series must come back: a query with `by {…}` gives several, which is an error.',
    'Where none means 0, wrap the part that may be absent: `default_zero(sum:shop.errors{variant:{arm}}.as_count())`. The number that says how many there are, or the value, may not be filled up like this: it would hide that nothing comes in.',
    'The window ends with the last whole bucket: 10 s up to 50 minutes, then a minute, five minutes, an hour. A window that no bucket divides is refused.',
  ],
  connect: async ({ at }, context) => {
    const http = await client(at, context);
    if (!http.ok) return http;
    return ok({
      measure: async (asked, windowMs, atMs) => {
        const bucketMs = bucketFor(windowMs);
        if (bucketMs === undefined) return fault('the window is no multiple of 10 s, or has more than 300 hours');
        const endMs = Math.floor(atMs / bucketMs) * bucketMs;
        return measuredInNumbers(asked, windowMs, endMs, (one) =>
          askNumber(one, { asked, bucketMs, http: http.value }),
        );
      },
      greet: () => greeted(http.value),
    });
  },
});

const client = async (at: string, context: Context): Promise<Result<Http>> => {
  const apiKey = await needed(context, API_KEY);
  if (!apiKey.ok) return apiKey;
  const appKey = await needed(context, APP_KEY);
  if (!appKey.ok) return appKey;
  const headers = { 'dd-api-key': apiKey.value, 'dd-application-key': appKey.value };
  return ok(httpClient({ at, headers, secrets: { DD_API_KEY: apiKey.value, DD_APP_KEY: appKey.value } }, context));
};

const BUCKETS = [10_000, 60_000, 300_000, 3_600_000];
const MOST_BUCKETS = 300;

const bucketFor = (windowMs: number): number | undefined =>
  BUCKETS.find((bucketMs) => windowMs % bucketMs === 0 && windowMs / bucketMs <= MOST_BUCKETS);

type Asking = { readonly asked: Asked; readonly bucketMs: number; readonly http: Http };

const ADDED_UP = new Set(['count', 'bad', 'samples']);
/** What puts a number where nothing was observed. */
const FILLS_UP = /default_zero\(|\.fill\(/;

const askNumber = async (number: NumberAsked, { asked, bucketMs, http }: Asking): Promise<NumberHeard> => {
  const { name, dated, window, arm, flag } = number;
  if (name === 'at') return fault('Datadog says by itself how new its points are: leave the query "at" out');
  const counts = ADDED_UP.has(name) || (name === 'value' && asked.kind === 'count');
  if (counts && !number.query.includes('.as_count()')) return fault('without .as_count() this is a rate per second');
  if (dated && FILLS_UP.test(number.query)) return fault('default_zero and fill hide that nothing comes in');
  const query = filled(number.query, { arm, flag, window: '', from: String(window.fromMs), to: String(window.toMs) });
  const heard = await pointsOf(query, { window, bucketMs, http });
  if (heard.is !== 'points') return heard;
  const values = heard.points.map(([, value]) => value);
  const atMs = Math.max(...heard.points.map(([time]) => time));
  return { is: 'number', value: together(values, name, counts, asked.good), atMs };
};

const together = (values: readonly number[], name: string, counts: boolean, good: Asked['good']): number => {
  const sum = values.reduce((all, one) => all + one, 0);
  if (counts) return sum;
  if (!name.startsWith('p')) return sum / values.length;
  return good === 'down' ? Math.max(...values) : Math.min(...values);
};

const Answer = z.object({
  errors: z.string().optional(),
  data: z.object({
    attributes: z.object({
      series: z.array(z.object({ group_tags: z.array(z.string()).optional() })).max(1000),
      times: z.array(z.number()).max(2000),
      values: z.array(z.array(z.number().nullable()).max(2000)).max(1000),
    }),
  }),
});

type Points = { readonly is: 'points'; readonly points: readonly (readonly [atMs: number, value: number])[] };
type Place = { readonly window: Window; readonly bucketMs: number; readonly http: Http };

const pointsOf = async (query: string, { window, bucketMs, http }: Place): Promise<Points | Unheard> => {
  const attributes = {
    from: window.fromMs,
    to: window.toMs,
    interval: bucketMs,
    queries: [{ data_source: 'metrics', name: 'a', query }],
    formulas: [{ formula: 'a' }],
  };
  const body = { data: { type: 'timeseries_request', attributes } };
  const answer = await http({ method: 'POST', path: '/api/v2/query/timeseries', body });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const read = Answer.safeParse(answer.value.json);
  if (!read.success) return fault(`no answer of Datadog: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  if (read.data.errors) return fault(plain(read.data.errors, 200));
  return wholePoints(read.data.data.attributes, window, bucketMs);
};

type Attributes = z.infer<typeof Answer>['data']['attributes'];

const wholePoints = ({ series, times, values }: Attributes, window: Window, bucketMs: number): Points | Unheard => {
  if (series.length > 1) {
    const tags = series.slice(0, 3).map(({ group_tags: names = [] }) => plain(names.join(','), 60));
    return fault(`${series.length} series, and one is asked for: ${tags.join(' ')}`);
  }
  const odd = times.some((time) => time < window.fromMs || time >= window.toMs || time % bucketMs !== 0);
  if (odd) return fault('the answer is of other times than was asked for');
  const points = times.flatMap((time, at) => {
    const value = values[0]?.[at];
    return value === null || value === undefined ? [] : [[time, value] as const];
  });
  return points.length > 0
    ? { is: 'points', points }
    : nothing('no points in the window; default_zero(…) where none means 0');
};

const greeted = async (http: Http): Promise<Result<string>> => {
  const answer = await http({ method: 'GET', path: '/api/v1/validate' });
  return answer.ok ? ok('the API key is valid; what the application key may do is seen with the first metric') : answer;
};

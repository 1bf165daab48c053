import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { filled } from '../../core/values/blanks.ts';
import { humanDuration } from '../../core/values/duration.ts';
import { plain } from '../../core/values/quote.ts';
import { metricSourceAdapter, needed, type Secret } from '../../ports/adapter.ts';
import { type Http, httpClient } from '../http.ts';
import { fault, nothing, windowOf } from './answer.ts';
import { type Bucket, type BucketsAsked, type BucketsHeard, bucketsOf, measuredInBuckets } from './buckets.ts';

const API_KEY: Secret = { name: 'DD_API_KEY', about: 'the API key of the organisation', needed: true };
const APP_KEY: Secret = {
  name: 'DD_APP_KEY',
  about: 'an application key that may read: timeseries_query',
  needed: true,
};

export const datadog = metricSourceAdapter({
  name: 'datadog',
  about: 'metrics, logs, spans and RUM events in Datadog',
  place: {
    what: 'the address of the API, of the site that the organisation is on',
    example: 'https://api.datadoghq.eu?bucket=10',
    takes: ['https', 'http'],
  },
  options: z.strictObject({
    bucket: z.coerce
      .number()
      .int()
      .min(10)
      .max(3600)
      .default(10)
      .meta({ description: 'how many seconds a bucket is long: what the metrics are sent in, 10 at least' }),
  }),
  secrets: [API_KEY, APP_KEY],
  notes: [
    'Each of the `queries` is a query of Datadog metrics: `count` as `sum:http.requests{flag:{flag},arm:{arm}}.as_count()`, `bad` as `default_zero(sum:http.errors{…}.as_count())`, `p99` as `p99:http.duration{…}`. The window is not said in it.',
    'Datadog counts in buckets. A bucket belongs to the window in which it begins, and counts when it is over: windows that meet share none and lose none. How wide they are is told with each answer, and guards take no window that has fewer than four. Long windows are asked for in wider buckets, so that there are no more than 1,000.',
    'Counts are added up, values averaged, each bucket by its `samples`, and of percentiles the worst counts. A series without any bucket is no data, and `default_zero(…)` says that none means 0; several series are an error: let the query add them up.',
    'A metric that nobody ever sent and one that is quiet look the same.',
  ],
  connect: async ({ at, options }, context) => {
    const [api, app] = [await needed(context, API_KEY), await needed(context, APP_KEY)];
    if (!api.ok || !app.ok) return failed(...[api, app].flatMap((one) => (one.ok ? [] : one.problems)));
    const http = httpClient(
      {
        at,
        headers: { 'dd-api-key': api.value, 'dd-application-key': app.value },
        secrets: { DD_API_KEY: api.value, DD_APP_KEY: app.value },
      },
      context,
    );
    return ok({
      measure: (asked, windowMs, atMs) => {
        const bucketMs = widthFor(windowMs, options.bucket * 1000);
        const window = bucketsOf(windowOf(windowMs, atMs), bucketMs, context.clock.nowMs());
        return measuredInBuckets(asked, window, (one) => askBuckets(one, http));
      },
      greet: () => greeted(http),
    });
  },
});

/** Datadog makes buckets wider by itself where there would be more than 1,500 of them; so as never to come near that. */
const MOST_BUCKETS = 1000;
const WIDTHS_MS = [20, 30, 60, 120, 300, 600, 1200, 1800, 3600].map((seconds) => seconds * 1000);

const widthFor = (windowMs: number, leastMs: number): number =>
  [leastMs, ...WIDTHS_MS].find((width) => width >= leastMs && windowMs / width <= MOST_BUCKETS) ?? 3_600_000;

const Answer = z.object({
  data: z.object({
    attributes: z.object({
      series: z.array(z.unknown()).max(1000),
      times: z.array(z.number()).max(20_000),
      values: z.array(z.array(z.number().nullable()).max(20_000)).max(1000),
    }),
  }),
  errors: z.string().nullish(),
});

const askBuckets = async ({ query, arm, flag, window }: BucketsAsked, http: Http): Promise<BucketsHeard> => {
  const { fromMs, toMs, bucketMs } = window;
  const text = filled(query, { arm, flag, window: '', from: '', to: '' });
  const attributes = {
    from: fromMs,
    to: toMs,
    interval: bucketMs,
    queries: [{ data_source: 'metrics', name: 'a', query: text }],
    formulas: [{ formula: 'a' }],
  };
  const body = { data: { type: 'timeseries_request', attributes } };
  const answer = await http({ method: 'POST', path: '/api/v2/query/timeseries', reads: true, body });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const read = Answer.safeParse(answer.value.json);
  if (!read.success) return fault(`no answer of Datadog: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  const { errors, data } = read.data;
  return errors ? fault(`the answer may be in part: ${plain(errors, 200)}`) : bucketsIn(data.attributes, window);
};

type Series = z.infer<typeof Answer>['data']['attributes'];

/** One series, in the buckets that were asked for. Another grid or another window is no answer. */
const bucketsIn = ({ times, values }: Series, { fromMs, toMs, bucketMs }: BucketsAsked['window']): BucketsHeard => {
  if (values.length > 1) return fault(`${values.length} series, and one is asked for: let the query add them up`);
  const [only = []] = values;
  if (only.length !== times.length && values.length > 0) return fault('as many values as moments are expected');
  const buckets = times.flatMap((at, nth): Bucket[] => {
    const value = only[nth];
    return value === undefined || value === null ? [] : [[at, value]];
  });
  if (buckets.some(([at]) => at < fromMs || at >= toMs || at % bucketMs !== 0))
    return fault(`what came back is not in buckets of ${humanDuration(bucketMs)} of that window`);
  return buckets.length > 0
    ? { is: 'buckets', buckets }
    : nothing('no such series in the window; where none means 0, say default_zero(…) in the query');
};

const Valid = z.object({ valid: z.literal(true) });

/** Both keys, asked about nothing: the second endpoint is the one that says whether queries may be put. */
const greeted = async (http: Http): Promise<Result<string>> => {
  const answer = await http({ method: 'GET', path: '/api/v1/validate' });
  if (!answer.ok) return answer;
  if (Valid.safeParse(answer.value.json).success) return ok('the API key is valid');
  const message = 'the API key is not valid on this site';
  return failed(problem({ kind: 'refused', code: 'no-account', message, hint: 'look at DD_API_KEY and at the site' }));
};

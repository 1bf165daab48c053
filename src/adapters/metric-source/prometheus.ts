import { z } from 'zod';
import { filled, hasBlank } from '../../core/values/blanks.ts';
import { ok, type Result } from '../../core/problem.ts';
import { metricSourceAdapter } from '../../ports/adapter.ts';
import type { Asked } from '../../ports/metric-source.ts';
import { plain, quoted } from '../../core/values/quote.ts';
import { type Http, httpClient } from '../http.ts';
import { fault, nothing, type SeriesAsked, type SeriesHeard, type Unheard, type Window } from './answer.ts';
import { measuredInNumbers, type NumberAsked, type NumberHeard } from './numbers.ts';
import { namesIn, type Points, pointsIn, seriesHeard } from './prometheus-answer.ts';
import { SECRETS, shownTo } from './prometheus-auth.ts';
import { metricIn, seriesIn } from './promql.ts';

export const prometheus = metricSourceAdapter({
  name: 'prometheus',
  about: 'Prometheus, or what speaks its API: Thanos, Mimir, VictoriaMetrics, a data source of Grafana',
  place: {
    what: 'its address, up to where /api/v1 begins',
    example: 'http://prometheus.example.com:9090',
    takes: ['http', 'https'],
  },
  options: z.strictObject({
    tenant: z
      .string()
      .regex(/^[\w!.*'()-]{1,150}$/)
      .optional()
      .meta({ description: 'sent as X-Scope-OrgID, for servers with several tenants' }),
  }),
  secrets: SECRETS,
  notes: [
    'Each number is a question of its own: `queries` with `count` and `bad` for a ratio, `value` or `p99` with `samples` for a latency, `value` for a count or a gauge. `{window}` becomes `300s`, `{from}` and `{to}` become seconds since 1970.',
    'A query that names `{window}` is asked once, for its end. One that does not is the value of a moment: it is asked along the window, and the mean is taken. Counts and parts of a ratio must name it.',
    'One series must come back: several are an error that names them, none is no data (`or vector(0)` says that none means 0), NaN is no data, an infinite number and a warning of a partial answer are errors.',
    '`histogram` is the buckets of a latency, `sum by (le) (increase(http_request_duration_seconds_bucket{arm="{arm}"}[{window}]))`: the guards then compare how long how many took, not two percentiles. `segmentCount` and `segmentBad` give a ratio group by group, `sum by (country) (…)`, for at most 50 groups with one label that names them. `usersBad` and `newUsers` are numbers like the others.',
    'How new an answer is, is asked of the series that the query looks at: `max(timestamp(…))`. Where it cannot be seen which they are, a query `at` gives the moment in seconds.',
    'For Grafana: `https://grafana.example.com/api/datasources/proxy/uid/UID`, with the token of a service account.',
  ],
  connect: async ({ at, options }, context) => {
    const shown = await shownTo(context);
    if (!shown.ok) return shown;
    const { headers, secrets } = shown.value;
    const tenant = options.tenant === undefined ? {} : { 'x-scope-orgid': options.tenant };
    const http = httpClient({ at, headers: { ...headers, ...tenant }, secrets }, context);
    return ok({
      measure: (asked, windowMs, atMs) =>
        measuredInNumbers(asked, windowMs, atMs, {
          number: (one) => askNumber(one, asked, http),
          series: (one) => askSeries(one, http),
        }),
      greet: () => greeted(http),
    });
  },
});

/** What is of a whole window must say so: a counter of a moment counts since its process began. */
const OF_WINDOW = new Set(['count', 'bad', 'samples', 'usersBad', 'newUsers']);

const askNumber = async (number: NumberAsked, { kind, good }: Asked, http: Http): Promise<NumberHeard> => {
  const { name, query, window, dated } = number;
  const expression = filled(query, wordsFor(number));
  if (name === 'at') return moment(await instant(expression, window.toMs, http));
  const isOfWindow = hasBlank(query, 'window') || hasBlank(query, 'from');
  if (!isOfWindow && (OF_WINDOW.has(name) || kind === 'count')) return fault('the query does not name {window}');
  const [heard, newest] = await Promise.all([
    isOfWindow ? instant(expression, window.toMs, http) : along(expression, window, http),
    dated ? newestOf(expression, window.toMs, http) : undefined,
  ]);
  if (heard.is === 'no-data') return (await unknownIn(expression, window.toMs, http)) ?? heard;
  if (heard.is !== 'points') return heard;
  if (newest && newest.is !== 'number') return newest;
  const value = name.startsWith('p') ? worstOf(heard, good) : meanOf(heard);
  return { is: 'number', value, ...(newest ? { atMs: newest.value } : {}) };
};

/** Buckets and groups are of a window, as counts are. */
const askSeries = async (one: SeriesAsked & { readonly window: Window }, http: Http): Promise<SeriesHeard> => {
  if (!hasBlank(one.query, 'window') && !hasBlank(one.query, 'from')) return fault('the query does not name {window}');
  const form = { query: filled(one.query, wordsFor(one)), time: String(one.window.toMs / 1000), timeout: TIMEOUT };
  const answer = await http({ method: 'POST', path: '/api/v1/query', form, reads: true });
  return answer.ok ? seriesHeard(answer.value.json) : fault(answer.problems[0]?.message ?? 'no answer');
};

const meanOf = ({ points }: Points): number => points.reduce((sum, [, one]) => sum + one, 0) / points.length;

/** Percentiles cannot be put together from others: the worst stands for all. */
const worstOf = ({ points }: Points, good: Asked['good']): number => {
  const values = points.map(([, value]) => value);
  return good === 'down' ? Math.max(...values) : Math.min(...values);
};

const wordsFor = ({ arm, flag, window: { fromMs, toMs } }: Pick<NumberAsked, 'arm' | 'flag' | 'window'>) => {
  const windowMs = toMs - fromMs;
  const inSeconds = windowMs % 1000 === 0 ? `${windowMs / 1000}s` : `${windowMs}ms`;
  return { arm, flag, window: inSeconds, from: String(fromMs / 1000), to: String(toMs / 1000) };
};

const TIMEOUT = '8s';

const instant = (query: string, atMs: number, http: Http): Promise<Points | Unheard> =>
  asked('/api/v1/query', { query, time: String(atMs / 1000), timeout: TIMEOUT }, http);

/** Far fewer points than the 11,000 at which a server refuses, and no finer than things are usually looked at. */
const MOST_POINTS = 240;
const FINEST_S = 5;

const along = (query: string, { fromMs, toMs }: NumberAsked['window'], http: Http): Promise<Points | Unheard> => {
  const step = Math.max(FINEST_S, Math.ceil((toMs - fromMs) / 1000 / MOST_POINTS));
  const [start, end] = [String(fromMs / 1000), String(toMs / 1000)];
  return asked('/api/v1/query_range', { query, start, end, step: String(step), timeout: TIMEOUT }, http);
};

const asked = async (path: string, form: Record<string, string>, http: Http): Promise<Points | Unheard> => {
  const answer = await http({ method: 'POST', path, form, reads: true });
  return answer.ok ? pointsIn(answer.value.json) : fault(answer.problems[0]?.message ?? 'no answer');
};

const MOST_SERIES = 5;

/** When the series behind an expression were last seen: the oldest of them counts. Undefined where none can be made out. */
const newestOf = async (expression: string, atMs: number, http: Http): Promise<NumberHeard | undefined> => {
  const series = seriesIn(expression);
  if (series.length === 0 || series.length > MOST_SERIES) return undefined;
  const heard = await Promise.all(series.map((one) => instant(`max(timestamp(${one}))`, atMs, http)));
  const gone = nothing('the series behind it have not been seen of late');
  return heard.map((one) => (one.is === 'no-data' ? gone : moment(one))).reduce(older);
};

const older = (one: NumberHeard, other: NumberHeard): NumberHeard =>
  one.is !== 'number' || (other.is === 'number' && one.value < other.value) ? one : other;

/** How far back a server is asked whether it has ever heard of a metric. */
const LONG_S = 86_400;

/** A metric that nobody has observed for a day is a misspelt one, rather than one that is quiet. */
const unknownIn = async (expression: string, atMs: number, http: Http): Promise<Unheard | undefined> => {
  const [metric] = seriesIn(expression).flatMap((series) => metricIn(series) ?? []);
  if (metric === undefined) return undefined;
  const query = { 'match[]': metric, start: String(atMs / 1000 - LONG_S), end: String(atMs / 1000) };
  const answer = await http({ method: 'GET', path: '/api/v1/label/__name__/values', query });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const names = namesIn(answer.value.json);
  if (names === undefined) return undefined;
  return names.includes(metric) ? undefined : fault(`nobody has observed ${quoted(metric)} for a day`);
};

const moment = (heard: Points | Unheard): NumberHeard =>
  heard.is === 'points' ? { is: 'number', value: (heard.points[0]?.[1] ?? NaN) * 1000 } : heard;

const Built = z.object({ data: z.object({ version: z.string() }) });

/** Its version where it tells one; those that speak its language need not. What is shown here can only read. */
const greeted = async (http: Http): Promise<Result<string>> => {
  const answer = await http({ method: 'POST', path: '/api/v1/query', form: { query: 'vector(1)' }, reads: true });
  if (!answer.ok) return answer;
  const built = await http({ method: 'GET', path: '/api/v1/status/buildinfo', expects: [404] });
  const version = built.ok ? Built.safeParse(built.value.json).data?.data.version : undefined;
  return ok(version === undefined ? 'it answers queries' : `version ${plain(version)}, it answers queries`);
};

import { z } from 'zod';
import { ok, type Result } from '../../core/problem.ts';
import { filled, hasBlank } from '../../core/values/blanks.ts';
import { readJson } from '../../core/values/json.ts';
import { plain } from '../../core/values/quote.ts';
import { metricSourceAdapter, needed, type Secret } from '../../ports/adapter.ts';
import { type Http, httpClient } from '../http.ts';
import { fault, momentIn, nothing, type Unheard } from './answer.ts';
import { measuredInNumbers, type NumberAsked, type NumberHeard } from './numbers.ts';

const TOKEN: Secret = { name: 'GRAFANA_TOKEN', about: 'the token of a service account that may query', needed: true };

const Options = z.strictObject({
  uid: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'not a uid')
    .meta({ description: 'the data source, by its uid' }),
  org: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional()
    .meta({ description: 'the number of the organisation, where the token sees several' }),
});

export const grafana = metricSourceAdapter({
  name: 'grafana',
  about: 'whatever data source Grafana has, by its query API',
  place: {
    what: 'the address of Grafana',
    example: 'https://grafana.example.com?uid=P1809F7CD0C75ACF3',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [TOKEN],
  notes: [
    'Each of the `queries` is the query of a panel in JSON, as its editor shows it, without `refId` and `datasource`: `{"rawSql": "SELECT count(*) FROM …", "format": "table"}`. A text that is no JSON object is an expression of Prometheus or Loki, asked for the end of the window: `sum(increase(http_errors_total{arm="{arm}"}[{window}]))`.',
    '`{window}` becomes `300s`, `{from}` and `{to}` milliseconds since 1970; the window is also told to Grafana, whose own words for it (`$__timeFilter`) work. Every query has to look at that window, and counts have to name it in one of these ways.',
    'One number must come back: one frame with one row and one column of numbers. None and `null` are no data; several rows, frames or columns of numbers are an error, for nobody could say which is meant.',
    'How new the answer is, a data source does not tell by itself: the query `at` gives the newest moment, in seconds or milliseconds since 1970.',
    'For a Prometheus behind Grafana the source `prometheus` knows more: `prometheus:https://grafana.example.com/api/datasources/proxy/uid/UID`.',
  ],
  connect: async ({ at, options }, context) => {
    const token = await needed(context, TOKEN);
    if (!token.ok) return token;
    const org = options.org === undefined ? {} : { 'x-grafana-org-id': options.org };
    const headers = { authorization: `Bearer ${token.value}`, ...org };
    const http = httpClient({ at, headers, secrets: { [TOKEN.name]: token.value } }, context);
    return ok({
      measure: (asked, windowMs, atMs) =>
        measuredInNumbers(asked, windowMs, atMs, (one) => askNumber(one, options.uid, http)),
      greet: () => greeted(options.uid, http),
    });
  },
});

/** What is of a whole window must say so. */
const OF_WINDOW = new Set(['count', 'bad', 'samples']);

const askNumber = async (asked: NumberAsked, uid: string, http: Http): Promise<NumberHeard> => {
  const { name, query, window, arm, flag } = asked;
  if (OF_WINDOW.has(name) && !namesWindow(query)) return fault('the query does not name the window');
  const { fromMs, toMs } = window;
  const words = { arm, flag, window: `${(toMs - fromMs) / 1000}s`, from: String(fromMs), to: String(toMs) };
  const model = modelIn(filled(query, words));
  if (!model) return fault('the query begins as JSON, and is none');
  const body = {
    from: String(fromMs),
    to: String(toMs),
    queries: [{ ...model, refId: 'A', datasource: { uid }, intervalMs: toMs - fromMs, maxDataPoints: 1 }],
  };
  const answer = await http({ method: 'POST', path: '/api/ds/query', reads: true, body });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const value = numberIn(answer.value.json);
  if (typeof value !== 'number') return value;
  if (name !== 'at') return { is: 'number', value };
  const moment = momentIn(value);
  return moment === undefined ? fault('at is no moment') : { is: 'number', value: moment };
};

const namesWindow = (query: string): boolean =>
  hasBlank(query, 'window') ||
  hasBlank(query, 'from') ||
  /\$__(?:timeFilter|timeFrom|unixEpochFilter|range)/.test(query);

const modelIn = (query: string): Readonly<Record<string, unknown>> | undefined => {
  if (!query.trimStart().startsWith('{"')) return { expr: query, instant: true, range: false };
  const json = readJson(query, 'query', 'queries');
  return json.ok && typeof json.value === 'object' && json.value !== null ? { ...json.value } : undefined;
};

const Frame = z.object({
  schema: z.object({ fields: z.array(z.object({ type: z.string().optional() })).max(100) }),
  data: z.object({ values: z.array(z.array(z.unknown()).max(20_000)).max(100) }),
});
const Answer = z.object({
  results: z.object({
    A: z.object({
      error: z.string().optional(),
      status: z.number().optional(),
      frames: z.array(Frame).max(1000).nullish(),
    }),
  }),
});

const numberIn = (json: unknown): number | Unheard => {
  const read = Answer.safeParse(json);
  if (!read.success) return fault(`no answer of Grafana: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  const { error, status = 200, frames } = read.data.results.A;
  if (error !== undefined || status >= 400) return fault(plain(error ?? `the data source answered ${status}`, 200));
  const columns = (frames ?? []).flatMap(({ schema, data }) =>
    schema.fields.flatMap(({ type }, nth) => (type === 'number' ? [data.values[nth] ?? []] : [])),
  );
  const [only, ...more] = columns;
  if (more.length > 0) return fault(`${columns.length} columns of numbers, and one number is asked for`);
  if (!only || only.length === 0) return nothing('nothing came back');
  if (only.length > 1) return fault(`${only.length} rows, and one number is asked for`);
  const [value] = only;
  if (value === null) return nothing('what came back is null');
  return typeof value === 'number' ? value : fault('what came back is no number');
};

const Source = z.object({ name: z.string(), type: z.string() });

const greeted = async (uid: string, http: Http): Promise<Result<string>> => {
  const answer = await http({ method: 'GET', path: `/api/datasources/uid/${uid}` });
  const source = answer.ok ? Source.safeParse(answer.value.json).data : undefined;
  if (!answer.ok) return answer;
  return ok(source ? `the data source ${plain(source.name)}, ${plain(source.type)}` : 'a data source');
};

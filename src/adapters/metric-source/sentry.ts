import { z } from 'zod';
import { ok, type Result } from '../../core/problem.ts';
import { filled } from '../../core/values/blanks.ts';
import { plain, quoted } from '../../core/values/quote.ts';
import { metricSourceAdapter, needed, type Secret } from '../../ports/adapter.ts';
import { type Http, httpClient } from '../http.ts';
import { fault, momentIn, nothing, numberIn, type Unheard } from './answer.ts';
import { measuredInNumbers, type NumberAsked, type NumberHeard } from './numbers.ts';

const TOKEN: Secret = { name: 'SENTRY_AUTH_TOKEN', about: 'a token with the scope org:read', needed: true };

const Slug = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/, 'not a slug');
const Options = z.strictObject({
  organization: Slug.meta({ description: 'the organisation, by its slug' }),
  project: z
    .string()
    .regex(/^\d{1,20}$/, 'not the number of a project')
    .optional()
    .meta({ description: 'the number of a project; else all that the token may see' }),
  environment: z.string().max(100).optional().meta({ description: 'one environment only' }),
});
type Options = z.infer<typeof Options>;

export const sentry = metricSourceAdapter({
  name: 'sentry',
  about: 'errors and spans in Sentry, by its events API',
  place: {
    what: 'the address of Sentry',
    example: 'https://de.sentry.io?organization=shop&project=4507',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [TOKEN],
  notes: [
    'Each of the `queries` is a dataset, a function and a search, with a blank between: `bad` as `errors count() tags[flag.variant]:{arm}`, `usersBad` as `errors count_unique(user) tags[flag.variant]:{arm}`, `count` as `spans count() is_transaction:true flag.variant:{arm}`. A function has no blanks in it.',
    'Errors alone are no ratio: `count` has to come from something that counts all requests, as `spans` does where spans are not sampled, or where Sentry extrapolates them.',
    'How new an answer is, is the moment of the newest event of the same search. No event at all is no data for what is all (`count`, `samples`, `value`, percentiles); for `bad`, 0 is what Sentry says when it found none.',
    'Windows are of whole seconds. An answer for which Sentry looked at a part of its data is an error. Whether a tag is misspelt it does not say: it finds nothing.',
  ],
  connect: async ({ at, options }, context) => {
    const token = await needed(context, TOKEN);
    if (!token.ok) return token;
    const server = { at, headers: { authorization: `Bearer ${token.value}` }, secrets: { [TOKEN.name]: token.value } };
    const http = httpClient(server, context);
    return ok({
      measure: (asked, windowMs, atMs) =>
        measuredInNumbers(asked, windowMs, atMs, (one) => askNumber(one, options, http)),
      greet: () => greeted(options, http),
    });
  },
});

const DATASETS = new Set(['errors', 'spans', 'transactions', 'logs', 'discover']);

type Question = { readonly dataset: string; readonly field: string; readonly search: string };

const questionIn = (query: string): Question | Unheard => {
  const [, dataset = '', field = '', search = ''] = /^(\S+)\s+(\S+)\s*([^]*)$/.exec(query.trim()) ?? [];
  if (!DATASETS.has(dataset))
    return fault(`the query begins with ${quoted(dataset)}, and a dataset is due: ${[...DATASETS].join(', ')}`);
  return /^\w+\([^()\s]*\)$/.test(field)
    ? { dataset, field, search }
    : fault(`${quoted(field)} is no function: count(), count_unique(user), p99(span.duration)`);
};

const askNumber = async (asked: NumberAsked, options: Options, http: Http): Promise<NumberHeard> => {
  const { name, query, arm, flag, dated, window } = asked;
  if (name === 'at') return fault('how new an answer is, is told by its newest event: leave out the query "at"');
  const question = questionIn(filled(query, { arm, flag, window: '', from: '', to: '' }));
  if ('is' in question) return question;
  const within = { start: isoSeconds(window.fromMs), end: isoSeconds(window.toMs) };
  const [heard, newest] = await Promise.all([
    rowsOf({ ...question, fields: [question.field], ...within }, options, http),
    dated ? rowsOf({ ...question, fields: ['timestamp'], sort: '-timestamp', ...within }, options, http) : undefined,
  ]);
  if (heard.is !== 'rows') return heard;
  if (newest && newest.is !== 'rows') return newest;
  const value = numberIn(heard.rows[0]?.[question.field]);
  if (heard.rows.length > 1) return fault(`${heard.rows.length} rows, and one is asked for`);
  if (heard.rows.length > 0 && heard.rows[0]?.[question.field] === null) return nothing('nothing was observed');
  if (value === undefined)
    return heard.rows.length === 0 ? nothing('no row came back') : fault('what came back is no number');
  if (!newest) return { is: 'number', value };
  const [last] = newest.rows;
  if (!last) return nothing('nothing was observed in the window');
  const atMs = momentIn(last['timestamp']);
  return atMs === undefined ? fault('the newest event has no moment') : { is: 'number', value, atMs };
};

/** Sentry knows whole seconds; each edge is the second that it falls in. */
const isoSeconds = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19);

const Answer = z.object({
  data: z.array(z.record(z.string(), z.unknown())).max(100),
  meta: z.looseObject({ dataScanned: z.string().nullish() }).optional(),
});

type Wanted = Question & {
  readonly fields: readonly string[];
  readonly sort?: string;
  readonly start: string;
  readonly end: string;
};
type Rows = { readonly is: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] };

const rowsOf = async (wanted: Wanted, { organization, ...only }: Options, http: Http): Promise<Rows | Unheard> => {
  const { dataset, fields, search, sort, start, end } = wanted;
  const query = {
    dataset,
    field: fields.join(),
    query: search,
    start,
    end,
    utc: 'true',
    per_page: sort === undefined ? '2' : '1',
    ...(sort === undefined ? {} : { sort }),
    ...(only.project === undefined ? {} : { project: only.project }),
    ...(only.environment === undefined ? {} : { environment: only.environment }),
  };
  const answer = await http({ method: 'GET', path: `/api/0/organizations/${organization}/events/`, query });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const read = Answer.safeParse(answer.value.json);
  if (!read.success) return fault(`no answer of Sentry: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  const { data, meta } = read.data;
  return meta?.dataScanned === 'partial' ? fault('Sentry looked at a part of its data') : { is: 'rows', rows: data };
};

const Who = z.object({ name: z.string() });

const greeted = async ({ organization }: Options, http: Http): Promise<Result<string>> => {
  const answer = await http({ method: 'GET', path: `/api/0/organizations/${organization}/` });
  const name = answer.ok ? Who.safeParse(answer.value.json).data?.name : undefined;
  return answer.ok ? ok(`the organisation ${plain(name ?? organization)}`) : answer;
};

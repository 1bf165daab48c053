import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { filled } from '../../core/values/blanks.ts';
import { plain } from '../../core/values/quote.ts';
import { metricSourceAdapter, needed, type Secret } from '../../ports/adapter.ts';
import { type Http, httpClient } from '../http.ts';
import { fault } from './answer.ts';
import { measuredInRows, type Row, type RowsAsked, type RowsHeard } from './rows.ts';

const KEY: Secret = { name: 'NEW_RELIC_API_KEY', about: 'a user key: NRAK-…', needed: true };

export const newRelic = metricSourceAdapter({
  name: 'newrelic',
  about: 'events and metrics in New Relic, by NRQL',
  place: {
    what: 'the address of NerdGraph, of the data centre that the account is in',
    example: 'https://api.eu.newrelic.com/graphql?account=1234567',
    takes: ['https', 'http'],
  },
  options: z.strictObject({
    account: z
      .string()
      .regex(/^[1-9]\d{0,9}$/, 'not a number of an account')
      .meta({ description: 'the number of the account' }),
  }),
  secrets: [KEY],
  notes: [
    "The `query` of a metric is one NRQL query whose columns are called `count`, `bad`, `value`, `samples`, `p99` … and `at`: `SELECT count(*) AS 'count', filter(count(*), WHERE error IS true) AS 'bad', latest(timestamp) AS 'at' FROM Transaction WHERE flag = '{flag}' AND variant = '{arm}' SINCE {from} UNTIL {to}`.",
    '`{from}` and `{to}` become milliseconds, and every query must name both: without them New Relic would take the last hour.',
    "A query without `{arm}` gives a row for each arm: `… FACET variant AS 'arm'`.",
    'An answer with errors is an error, also where it brings data along. Whether a name inside a query is misspelt, New Relic does not say: it finds nothing, and that is no data.',
  ],
  connect: async ({ at, options }, context) => {
    const key = await needed(context, KEY);
    if (!key.ok) return key;
    const http = httpClient(
      { at, headers: { 'api-key': key.value }, secrets: { NEW_RELIC_API_KEY: key.value } },
      context,
    );
    const account = Number(options.account);
    return ok({
      measure: (asked, windowMs, atMs) => measuredInRows(asked, windowMs, atMs, (one) => askRows(one, account, http)),
      greet: () => greeted(account, http),
    });
  },
});

const NRQL = `query ($account: Int!, $nrql: Nrql!) {
  actor { account(id: $account) { nrql(query: $nrql, timeout: 8) { results } } }
}`;

const Answer = z.object({
  errors: z.array(z.object({ message: z.string() })).optional(),
  data: z
    .object({
      actor: z.object({
        account: z
          .object({ nrql: z.object({ results: z.array(z.record(z.string(), z.unknown())).max(2000) }).nullable() })
          .nullable(),
      }),
    })
    .nullish(),
});

const askRows = async (asked: RowsAsked, account: number, http: Http): Promise<RowsHeard> => {
  const variables = { account, nrql: filled(asked.query, wordsFor(asked)) };
  const answer = await http({ method: 'POST', path: '', reads: true, body: { query: NRQL, variables } });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const read = Answer.safeParse(answer.value.json);
  if (!read.success) return fault(`no answer of NerdGraph: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  const [error] = read.data.errors ?? [];
  if (error) return fault(plain(error.message, 200));
  const results = read.data.data?.actor.account?.nrql?.results;
  return results ? { is: 'rows', rows: results.map(flat) } : fault('the account is not there, or not for this key');
};

const wordsFor = ({ arm = '', flag, window: { fromMs, toMs } }: RowsAsked) => ({
  arm,
  flag,
  window: `${(toMs - fromMs) / 1000} seconds`,
  from: String(fromMs),
  to: String(toMs),
});

/** A percentile comes as `{"99": 0.2}`, and a facet comes twice. */
const flat = ({ facet: _, ...row }: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
      return [name, inner.length === 1 ? inner[0] : value];
    }),
  );

const WHO = 'query ($account: Int!) { actor { account(id: $account) { name } } }';
const Who = z.object({ data: z.object({ actor: z.object({ account: z.object({ name: z.string() }) }) }) });

const greeted = async (account: number, http: Http): Promise<Result<string>> => {
  const answer = await http({ method: 'POST', path: '', reads: true, body: { query: WHO, variables: { account } } });
  if (!answer.ok) return answer;
  const read = Who.safeParse(answer.value.json);
  if (read.success) return ok(`the account ${plain(read.data.data.actor.account.name)}`);
  const message = `the account ${account} is not there, or not for this key`;
  return failed(problem({ kind: 'refused', code: 'no-account', message, hint: 'look at the account and at the key' }));
};

import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import { filled } from '../../core/values/blanks.ts';
import { humanDuration } from '../../core/values/duration.ts';
import { readJson } from '../../core/values/json.ts';
import { plain } from '../../core/values/quote.ts';
import { type Context, metricSourceAdapter, needed, type Secret } from '../../ports/adapter.ts';
import { type Http, httpClient } from '../http.ts';
import { fault, nothing, windowOf } from './answer.ts';
import { signed, type Signer } from './aws-signature.ts';
import { type Bucket, type BucketsAsked, type BucketsHeard, bucketsOf, measuredInBuckets } from './buckets.ts';

const KEY: Secret = {
  name: 'AWS_ACCESS_KEY_ID',
  about: 'an access key that may cloudwatch:GetMetricData',
  needed: true,
};
const SECRET: Secret = { name: 'AWS_SECRET_ACCESS_KEY', about: 'the secret that goes with it', needed: true };
const SESSION: Secret = {
  name: 'AWS_SESSION_TOKEN',
  about: 'the token of a session, where the key is of one',
  needed: false,
};

const Options = z.strictObject({
  region: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/, 'not a region')
    .meta({ description: 'the region that requests are signed for' }),
  period: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .meta({ description: 'how many seconds a bucket is long: 1, 5, 10, 30 or whole minutes, as the metrics are kept' }),
});

export const cloudWatch = metricSourceAdapter({
  name: 'cloudwatch',
  about: 'metrics in Amazon CloudWatch, by GetMetricData',
  place: {
    what: 'the address of CloudWatch in a region',
    example: 'https://monitoring.eu-central-1.amazonaws.com?region=eu-central-1',
    takes: ['https', 'http'],
  },
  options: Options,
  secrets: [KEY, SECRET, SESSION],
  notes: [
    'Each of the `queries` is an expression, of Metrics Insights or of metric math: `SELECT SUM(Errors) FROM Shop WHERE flag = \'{flag}\' AND arm = \'{arm}\'`. One that begins with `{` is a MetricStat in JSON, as AWS writes it: `{"Metric": {"Namespace": "Shop", "MetricName": "Errors", "Dimensions": [{"Name": "arm", "Value": "{arm}"}]}, "Stat": "Sum"}`. The window and the period are not said in it.',
    'CloudWatch counts in periods. A period belongs to the window in which it begins, and counts when it is over; how wide they are is told with each answer, and guards take no window that has fewer than four. With the usual minute, windows of triggers have to be four minutes or longer.',
    'Counts are added up, values averaged, each period by its `samples`, and of percentiles the worst counts. No point is no data (`FILL(…, 0)` says that none means 0); a result that is not complete, a message and several series are errors.',
    'Metrics of AWS services come late by minutes: let windows be long enough. Whether a name is misspelt CloudWatch does not say: it finds nothing.',
    'Requests are signed (Signature Version 4); the secret is never sent. Each query costs what GetMetricData costs, at every look.',
  ],
  connect: async ({ at, options }, context) => {
    const signer = await signerFor(options.region, context);
    if (!signer.ok) return signer;
    const { keyId, secret, session } = signer.value;
    const secrets = { [KEY.name]: keyId, [SECRET.name]: secret, ...(session ? { [SESSION.name]: session } : {}) };
    const http = httpClient({ at, headers: {}, secrets }, context);
    const call: Call = (body) => {
      const headers = { 'content-type': TYPE, 'x-amz-target': TARGET };
      const asked = {
        method: 'POST',
        url: new URL(`${at}/`),
        headers,
        body: JSON.stringify(body),
        atMs: context.clock.nowMs(),
      };
      return http({ method: 'POST', path: '/', reads: true, body, headers: signed(signer.value, asked) });
    };
    return ok({
      measure: (asked, windowMs, atMs) => {
        const window = bucketsOf(windowOf(windowMs, atMs), options.period * 1000, context.clock.nowMs());
        return measuredInBuckets(asked, window, (one) => askBuckets(one, call));
      },
    });
  },
});

const TYPE = 'application/x-amz-json-1.0';
const TARGET = 'GraniteServiceVersion20100801.GetMetricData';
type Call = (body: unknown) => ReturnType<Http>;

const signerFor = async (region: string, context: Context): Promise<Result<Signer>> => {
  const [keyId, secret, session] = [
    await needed(context, KEY),
    await needed(context, SECRET),
    await context.secret(SESSION.name),
  ];
  if (!keyId.ok || !secret.ok || !session.ok)
    return failed(...[keyId, secret, session].flatMap((one) => (one.ok ? [] : one.problems)));
  return ok({ keyId: keyId.value, secret: secret.value, session: session.value, region, service: 'monitoring' });
};

const Stat = z.looseObject({ Metric: z.looseObject({ MetricName: z.string() }), Stat: z.string() });

/** What is asked for, in the words of AWS; or why the query is none. */
const wantedIn = (query: string, period: number): Readonly<Record<string, unknown>> | undefined => {
  if (!query.trimStart().startsWith('{')) return { Expression: query, Period: period };
  const json = readJson(query, 'query', 'queries');
  const read = json.ok ? Stat.safeParse(json.value) : undefined;
  return read?.success ? { MetricStat: { ...read.data, Period: period } } : undefined;
};

const Answer = z.object({
  MetricDataResults: z
    .array(
      z.object({
        Id: z.string(),
        StatusCode: z.string().optional(),
        Timestamps: z.array(z.number()).max(20_000).default([]),
        Values: z.array(z.number()).max(20_000).default([]),
        Messages: z.array(z.object({ Value: z.string().optional() })).nullish(),
      }),
    )
    .max(500),
  Messages: z.array(z.object({ Value: z.string().optional() })).nullish(),
  NextToken: z.string().nullish(),
});

const askBuckets = async ({ query, arm, flag, window }: BucketsAsked, call: Call): Promise<BucketsHeard> => {
  const { fromMs, toMs, bucketMs } = window;
  const wanted = wantedIn(filled(query, { arm, flag, window: '', from: '', to: '' }), bucketMs / 1000);
  if (!wanted) return fault('the query is neither an expression nor a MetricStat with "Metric" and "Stat"');
  const answer = await call({
    StartTime: fromMs / 1000,
    EndTime: toMs / 1000,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [{ Id: 'a', ReturnData: true, ...wanted }],
  });
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const read = Answer.safeParse(answer.value.json);
  if (!read.success) return fault(`no answer of CloudWatch: ${plain(read.error.issues[0]?.message ?? '', 120)}`);
  return bucketsIn(read.data, window);
};

const bucketsIn = (
  { MetricDataResults: results, Messages, NextToken }: z.infer<typeof Answer>,
  { fromMs, toMs, bucketMs }: BucketsAsked['window'],
): BucketsHeard => {
  const [only] = results;
  if (!only) return nothing('no result came back');
  if (results.length > 1) return fault(`${results.length} series, and one is asked for: let the query add them up`);
  const [message] = [...(Messages ?? []), ...(only.Messages ?? [])];
  if (message) return fault(plain(message.Value ?? 'a message without words', 200));
  if (NextToken || (only.StatusCode !== undefined && only.StatusCode !== 'Complete'))
    return fault(`the answer is not complete: ${plain(only.StatusCode ?? 'there is more of it')}`);
  if (only.Timestamps.length !== only.Values.length) return fault('as many values as moments are expected');
  const buckets = only.Timestamps.map((at, nth): Bucket => [at * 1000, only.Values[nth] ?? Number.NaN]);
  const odd = buckets.find(([at]) => at < fromMs || at >= toMs || at % bucketMs !== 0);
  if (odd) return fault(`a period that is none of ${humanDuration(bucketMs)}, or of another window, came back`);
  return buckets.length > 0
    ? { is: 'buckets', buckets }
    : nothing('no such metric in the window; where none means 0, say FILL(…, 0) in the query');
};

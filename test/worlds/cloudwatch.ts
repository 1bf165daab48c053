import { cloudWatch } from '../../src/adapters/metric-source/cloudwatch.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, bucketed, type MetricWorld } from './metric-world.ts';

export const CLOUDWATCH = 'https://monitoring.eu-central-1.example';
export const AWS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-sent', AWS_SESSION_TOKEN: SECRET };

/** A CloudWatch that has those observations as metrics, in periods of ten seconds. */
export const cloudWatchWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(CLOUDWATCH, (asked) => answer(seen, asked), AWS);
  const source = worked(await cloudWatch.open(`${CLOUDWATCH}?region=eu-central-1&period=10`, server.context));
  const asks = (asked: Asked): Asked => ({
    ...asked,
    queries: Object.fromEntries(askedFor(seen, asked).map((name) => [name, statOf(asked, name)])),
  });
  return { source, server, asks, cannotKnow: 'a metric begins to be there with its first point' };
};

const statOf = ({ id, query, kind, good }: Asked, name: string): string =>
  JSON.stringify({
    Metric: {
      Namespace: 'Seen',
      MetricName: `${query ?? id}:${name}`,
      Dimensions: [
        { Name: 'kind', Value: `${kind}:${good}` },
        { Name: 'arm', Value: '{arm}' },
      ],
    },
    Stat: 'Sum',
  });

type Body = {
  StartTime: number;
  EndTime: number;
  MetricDataQueries: {
    Id: string;
    MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] }; Period: number };
  }[];
};

const answer = (seen: readonly Observation[], { method, path, json, headers }: Seen): Said => {
  if (method !== 'POST' || path !== '/' || !(headers.get('x-amz-target') ?? '').endsWith('.GetMetricData'))
    return { status: 404, json: { __type: 'UnknownOperationException' } };
  if (!(headers.get('authorization') ?? '').startsWith('AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/'))
    return { status: 403, json: { message: 'The security token included in the request is invalid' } };
  const { StartTime, EndTime, MetricDataQueries } = json as Body;
  const { Metric, Period } = MetricDataQueries[0]?.MetricStat ?? {
    Metric: { MetricName: '', Dimensions: [] },
    Period: 60,
  };
  const [metric = '', number = ''] = Metric.MetricName.split(':');
  const [kind, good] = (Metric.Dimensions[0]?.Value ?? '').split(':');
  const wanted = {
    metric,
    arm: Metric.Dimensions[1]?.Value ?? '',
    kind: kind as Asked['kind'],
    good: good as Asked['good'],
  };
  const window = { number, fromMs: StartTime * 1000, toMs: EndTime * 1000, bucketMs: Period * 1000 };
  return results(bucketed(seen, wanted, window).map(([at, value]) => [at / 1000, value]));
};

export const results = (points: readonly (readonly [number, number])[], more: object = {}): Said => ({
  status: 200,
  json: {
    MetricDataResults: [
      {
        Id: 'a',
        Label: 'a',
        StatusCode: 'Complete',
        Timestamps: points.map(([at]) => at),
        Values: points.map(([, value]) => value),
        ...more,
      },
    ],
    Messages: [],
  },
});

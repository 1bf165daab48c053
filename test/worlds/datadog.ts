import { datadog } from '../../src/adapters/metric-source/datadog.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, bucketed, type MetricWorld } from './metric-world.ts';

export const DATADOG = 'https://api.datadog.example';

/** A Datadog over those observations: as much of its language as one query of ours, and its answer about a series. */
export const datadogWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(DATADOG, (asked) => answer(seen, asked), { DD_API_KEY: SECRET, DD_APP_KEY: 'app' });
  const source = worked(await datadog.open(DATADOG, server.context));
  const asks = (asked: Asked): Asked => ({
    ...asked,
    queries: Object.fromEntries(
      askedFor(seen, asked).map((name) => [
        name,
        `sum:${asked.query ?? asked.id}.${name}{kind:${asked.kind},good:${asked.good},arm:{arm}}.as_count()`,
      ]),
    ),
  });
  return { source, server, asks, cannotKnow: 'a metric begins to be there with its first point' };
};

const QUERY = /^sum:([\w-]+)\.(\w+)\{kind:(\w+),good:(\w+),arm:(\w+)\}\.as_count\(\)$/;

type Body = {
  data: { type: string; attributes: { from: number; to: number; interval: number; queries: { query: string }[] } };
};

const answer = (seen: readonly Observation[], { method, path, json }: Seen): Said => {
  if (path === '/api/v1/validate') return { status: 200, json: { valid: true } };
  if (method !== 'POST' || path !== '/api/v2/query/timeseries') return { status: 404, json: { errors: ['Not found'] } };
  const { from, to, interval, queries } = (json as Body).data.attributes;
  const found = QUERY.exec(queries[0]?.query ?? '');
  if (!found) return { status: 400, json: { errors: ['Error parsing query'] } };
  const [, metric = '', number = '', kind, good, arm = ''] = found;
  const wanted = { metric, arm, kind: kind as Asked['kind'], good: good as Asked['good'] };
  const points = bucketed(seen, wanted, { number, fromMs: from, toMs: to, bucketMs: interval });
  const times = points.map(([at]) => at);
  return series(times, points.length > 0 ? [points.map(([, value]) => value)] : []);
};

export const series = (times: readonly number[], values: readonly (readonly (number | null)[])[]): Said => ({
  status: 200,
  json: {
    data: {
      id: '0',
      type: 'timeseries_response',
      attributes: { series: values.map(() => ({ group_tags: [], query_index: 0, unit: null })), times, values },
    },
  },
});

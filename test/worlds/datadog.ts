import { datadog } from '../../src/adapters/metric-source/datadog.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, type MetricWorld, numbersOf } from './metric-world.ts';

export const DATADOG = 'https://api.datadog.example';
const BUCKET_MS = 10_000;

/** A Datadog that has those observations: it puts what comes in into buckets, and answers with their beginnings. */
export const datadogWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(DATADOG, (asked) => answer(seen, asked), { DD_API_KEY: SECRET, DD_APP_KEY: SECRET });
  const source = worked(await datadog.open(DATADOG, server.context));
  const asks = (asked: Asked): Asked => ({
    ...asked,
    queries: Object.fromEntries(
      askedFor(seen, asked).map((name) => {
        const counts = name === 'samples' || asked.kind === 'ratio' || (name === 'value' && asked.kind === 'count');
        const tags = `kind:${asked.kind},good:${asked.good},arm:{arm}`;
        return [name, `sum:${asked.query ?? asked.id}.${name}{${tags}}${counts ? '.as_count()' : ''}`];
      }),
    ),
  });
  const cannotKnow = 'a metric without points and one that is misspelt are both answered with no series';
  return { source, server, asks, cannotKnow, grainMs: BUCKET_MS };
};

type Request = {
  readonly data: {
    readonly type: string;
    readonly attributes: {
      readonly from: number;
      readonly to: number;
      readonly interval: number;
      readonly queries: readonly [{ readonly data_source: string; readonly name: string; readonly query: string }];
      readonly formulas: readonly [{ readonly formula: string }];
    };
  };
};

const QUERY = /^sum:([\w-]+)\.(\w+)\{kind:(\w+),good:(\w+),arm:(\w+)\}/;

const answer = (seen: readonly Observation[], { method, path, json }: Seen): Said => {
  if (method === 'GET' && path === '/api/v1/validate') return { status: 200, json: { valid: true } };
  if (method !== 'POST' || path !== '/api/v2/query/timeseries') return { status: 404, json: { errors: ['Not Found'] } };
  const { attributes } = (json as Request).data;
  const found = QUERY.exec(attributes.queries[0].query);
  if (!found) return { status: 400, json: { errors: ['Error parsing query'] } };
  const [, metric = '', number = '', kind, good, arm = ''] = found;
  const wanted = { metric, arm, kind: kind as Asked['kind'], good: good as Asked['good'] };
  const of = numbersOf(seen, wanted, [attributes.to - attributes.from, attributes.to]);
  const value = of?.numbers[number];
  if (!of || value === undefined) return series([], []);
  return series([Math.ceil(of.atMs / BUCKET_MS - 1) * BUCKET_MS], [[value]]);
};

/** Times, and for each series its values at them. */
export const series = (
  times: readonly number[],
  values: readonly (readonly (number | null)[])[],
  tags: readonly string[] = [],
): Said => ({
  status: 200,
  json: {
    data: {
      id: '0',
      type: 'timeseries_response',
      attributes: {
        series: values.map((_, at) => ({ group_tags: tags.slice(at, at + 1), query_index: 0, unit: null })),
        times,
        values,
      },
    },
  },
});

import { prometheus } from '../../src/adapters/metric-source/prometheus.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, type MetricWorld, numbersOf } from './metric-world.ts';

export const PROMETHEUS = 'https://prometheus.example/base';

/** A series of our own for each number of a metric: `error_rate:bad{kind="ratio:down",arm="treatment"}`. */
const SERIES = /([a-z0-9_]+):(\w+)\{kind="(\w+):(\w+)",arm="(\w+)"\}/;

/** A Prometheus whose series are those observations: as its documents say it answers, and no more of its language than is asked. */
export const prometheusWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(PROMETHEUS, (asked) => answer(seen, asked), { PROMETHEUS_TOKEN: SECRET });
  const source = worked(await prometheus.open(PROMETHEUS, server.context));
  const asks = (asked: Asked): Asked => ({
    ...asked,
    queries: Object.fromEntries(
      askedFor(seen, asked).map((name) => {
        const series = `${nameOf(asked.query ?? asked.id)}:${name}{kind="${asked.kind}:${asked.good}",arm="{arm}"}`;
        return [name, `sum(increase(${series}[{window}]))`];
      }),
    ),
  });
  return { source, server, asks };
};

const nameOf = (metric: string): string => metric.replaceAll('-', '_');

const answer = (seen: readonly Observation[], { method, path, query, text }: Seen): Said => {
  if (method === 'GET' && path === '/api/v1/label/__name__/values') {
    const wanted = query.get('match[]') ?? '';
    const known = seen.some(({ metric }) => wanted.startsWith(`${nameOf(metric)}:`));
    return success(known ? [wanted] : []);
  }
  const form = new URLSearchParams(text);
  if (method !== 'POST' || path !== '/api/v1/query') return refused('not_found', 404);
  const [expression, time] = [form.get('query') ?? '', Number(form.get('time'))];
  const found = SERIES.exec(expression);
  if (!found || !Number.isFinite(time)) return refused('bad_data: parse error');
  const [, metric = '', number = '', kind, good, arm = ''] = found;
  const windowS = Number(/\[(\d+)s\]/.exec(expression)?.[1] ?? 300);
  const renamed = seen.map((one) => ({ ...one, metric: nameOf(one.metric) }));
  const of = numbersOf(renamed, { metric, arm, kind: kind as Asked['kind'], good: good as Asked['good'] }, [
    windowS * 1000,
    time * 1000,
  ]);
  const value = expression.startsWith('max(timestamp(') ? of && of.atMs / 1000 : of?.numbers[number];
  return vector(value === undefined ? [] : [{ metric: {}, value: [time, inWords(value)] }]);
};

const inWords = (value: number): string => (value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value));

const success = (data: unknown): Said => ({ status: 200, json: { status: 'success', data } });

export const vector = (result: readonly unknown[]): Said => success({ resultType: 'vector', result });

export const refused = (error: string, status = 400): Said => ({
  status,
  json: { status: 'error', errorType: 'bad_data', error },
});

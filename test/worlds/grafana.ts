import { grafana } from '../../src/adapters/metric-source/grafana.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, type MetricWorld, numbersOf } from './metric-world.ts';

export const GRAFANA = 'https://grafana.example';

/** A Grafana with a data source that holds those observations, and a query editor of our own. */
export const grafanaWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(GRAFANA, (asked) => answer(seen, asked), { GRAFANA_TOKEN: SECRET });
  const source = worked(await grafana.open(`${GRAFANA}?uid=P1`, server.context));
  const asks = (asked: Asked): Asked => ({
    ...asked,
    queries: Object.fromEntries(
      [...askedFor(seen, asked), 'at'].map((number) => {
        const { id, query, kind, good } = asked;
        return [
          number,
          JSON.stringify({ metric: query ?? id, number, kind, good, arm: '{arm}', from: '{from}', to: '{to}' }),
        ];
      }),
    ),
  });
  return { source, server, asks, cannotKnow: 'what a data source knows, it keeps to itself' };
};

type Model = {
  metric: string;
  number: string;
  kind: Asked['kind'];
  good: Asked['good'];
  arm: string;
  from: string;
  to: string;
};
type Body = { queries: (Model & { refId: string; datasource: { uid: string } })[] };

const answer = (seen: readonly Observation[], { method, path, json }: Seen): Said => {
  if (method === 'GET' && path === '/api/datasources/uid/P1')
    return { status: 200, json: { name: 'Main', type: 'mssql' } };
  if (method !== 'POST' || path !== '/api/ds/query') return { status: 404, json: { message: 'Not found' } };
  const [model] = (json as Body).queries;
  if (!model || model.refId !== 'A' || model.datasource.uid !== 'P1')
    return { status: 400, json: { message: 'bad request' } };
  const of = numbersOf(seen, model, [Number(model.to) - Number(model.from), Number(model.to)]);
  const value = model.number === 'at' ? of?.atMs : of?.numbers[model.number];
  return frames([[value ?? null]]);
};

/** One frame, with a column of numbers for each list. */
export const frames = (columns: readonly (readonly unknown[])[]): Said => ({
  status: 200,
  json: {
    results: {
      A: {
        status: 200,
        frames: [
          {
            schema: { refId: 'A', fields: columns.map((_, nth) => ({ name: `c${nth}`, type: 'number' })) },
            data: { values: columns },
          },
        ],
      },
    },
  },
});

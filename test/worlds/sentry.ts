import { sentry } from '../../src/adapters/metric-source/sentry.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, type MetricWorld, numbersOf } from './metric-world.ts';

export const SENTRY = 'https://sentry.example';

/** A Sentry that has those observations as events, with a function of our own for each number. */
export const sentryWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(SENTRY, (asked) => answer(seen, asked), { SENTRY_AUTH_TOKEN: SECRET });
  const source = worked(await sentry.open(`${SENTRY}?organization=shop`, server.context));
  const asks = (asked: Asked): Asked => ({
    ...asked,
    queries: Object.fromEntries(
      askedFor(seen, asked).map((name) => [
        name,
        `spans seen(${name}) metric:${asked.query ?? asked.id} kind:${asked.kind} good:${asked.good} arm:{arm}`,
      ]),
    ),
  });
  return { source, server, asks, cannotKnow: 'a search for a tag that nobody has finds nothing' };
};

const SEARCH = /^metric:([\w-]+) kind:(\w+) good:(\w+) arm:(\w+)$/;

const answer = (seen: readonly Observation[], { method, path, query }: Seen): Said => {
  if (method === 'GET' && path === '/api/0/organizations/shop/') return { status: 200, json: { name: 'Shop' } };
  if (method !== 'GET' || path !== '/api/0/organizations/shop/events/') return { status: 404, json: { detail: 'no' } };
  const found = SEARCH.exec(query.get('query') ?? '');
  if (!found) return { status: 400, json: { detail: 'Invalid query' } };
  const [, metric = '', kind, good, arm = ''] = found;
  const [start, end] = ['start', 'end'].map((name) => Date.parse(`${query.get(name)}Z`));
  const wanted = { metric, arm, kind: kind as Asked['kind'], good: good as Asked['good'] };
  const of = numbersOf(seen, wanted, [(end ?? 0) - (start ?? 0), end ?? 0]);
  const field = query.get('field') ?? '';
  if (field === 'timestamp') return table(of ? [{ timestamp: new Date(of.atMs).toISOString() }] : []);
  const number = /^seen\((\w+)\)$/.exec(field)?.[1] ?? '';
  return table([{ [field]: of ? (of.numbers[number] ?? null) : 0 }]);
};

export const table = (data: readonly unknown[], meta: object = { dataScanned: 'full' }): Said => ({
  status: 200,
  json: { data, meta: { fields: {}, ...meta } },
});

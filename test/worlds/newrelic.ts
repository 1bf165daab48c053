import { newRelic } from '../../src/adapters/metric-source/newrelic.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { type MetricWorld, numbersOf } from './metric-world.ts';

export const NEW_RELIC = 'https://api.newrelic.example';

/** A NerdGraph over those observations: as much of NRQL as one query of ours, and of GraphQL as it is sent. */
export const newRelicWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(NEW_RELIC, (asked) => answer(seen, asked), { NEW_RELIC_API_KEY: SECRET });
  const source = worked(await newRelic.open(`${NEW_RELIC}/graphql?account=7`, server.context));
  return { source, server, asks, cannotKnow: 'events are stored as they come, and any name may come yet' };
};

const asks = (asked: Asked): Asked => {
  const { kind, good, id, query } = asked;
  const where = `metric = '${query ?? id}' AND kind = '${kind}' AND good = '${good}' AND arm = '{arm}'`;
  return { ...asked, query: `SELECT numbers FROM Seen WHERE ${where} SINCE {from} UNTIL {to}` };
};

const QUERY = /metric = '([\w-]+)' AND kind = '(\w+)' AND good = '(\w+)' AND arm = '(\w+)' SINCE (\d+) UNTIL (\d+)$/;

type Body = { readonly query: string; readonly variables: { readonly account: number; readonly nrql?: string } };

const answer = (seen: readonly Observation[], { method, path, json }: Seen): Said => {
  if (method !== 'POST' || path !== '/graphql') return { status: 404, json: { message: 'not found' } };
  const { variables } = json as Body;
  if (variables.nrql === undefined) return graph({ account: { name: 'Shop' } });
  const found = QUERY.exec(variables.nrql);
  if (!found) return failing('NRQL Syntax Error: unexpected');
  const [, metric = '', kind, good, arm = '', from, to] = found;
  const wanted = { metric, arm, kind: kind as Asked['kind'], good: good as Asked['good'] };
  const of = numbersOf(seen, wanted, [Number(to) - Number(from), Number(to)]);
  const { p99, ...numbers } = of?.numbers ?? { samples: 0 };
  const percentile = p99 === undefined ? {} : { p99: { '99': p99 } };
  return results([{ ...numbers, ...percentile, at: of?.atMs ?? null }]);
};

const graph = (actor: unknown): Said => ({ status: 200, json: { data: { actor } } });
export const results = (rows: readonly unknown[]): Said => graph({ account: { nrql: { results: rows } } });
export const failing = (message: string, data: unknown = { actor: { account: { nrql: null } } }): Said => ({
  status: 200,
  json: { errors: [{ message }], data },
});

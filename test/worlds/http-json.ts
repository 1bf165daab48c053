import { httpJson } from '../../src/adapters/metric-source/http-json.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../helpers/server.ts';
import { askedFor, type MetricWorld, NUMBERS, numbersOf } from './metric-world.ts';

const OPS = 'https://app.example/ops';
const STATUS = `${OPS}/status.json`;

/** A status page that knows those observations, and says what it counts over the time that it is asked about. */
export const httpJsonWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const server = aServer(OPS, (asked) => page(seen, asked), { HTTP_JSON_TOKEN: SECRET });
  const source = worked(await httpJson.open(`${STATUS}?from={from}&to={to}`, server.context));
  const asks = (asked: Asked): Asked => {
    const at = (name: string): string => `/${asked.query ?? asked.id}/${asked.kind}-${asked.good}/{arm}/${name}`;
    const names = [...askedFor(seen, asked), 'at'];
    return { ...asked, queries: Object.fromEntries(names.map((name) => [name, at(name)])) };
  };
  return { source, server, asks };
};

const page = (seen: readonly Observation[], { query }: Seen): Said => {
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  const arms = (metric: string, kind: Asked['kind'], good: Asked['good']) =>
    Object.fromEntries(
      ['treatment', 'control'].map((arm) => {
        const of = numbersOf(seen, { metric, arm, kind, good }, [to - from, to]);
        const numbers = NUMBERS.map((name) => [name, of?.numbers[name] ?? null] as const);
        return [arm, { ...Object.fromEntries(numbers), at: of ? new Date(of.atMs).toISOString() : null }];
      }),
    );
  const kinds = (['ratio', 'latency', 'count', 'gauge'] as const).flatMap((kind) =>
    (['up', 'down'] as const).map((good) => [kind, good] as const),
  );
  const metrics = [...new Set(seen.map(({ metric }) => metric))];
  const json = Object.fromEntries(
    metrics.map((metric) => [
      metric,
      Object.fromEntries(kinds.map(([kind, good]) => [`${kind}-${good}`, arms(metric, kind, good)])),
    ]),
  );
  return { status: 200, json };
};

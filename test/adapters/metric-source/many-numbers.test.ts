import { describe, expect, it } from 'vitest';
import { prometheus } from '../../../src/adapters/metric-source/prometheus.ts';
import { sql } from '../../../src/adapters/metric-source/sql.ts';
import { countedIn } from '../../../src/core/guards/counted.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { aContext } from '../../helpers/context.ts';
import { worked } from '../../helpers/log.ts';
import { aServer, SECRET } from '../../helpers/server.ts';
import { PROMETHEUS, vector } from '../../worlds/prometheus.ts';
import { aDatabase } from '../../worlds/sql.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const MINUTE = 60_000;
const SPEED: Asked = {
  id: 'speed',
  kind: 'latency',
  good: 'down',
  queries: { p99: 'p99{arm="{arm}"}[{window}]', histogram: 'by_le{arm="{arm}"}[{window}]' },
};
const ERRORS: Asked = {
  id: 'errors',
  kind: 'ratio',
  good: 'down',
  queries: {
    count: 'all{arm="{arm}"}[{window}]',
    bad: 'bad{arm="{arm}"}[{window}]',
    usersBad: 'users{arm="{arm}"}[{window}]',
    newUsers: 'new{arm="{arm}"}[{window}]',
    segmentCount: 'all_by{arm="{arm}"}[{window}]',
    segmentBad: 'bad_by{arm="{arm}"}[{window}]',
  },
};

type Series = readonly (readonly [labels: Record<string, string>, value: number | string])[];

/** A Prometheus that answers an expression by its first name; what is a number needs no more. */
const aPrometheus = async (answers: Readonly<Record<string, Series | number>>) => {
  const server = aServer(
    PROMETHEUS,
    ({ text, path }) => {
      if (path !== '/api/v1/query') return { status: 404, json: {} };
      const form = new URLSearchParams(text);
      const [time, query] = [Number(form.get('time')), form.get('query') ?? ''];
      if (query.startsWith('max(timestamp(')) return vector([{ metric: {}, value: [time, String(time - 60)] }]);
      const given = answers[/^\w+/.exec(query)?.[0] ?? ''] ?? [];
      const all: Series = typeof given === 'number' ? [[{}, given]] : given;
      return vector(all.map(([metric, value]) => ({ metric, value: [time, String(value)] })));
    },
    { PROMETHEUS_TOKEN: SECRET },
  );
  const source = worked(await prometheus.open(PROMETHEUS, server.context));
  return (asked: Asked) => source.measure(asked, 5 * MINUTE, NOW);
};

const BUCKETS: Series = [
  [{ le: '0.5' }, 9],
  [{ le: '+Inf' }, 10],
  [{ le: '0.1' }, 6],
  [{ le: '0.25' }, 6],
];

describe('the buckets of a latency in Prometheus', () => {
  it('become how many took how long, and count the observations where nobody else does', async () => {
    const ask = await aPrometheus({ p99: 480, by_le: BUCKETS });
    const answer = await ask(SPEED);
    expect(answer).toMatchObject({
      treatment: { p99: 480, samples: 10, histogram: { bounds: [0.1, 0.25, 0.5], counts: [6, 0, 3, 1] } },
    });
    const counted =
      answer.is === 'measured' ? countedIn({ kind: 'latency', good: 'down', unit: 's' }, answer) : undefined;
    expect(counted).toMatchObject({ latency: { treated: [6, 0, 3, 1], control: [6, 0, 3, 1] } });
  });

  it.each<[string, Series]>([
    ['without an end', BUCKETS.filter(([{ le }]) => le !== '+Inf')],
    ['without their label', [[{}, 3]]],
    ['that come twice', [...BUCKETS, [{ le: '0.10' }, 6]]],
    ['of which one holds less than the one below', [...BUCKETS.slice(0, 3), [{ le: '0.25' }, 4]]],
    [
      'that are no numbers',
      [
        [{ le: '1' }, 'NaN'],
        [{ le: '+Inf' }, 3],
      ],
    ],
    ['of which there are none', []],
  ])('%s are no measurement', async (_, by_le) => {
    const ask = await aPrometheus({ p99: 480, by_le });
    expect((await ask(SPEED)).is).not.toBe('measured');
  });

  it('have to be of the window', async () => {
    const ask = await aPrometheus({ p99: 480, by_le: BUCKETS });
    expect(await ask({ ...SPEED, queries: { ...SPEED.queries, histogram: 'by_le{arm="{arm}"}' } })).toMatchObject({
      is: 'error',
    });
  });
});

const group = (name: string, of: number, bad: number) => {
  const arm = { samples: of, count: of, bad };
  return { name, treatment: arm, control: arm };
};

describe('groups and users of a ratio in Prometheus', () => {
  const numbers = { all: 100, bad: 9, users: 4, new: 30 };

  it('stand beside the numbers of all', async () => {
    const ask = await aPrometheus({
      ...numbers,
      all_by: [
        [{ country: 'de' }, 60],
        [{ country: 'fr' }, 40],
      ],
      bad_by: [[{ country: 'de' }, 9]],
    });
    const answer = await ask(ERRORS);
    expect(answer).toMatchObject({
      treatment: { count: 100, bad: 9, usersBad: 4, newUsers: 30 },
      segments: [group('de', 60, 9), group('fr', 40, 0)],
    });
    const counted =
      answer.is === 'measured' ? countedIn({ kind: 'ratio', good: 'down', unit: '%' }, answer) : undefined;
    expect(counted).toMatchObject({
      distinct: true,
      newUsers: { treated: 30 },
      segments: { de: { treated: { of: 60, bad: 9 } } },
    });
  });

  it.each<[string, Record<string, Series>]>([
    ['a group of bad events without events', { all_by: [[{ c: 'de' }, 60]], bad_by: [[{ c: 'fr' }, 1]] }],
    ['two labels', { all_by: [[{ c: 'de', d: 'x' }, 60]], bad_by: [] }],
    ['no label', { all_by: [[{}, 60]], bad_by: [] }],
    ['too many', { all_by: Array.from({ length: 51 }, (_, at) => [{ c: `c${at}` }, 1] as const), bad_by: [] }],
  ])('%s is no measurement', async (_, more) => {
    const ask = await aPrometheus({ ...numbers, ...more });
    expect(await ask(ERRORS)).toMatchObject({ is: 'error' });
  });
});

const source = async () => worked(await sql.open(aDatabase('CREATE TABLE t (x)'), aContext()));

const row = (columns: string): string =>
  `SELECT ${columns}, '2026-03-29T00:29:00Z' AS at WHERE {arm} = {arm} AND {from} < {to}`;

describe('the same in a database', () => {
  it('takes users, new users, groups and a histogram', async () => {
    const { measure } = await source();
    const query = `${row('NULL AS segment, 100 AS count, 9 AS bad, 4 AS usersBad, 30 AS newusers')} UNION ALL ${row("'de', 60, 9, 4, 1")} UNION ALL ${row("'fr', 40, 0, 0, 2")}`;
    expect(await measure({ ...ERRORS, query }, 5 * MINUTE, NOW)).toMatchObject({
      treatment: { count: 100, bad: 9, usersBad: 4, newUsers: 30 },
      segments: [{ name: 'de', treatment: { samples: 60, bad: 9 } }, { name: 'fr' }],
    });
    const histogram = `json_object('bounds', json_array(100, 200), 'counts', json_array(7, 2, 1))`;
    expect(
      await measure({ ...SPEED, query: row(`10 AS samples, 480 AS p99, ${histogram} AS histogram`) }, 5 * MINUTE, NOW),
    ).toMatchObject({ treatment: { histogram: { bounds: [100, 200], counts: [7, 2, 1] } } });
  });

  it.each([
    ['groups and no row of all', "'de' AS segment, 60 AS count, 9 AS bad"],
    ['a histogram that is none', `10 AS count, 1 AS bad, '{"bounds": []}' AS histogram`],
    ['a number by a name that nobody knows', '10 AS count, 1 AS bad, 2 AS userBad'],
  ])('%s are no measurement', async (_, columns) => {
    const { measure } = await source();
    expect((await measure({ ...ERRORS, query: row(columns) }, 5 * MINUTE, NOW)).is).not.toBe('measured');
  });
});

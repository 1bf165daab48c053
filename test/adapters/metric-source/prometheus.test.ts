import { describe, expect, it } from 'vitest';
import { prometheus } from '../../../src/adapters/metric-source/prometheus.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../../helpers/server.ts';
import { PROMETHEUS, refused, vector } from '../../worlds/prometheus.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const S = NOW / 1000;
const MINUTES_5 = 300_000;

type Answers = (query: string, form: URLSearchParams, seen: Seen) => Said;

/** Answers what a query is answered with; how new the series are, and that they are there, is answered by itself. */
const asking = async (answers: Answers, place = PROMETHEUS, env = {}) => {
  const server = aServer(
    PROMETHEUS,
    (seen) => {
      const form = new URLSearchParams(seen.text);
      const query = form.get('query') ?? '';
      if (seen.method === 'GET') return { status: 200, json: { status: 'success', data: [seen.query.get('match[]')] } };
      return query.startsWith('max(timestamp(') ? vector([one(S - 15)]) : answers(query, form, seen);
    },
    env,
  );
  const source = worked(await prometheus.open(place, server.context));
  return { server, ask: (asked: Partial<Asked>) => source.measure({ ...GAUGE, ...asked }, MINUTES_5, NOW) };
};

const one = (value: number | string, labels = {}) => ({ metric: labels, value: [S, String(value)] });
const matrix = (...series: readonly unknown[]): Said => ({
  status: 200,
  json: { status: 'success', data: { resultType: 'matrix', result: series } },
});

const GAUGE: Asked = {
  id: 'memory',
  kind: 'gauge',
  good: 'down',
  query: 'max_over_time(memory{arm="{arm}"}[{window}])',
};
const RATIO: Partial<Asked> = {
  id: 'errors',
  kind: 'ratio',
  query: undefined,
  queries: {
    count: 'sum(increase(http_total{feature="{flag}",v="{arm}"}[{window}]))',
    bad: 'sum(increase(http_total{feature="{flag}",v="{arm}",code="500"}[{window}])) or vector(0)',
  },
  arms: { treatment: 'on', control: 'off' },
  flag: 'new-tax',
};

const headersWith = async (env: Record<string, string>, place = PROMETHEUS) => {
  const { server, ask } = await asking(() => vector([one(1)]), place, env);
  await ask({});
  return server.seen[0]?.headers;
};

describe('Prometheus', () => {
  it('is asked for each number of each arm, with everything filled in, by POST and for the end of the window', async () => {
    const { server, ask } = await asking((query) => vector([one(query.includes('500') ? 3 : 100)]));
    expect(await ask(RATIO)).toEqual({
      is: 'measured',
      fromMs: NOW - MINUTES_5,
      toMs: NOW,
      atMs: NOW - 15_000,
      treatment: { samples: 100, count: 100, bad: 3 },
      control: { samples: 100, count: 100, bad: 3 },
    });
    const forms = server.seen.map(({ text }) => new URLSearchParams(text));
    expect(forms.map((form) => form.get('query')).toSorted()).toEqual([
      'max(timestamp(http_total{feature="new-tax",v="off"}))',
      'max(timestamp(http_total{feature="new-tax",v="on"}))',
      'sum(increase(http_total{feature="new-tax",v="off",code="500"}[300s])) or vector(0)',
      'sum(increase(http_total{feature="new-tax",v="off"}[300s]))',
      'sum(increase(http_total{feature="new-tax",v="on",code="500"}[300s])) or vector(0)',
      'sum(increase(http_total{feature="new-tax",v="on"}[300s]))',
    ]);
    expect(forms.every((form) => form.get('time') === String(S))).toBe(true);
    expect(server.seen.every(({ method }) => method === 'POST')).toBe(true);
  });

  it.each<[string, Said, 'no-data' | 'error', string]>([
    ['no series', vector([]), 'no-data', 'or vector(0)'],
    ['several series', vector([one(1, { pod: 'a' }), one(2, { pod: 'b' })]), 'error', '{pod="a"} {pod="b"}'],
    ['NaN', vector([one('NaN')]), 'no-data', 'NaN'],
    ['an infinite number', vector([one('+Inf')]), 'error', 'Infinity'],
    ['a number below all', vector([one('-Inf')]), 'error', '-Infinity'],
    ['a number that is none', vector([one('0x')]), 'no-data', 'NaN'],
    ['a histogram', vector([{ metric: {}, histogram: [S, {}] }]), 'error', 'histogram'],
    [
      'a text',
      { status: 200, json: { status: 'success', data: { resultType: 'string', result: [S, 'a'] } } },
      'error',
      'text',
    ],
    [
      'an error with status 200',
      { status: 200, json: { status: 'error', error: 'no' } },
      'error',
      'no answer of a Prometheus',
    ],
    ['a query that cannot be read', refused('1:3: parse error'), 'error', '1:3: parse error'],
    [
      'half of an answer',
      { status: 200, json: { ...(vector([one(1)]).json as object), warnings: ['store 10.0.0.1 is down'] } },
      'error',
      'store 10.0.0.1 is down',
    ],
  ])('gives no number where the answer is %s', async (_, said, is, why) => {
    const { ask } = await asking(() => said);
    const answer = await ask({});
    expect(answer).toMatchObject({ is });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it('reads a scalar, and a mere hint is no warning', async () => {
    const scalar = {
      status: 200,
      json: { status: 'success', data: { resultType: 'scalar', result: [S, '7'] }, infos: ['x'] },
    };
    expect(await (await asking(() => scalar)).ask({})).toMatchObject({ treatment: { value: 7 } });
  });

  it('asks along the window for what has a value at any moment, and never for too many points', async () => {
    const values = [
      [S - 60, '80'],
      [S - 55, '90'],
    ];
    const { server, ask } = await asking(() => matrix({ metric: {}, values }));
    const memory = { query: 'memory{arm="{arm}"}' };
    expect(await ask(memory)).toMatchObject({ treatment: { samples: 1, value: 85 }, control: { value: 85 } });
    const form = new URLSearchParams(server.seen.find(({ path }) => path === '/api/v1/query_range')?.text);
    expect(form.get('step')).toBe('5');
    const source = worked(await prometheus.open(PROMETHEUS, server.context));
    for (const windowMs of [60_000, 3_600_000, 30 * 86_400_000, 365 * 86_400_000]) {
      server.seen.length = 0;
      await source.measure({ ...GAUGE, ...memory }, windowMs, NOW);
      const asked = new URLSearchParams(server.seen.find(({ path }) => path === '/api/v1/query_range')?.text);
      const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(asked.get(name)));
      expect(((end ?? 0) - (start ?? 0)) / (step ?? 1)).toBeLessThanOrEqual(240);
    }
  });

  it('takes the worst of a percentile along the window', async () => {
    const { ask } = await asking((query) =>
      query.includes('quantile')
        ? matrix({
            metric: {},
            values: [
              [S - 10, '200'],
              [S, '120'],
            ],
          })
        : vector([one(50)]),
    );
    const latency: Partial<Asked> = {
      kind: 'latency',
      queries: { samples: 'sum(increase(n{v="{arm}"}[{window}]))', p99: 'quantile:latency{v="{arm}"}' },
    };
    expect(await ask(latency)).toMatchObject({ treatment: { samples: 50, p99: 200 } });
    expect(await ask({ ...latency, good: 'up' })).toMatchObject({ treatment: { p99: 120 } });
  });

  it.each<[string, Partial<Asked>, string]>([
    ['has no query', { query: undefined }, 'no query for value'],
    ['is a ratio of which one half is asked', { ...RATIO, queries: { bad: 'a{v="{arm}"}[{window}]' } }, 'for count'],
    ['is a share without a number behind it', { kind: 'ratio' }, 'for samples'],
    ['is a latency without a number behind it', { kind: 'latency' }, 'for samples'],
    ['counts since a process began', { kind: 'count', query: 'errors_total{v="{arm}"}' }, '{window}'],
    [
      'compares an arm with everyone',
      { ...RATIO, queries: { count: 'a[{window}]', bad: 'b{v="{arm}"}[{window}]' } },
      '{arm}',
    ],
    ['names a flag that there is not', { ...RATIO, flag: undefined }, '{flag}'],
    ['looks at no series', { query: 'vector(1) + 0 * {to} - {from}' }, '"at"'],
  ])('refuses a metric that %s', async (_, asked, why) => {
    const { ask } = await asking(() => vector([one(1)]));
    const answer = await ask(asked);
    expect(answer).toMatchObject({ is: 'error' });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it('counts everyone alike where the query does not name the arm, and says that there is no control', async () => {
    const { ask } = await asking(() => vector([one(1)]));
    const answer = await ask({ query: 'sum(memory[{window}])' });
    expect(answer).toMatchObject({ is: 'measured', withoutControl: expect.stringContaining('{arm}') });
    expect(answer).not.toHaveProperty('control');
  });

  it('is as new as its series, or as "at" says, and no data where they are gone', async () => {
    const { ask } = await asking((query) =>
      vector(query.includes('absent') ? [] : [one(query === 'when' ? S - 90 : 1)]),
    );
    expect(await ask({})).toMatchObject({ atMs: NOW - 15_000 });
    const value = GAUGE.query;
    expect(await ask({ queries: { value, at: 'when' } })).toMatchObject({ atMs: NOW - 90_000 });
    const gone = await ask({ queries: { value, at: 'absent' } });
    expect(gone).toMatchObject({ is: 'no-data' });
  });

  it('says who it is, and where it cannot be reached, how to go on', async () => {
    const { server } = await asking(() => vector([one(1)]));
    const source = worked(await prometheus.open(PROMETHEUS, server.context));
    expect(await source.greet?.()).toMatchObject({ ok: true });
    server.break('reset');
    const lost = await source.greet?.();
    expect(lost).toMatchObject({ ok: false, problems: [{ hint: expect.stringContaining('tries again') }] });
  });

  it('shows what lets us in, and the tenant', async () => {
    const token = await headersWith({ PROMETHEUS_TOKEN: SECRET }, `${PROMETHEUS}?tenant=team-a`);
    expect(token?.get('authorization')).toBe(`Bearer ${SECRET}`);
    expect(token?.get('x-scope-orgid')).toBe('team-a');
    const named = await headersWith({ PROMETHEUS_USERNAME: 'ana', PROMETHEUS_PASSWORD: SECRET });
    expect(named?.get('authorization')).toBe(`Basic ${btoa(`ana:${SECRET}`)}`);
    expect((await headersWith({}))?.has('authorization')).toBe(false);
    const twice = aServer(PROMETHEUS, () => vector([]), { PROMETHEUS_TOKEN: SECRET, PROMETHEUS_USERNAME: 'ana' });
    expect(problemOf(await prometheus.open(PROMETHEUS, twice.context))).toMatchObject({ code: 'secret-twice' });
  });
});

import { describe, expect, it } from 'vitest';
import { datadog } from '../../../src/adapters/metric-source/datadog.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aServer, type Said, SECRET } from '../../helpers/server.ts';
import { DATADOG, series } from '../../worlds/datadog.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30, 7);
const END = NOW - 7000;
const KEYS = { DD_API_KEY: SECRET, DD_APP_KEY: `${SECRET}2` };

const RATIO: Asked = {
  id: 'errors',
  kind: 'ratio',
  good: 'down',
  queries: {
    count: 'sum:shop.requests{flag:{flag},variant:{arm}}.as_count()',
    bad: 'default_zero(sum:shop.errors{flag:{flag},variant:{arm}}.as_count())',
  },
  arms: { treatment: 'on', control: 'off' },
  flag: 'new-tax',
};

const asking = async (said: (query: string) => Said) => {
  const server = aServer(DATADOG, ({ json }) => said(JSON.stringify(json)), KEYS);
  const source = worked(await datadog.open(DATADOG, server.context));
  return { server, ask: (asked: Asked = RATIO, windowMs = 300_000) => source.measure(asked, windowMs, NOW) };
};

describe('Datadog', () => {
  it('is asked for each number over a window of whole buckets, and its points are added up', async () => {
    const { server, ask } = await asking((query) =>
      query.includes('errors')
        ? series([END - 20_000, END - 10_000], [[0, 3]])
        : series([END - 300_000, END - 20_000, END - 10_000], [[100, 50, null]]),
    );
    expect(await ask()).toEqual({
      is: 'measured',
      fromMs: END - 300_000,
      toMs: END,
      atMs: END - 20_000,
      treatment: { samples: 150, count: 150, bad: 3 },
      control: { samples: 150, count: 150, bad: 3 },
    });
    expect(server.seen.map(({ json }) => json)).toContainEqual({
      data: {
        type: 'timeseries_request',
        attributes: {
          from: END - 300_000,
          to: END,
          interval: 10_000,
          queries: [
            { data_source: 'metrics', name: 'a', query: 'sum:shop.requests{flag:new-tax,variant:on}.as_count()' },
          ],
          formulas: [{ formula: 'a' }],
        },
      },
    });
    const [first] = server.seen;
    expect([first?.headers.get('dd-api-key'), first?.headers.get('dd-application-key')]).toEqual(Object.values(KEYS));
  });

  it('averages values, and takes the worst of percentiles', async () => {
    const { ask } = await asking((query) =>
      query.includes('requests') ? series([END - 10_000], [[40]]) : series([END - 20_000, END - 10_000], [[100, 300]]),
    );
    const speed: Asked = {
      id: 'speed',
      kind: 'latency',
      good: 'down',
      queries: { samples: 'sum:requests{v:{arm}}.as_count()', value: 'avg:speed{v:{arm}}', p99: 'p99:speed{v:{arm}}' },
    };
    expect(await ask(speed)).toMatchObject({ treatment: { samples: 40, value: 200, p99: 300 } });
    expect(await ask({ ...speed, good: 'up' })).toMatchObject({ treatment: { p99: 100 } });
  });

  it.each<[string, Said, 'no-data' | 'error', string]>([
    ['no series', series([], []), 'no-data', 'default_zero'],
    ['points without values', series([END - 10_000], [[null]]), 'no-data', 'no points'],
    ['several series', series([END - 10_000], [[1], [2]], ['pod:a', 'pod:b']), 'error', 'pod:a pod:b'],
    ['points from before the window', series([END - 310_000], [[1]]), 'error', 'other times'],
    ['points from after it', series([END], [[1]]), 'error', 'other times'],
    ['points of other buckets', series([END - 12_345], [[1]]), 'error', 'other times'],
    ['a refusal', { status: 400, json: { errors: ['Error parsing query: near }'] } }, 'error', 'near }'],
    [
      'an error with status 200',
      { status: 200, json: { ...(series([], []).json as object), errors: 'too slow' } },
      'error',
      'too slow',
    ],
  ])('gives no number where the answer is %s', async (_, said, is, why) => {
    const answer = await (await asking(() => said)).ask();
    expect(answer).toMatchObject({ is });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it.each<[string, Partial<Asked>, string]>([
    ['is a rate per second', { queries: { ...RATIO.queries, bad: 'sum:errors{v:{arm}}' } }, 'per second'],
    ['is a count as a rate', { kind: 'count', queries: { value: 'sum:errors{v:{arm}}' } }, 'per second'],
    [
      'hides that nothing comes in',
      { queries: { ...RATIO.queries, count: `default_zero(${RATIO.queries?.count})` } },
      'hide',
    ],
    ['asks for a moment', { queries: { ...RATIO.queries, at: 'max:t{v:{arm}}' } }, '"at"'],
  ])('refuses a query that %s', async (_, asked, why) => {
    const answer = await (await asking(() => series([END - 10_000], [[1]]))).ask({ ...RATIO, ...asked });
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining(why) });
  });

  it.each([
    [50 * 60_000, 10_000],
    [60 * 60_000, 60_000],
    [24 * 3_600_000, 300_000],
    [10 * 24 * 3_600_000, 3_600_000],
  ])('a window of %i ms is asked in buckets of %i ms', async (windowMs, bucketMs) => {
    const { server, ask } = await asking(() => series([], []));
    await ask(RATIO, windowMs);
    expect(server.seen[0]?.json).toMatchObject({ data: { attributes: { interval: bucketMs } } });
  });

  it('refuses a window that no bucket divides, and one that is too long', async () => {
    const { ask } = await asking(() => series([], []));
    expect(await ask(RATIO, 15_000)).toMatchObject({ is: 'error', why: expect.stringContaining('10 s') });
    expect(await ask(RATIO, 60 * 24 * 3_600_000)).toMatchObject({ is: 'error' });
  });

  it('needs both keys, and says which is missing', async () => {
    const server = aServer(DATADOG, () => series([], []), { DD_API_KEY: SECRET });
    const found = problemOf(await datadog.open(DATADOG, server.context));
    expect(found).toMatchObject({
      code: 'secret-missing',
      path: 'DD_APP_KEY',
      hint: expect.stringContaining('DD_APP_KEY_FILE'),
    });
    const { server: whole } = await asking(() => ({ status: 200, json: { valid: true } }));
    const source = worked(await datadog.open(DATADOG, whole.context));
    expect(await source.greet?.()).toMatchObject({ ok: true });
  });
});

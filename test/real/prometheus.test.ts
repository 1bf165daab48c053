import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { prometheus } from '../../src/adapters/metric-source/prometheus.ts';
import type { Asked, MetricSource } from '../../src/ports/metric-source.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { freePort, type Running, start } from './server.ts';

/** A real Prometheus, which looks every second at a program of ours that counts requests of two arms. */
const ARMS = { on: { perSecond: 100, failing: 0.05 }, off: { perSecond: 900, failing: 0.01 } };
const bornMs = Date.now();
const shown = new Set<keyof typeof ARMS>(['on', 'off']);

/** Up to how many seconds, and which share of the requests takes no longer. */
const BUCKETS = [
  [0.1, 0.5],
  [0.2, 0.98],
  [0.4, 1],
] as const;

/** What such a program says, in the format that is scraped: counters, a histogram, a gauge. */
const page = (): string => {
  const seconds = (Date.now() - bornMs) / 1000;
  const lines = [...shown].flatMap((arm) => {
    const { perSecond, failing } = ARMS[arm];
    const all = Math.floor(seconds * perSecond);
    const bad = Math.floor(all * failing);
    return [
      `http_requests_total{arm="${arm}",code="200",pod="a"} ${all - bad}`,
      `http_requests_total{arm="${arm}",code="500",pod="a"} ${bad}`,
      `http_idle_total{arm="${arm}"} 0`,
      ...BUCKETS.map(([le, share]) => `latency_bucket{arm="${arm}",le="${le}"} ${Math.floor(all * share)}`),
      `latency_bucket{arm="${arm}",le="+Inf"} ${all}`,
      `memory_percent{arm="${arm}"} ${arm === 'on' ? 80 : 60}`,
    ];
  });
  return `${lines.join('\n')}\n`;
};

const folder = mkdtempSync(join(tmpdir(), 'rampart-prometheus-'));
let exporter: Server;
let server: Running;
let at: string;
let source: MetricSource;

beforeAll(async () => {
  const [port, exported] = [await freePort(), await freePort()];
  exporter = createServer((_, to) => void to.setHeader('content-type', 'text/plain; version=0.0.4').end(page()));
  await new Promise<void>((done) => void exporter.listen(exported, '127.0.0.1', done));
  const job = `{job_name: shop, static_configs: [{targets: ['127.0.0.1:${exported}']}]}`;
  writeFileSync(join(folder, 'prometheus.yml'), `global: {scrape_interval: 1s}\nscrape_configs: [${job}]\n`);
  at = `http://127.0.0.1:${port}`;
  server = await start({
    command: 'prometheus',
    words: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    ready: async () => (await fetch(`${at}/-/ready`).catch(() => undefined))?.ok === true,
  });
  source = worked(await prometheus.open(at, { ...aContext(), fetch, clock: systemClock }));
  for (let waited = 0; waited < 60 && (await measure(RATIO)).is !== 'measured'; waited += 1) await setTimeout(1000);
  await setTimeout(WINDOW_MS);
});

afterAll(async () => {
  exporter?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const WINDOW_MS = 10_000;
const measure = (asked: Asked, windowMs = WINDOW_MS) => source.measure(asked, windowMs, Date.now());
const arms = { treatment: 'on', control: 'off' };
const asked = (kind: Asked['kind'], queries: Asked['queries']): Asked => ({
  id: 'm',
  kind,
  good: 'down',
  queries,
  arms,
});
const counted = (labels = '') => `sum(increase(http_requests_total{arm="{arm}"${labels}}[{window}]))`;
const RATIO = asked('ratio', { count: counted(), bad: counted(',code="500"') });
const value = (query: string) => asked('gauge', { value: query });

const percent = ({ bad = NaN, count = NaN }) => (100 * bad) / count;

describe('a real Prometheus', () => {
  it('gives a ratio of both arms, with how many there were and how new that is', async () => {
    const answer = await measure(RATIO);
    if (answer.is !== 'measured') throw new Error(answer.why);
    const { treatment, control, atMs, toMs } = answer;
    expect(Math.abs(percent(treatment) - 5)).toBeLessThan(0.5);
    expect(Math.abs(percent(control ?? {}) - 1)).toBeLessThan(0.2);
    expect(Math.abs(treatment.samples - 1000)).toBeLessThan(200);
    expect(Math.abs((control?.samples ?? 0) - 9000)).toBeLessThan(1800);
    expect(toMs - atMs).toBeGreaterThanOrEqual(0);
    expect(toMs - atMs).toBeLessThan(3000);
  });

  it('gives a percentile of a histogram', async () => {
    const quantile = 'histogram_quantile(0.99, sum by (le) (rate(latency_bucket{arm="{arm}"}[{window}])))';
    const answer = await measure(asked('latency', { samples: counted(), p99: quantile }));
    if (answer.is !== 'measured') throw new Error(answer.why);
    expect(answer.treatment.p99).toBeGreaterThan(0.2);
    expect(answer.treatment.p99).toBeLessThan(0.4);
  });

  it('is asked along the window for a value, however long that is', async () => {
    expect(await measure(value('memory_percent{arm="{arm}"}'))).toMatchObject({
      treatment: { value: 80 },
      control: { value: 60 },
    });
    expect(await measure(value('memory_percent{arm="{arm}"}'), 365 * 86_400_000)).toMatchObject({ is: 'measured' });
    const [end, step] = [Date.now() / 1000, 1];
    const query = new URLSearchParams({
      query: 'up',
      start: String(end - 12_000),
      end: String(end),
      step: String(step),
    });
    const refused = await fetch(`${at}/api/v1/query_range?${query}`);
    expect({ status: refused.status, said: await refused.text() }).toMatchObject({
      status: 400,
      said: expect.stringContaining('11,000'),
    });
  });

  it.each<[string, string, 'no-data' | 'error', string]>([
    ['several series', 'http_requests_total{arm="{arm}"} + 0 * {to}', 'error', 'code="200"'],
    [
      'nothing by nothing',
      'sum(rate(http_idle_total{arm="{arm}"}[{window}])) / sum(rate(http_idle_total[{window}]))',
      'no-data',
      'NaN',
    ],
    ['something by nothing', 'sum(memory_percent{arm="{arm}"}) / 0 + 0 * {to}', 'error', 'Infinity'],
    ['a label that nothing has', 'sum(memory_percent{arm="{arm}",pod="z"}) + 0 * {from}', 'no-data', 'or vector(0)'],
    ['a metric that nobody has', 'sum(memry_percent{arm="{arm}"}[{window}])', 'error', 'parse error'],
    ['a metric that is misspelt', 'sum(rate(memry_percent{arm="{arm}"}[{window}]))', 'error', '"memry_percent"'],
    ['no PromQL', 'SELECT {arm} {window}', 'error', 'parse error'],
  ])('gives no number for %s', async (_, query, is, why) => {
    const answer = await measure(value(query));
    expect(answer).toMatchObject({ is });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it('says its version', async () => {
    expect(worked((await source.greet?.()) ?? { ok: false, problems: [] })).toMatch(/^version \d+\.\d+/);
  });

  it('knows at once when an arm is gone, and when all is', async () => {
    shown.delete('off');
    await setTimeout(3000);
    expect(await measure(RATIO)).toMatchObject({ is: 'measured', withoutControl: expect.stringContaining('of late') });
    exporter.closeAllConnections();
    await new Promise((done) => void exporter.close(done));
    await setTimeout(3000);
    expect(await measure(RATIO)).toMatchObject({ is: 'no-data' });
  });
});

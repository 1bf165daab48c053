import { describe, expect, it } from 'vitest';
import { signed } from '../../../src/adapters/metric-source/aws-signature.ts';
import { cloudWatch } from '../../../src/adapters/metric-source/cloudwatch.ts';
import { datadog } from '../../../src/adapters/metric-source/datadog.ts';
import { grafana } from '../../../src/adapters/metric-source/grafana.ts';
import { sentry } from '../../../src/adapters/metric-source/sentry.ts';
import type { MetricSourceAdapter } from '../../../src/ports/adapter.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { worked } from '../../helpers/log.ts';
import { aServer, type Said, SECRET, type Seen } from '../../helpers/server.ts';
import { AWS, CLOUDWATCH, results } from '../../worlds/cloudwatch.ts';
import { DATADOG, series } from '../../worlds/datadog.ts';
import { frames, GRAFANA } from '../../worlds/grafana.ts';
import { SENTRY, table } from '../../worlds/sentry.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const MINUTE = 60_000;
const SPEED: Asked = { id: 'speed', kind: 'gauge', good: 'down' };

const ENV = {
  DD_API_KEY: SECRET,
  DD_APP_KEY: 'app',
  SENTRY_AUTH_TOKEN: SECRET,
  GRAFANA_TOKEN: SECRET,
  ...AWS,
};

/** A source whose vendor answers so, whatever it is asked. */
const told = async (adapter: MetricSourceAdapter, place: string, answer: (seen: Seen) => Said) => {
  const server = aServer(place.replace(/\?.*$/, ''), answer, ENV);
  const source = worked(await adapter.open(place, server.context));
  const ask = (value: string, more: Partial<Asked> = {}, atMs = NOW, windowMs = 5 * MINUTE) =>
    source.measure({ ...SPEED, queries: { value }, ...more }, windowMs, atMs);
  return { server, source, ask };
};

describe('a signature of AWS', () => {
  // The example request of the documents of Signature Version 4.
  const asked = {
    url: new URL('https://example.amazonaws.com/'),
    headers: {},
    body: '',
    atMs: Date.UTC(2015, 7, 30, 12, 36),
  };
  const signer = {
    keyId: 'AKIDEXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    session: undefined,
    region: 'us-east-1',
    service: 'service',
  };

  it.each([
    ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('of a %s is the one that AWS expects', (method, signature) =>
    expect(signed(signer, { ...asked, method })).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    }),
  );

  it('covers the body, the session and every header that is told', () => {
    const one = signed(signer, { ...asked, method: 'POST', body: '{}' });
    const other = signed({ ...signer, session: 's' }, { ...asked, method: 'POST', headers: { 'x-amz-target': 'T' } });
    expect(
      new Set([one, other, signed(signer, { ...asked, method: 'POST' })].map((all) => all['authorization'])).size,
    ).toBe(3);
    expect(other['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target');
    expect(JSON.stringify([one, other])).not.toContain(signer.secret);
  });
});

describe('datadog', () => {
  const begins = [0, 1, 2].map((nth) => NOW - 60_000 + nth * 10_000);

  it.each<[string, Said, string, RegExp]>([
    ['buckets of another grid', series([NOW - 115_000, NOW - 60_000], [[1, 2]]), 'error', /buckets of 10/],
    [
      'several series',
      series(begins, [
        [1, 2, 3],
        [1, 2, 3],
      ]),
      'error',
      /2 series/,
    ],
    ['another window', series([NOW - 3_600_000], [[1]]), 'error', /of that window/],
    ['a bucket that is not over', series([NOW], [[1]]), 'error', /of that window/],
    ['moments without values', series(begins, [[1]]), 'error', /as many/],
    ['nothing but gaps', series(begins, [[null, null, null]]), 'no-data', /default_zero/],
    [
      'an error beside numbers',
      { ...series(begins, [[1, 2, 3]]), json: { ...Object(series(begins, [[1, 2, 3]]).json), errors: 'timed out' } },
      'error',
      /timed out/,
    ],
  ])('takes %s for no number', async (_, answer, is, why) => {
    const { ask } = await told(datadog, DATADOG, () => answer);
    expect(await ask('avg:x{*}')).toMatchObject({ is, why: expect.stringMatching(why) });
  });

  it('asks for whole buckets that begin in the window and are over, and says how wide they are', async () => {
    const { ask, server } = await told(datadog, DATADOG, () => series([NOW - 20_000], [[7]]));
    const answer = await ask('avg:x{*}', {}, NOW - 3_000, 5 * MINUTE);
    expect(answer).toMatchObject({ fromMs: NOW - 300_000, toMs: NOW, bucketMs: 10_000, treatment: { value: 7 } });
    expect(server.seen[0]?.json).toMatchObject({
      data: { attributes: { from: NOW - 300_000, to: NOW, interval: 10_000 } },
    });
    expect(await ask('avg:x{*}', {}, NOW + 4_000, 10_000)).toMatchObject({ is: 'no-data' });
  });

  it('asks for long windows in wider buckets, so that Datadog does not widen them by itself', async () => {
    const { ask, server } = await told(datadog, DATADOG, () => series([NOW - 120_000], [[7]]));
    expect(await ask('avg:x{*}', {}, NOW, 24 * 60 * MINUTE)).toMatchObject({ bucketMs: 120_000 });
    expect(server.seen[0]?.json).toMatchObject({ data: { attributes: { interval: 120_000 } } });
  });

  it('says what cannot be told bucket by bucket', async () => {
    const { ask } = await told(datadog, DATADOG, () => series(begins, [[1, 2, 3]]));
    for (const more of [{ usersBad: 'x' }, { histogram: 'x' }, { segmentCount: 'x' }, { at: 'x' }])
      expect(await ask('x', { kind: 'gauge', queries: { value: 'x', ...more } })).toMatchObject({ is: 'error' });
    expect(await ask('sum:x{*} by {window}')).toMatchObject({ is: 'error' });
  });

  it('asks whether it is let in without asking for a number', async () => {
    const { source } = await told(datadog, DATADOG, () => ({ status: 200, json: { valid: true } }));
    expect(await source.greet?.()).toMatchObject({ ok: true });
  });
});

describe('cloudwatch', () => {
  const PLACE = `${CLOUDWATCH}?region=eu-central-1`;
  const one = (more: object = {}): Said => results([[(NOW - 60_000) / 1000, 4]], more);

  it.each<[string, Said, string]>([
    ['a part of the answer', one({ StatusCode: 'PartialData' }), 'error'],
    ['what this key may not see', one({ StatusCode: 'Forbidden' }), 'error'],
    ['a message', one({ Messages: [{ Code: 'x', Value: 'too many' }] }), 'error'],
    ['more on another page', { status: 200, json: { ...Object(one().json), NextToken: 'n' } }, 'error'],
    ['a period of another length', results([[(NOW - 30_000) / 1000, 4]]), 'error'],
    ['a period of another window', results([[(NOW - 3_600_000) / 1000, 4]]), 'error'],
    ['several series', { status: 200, json: { MetricDataResults: [{ Id: 'a' }, { Id: 'a' }] } }, 'error'],
    ['no point', results([]), 'no-data'],
    ['no result', { status: 200, json: { MetricDataResults: [] } }, 'no-data'],
  ])('takes %s for no number', async (_, answer, is) => {
    const { ask } = await told(cloudWatch, PLACE, () => answer);
    expect(await ask('SELECT AVG(x) FROM y')).toMatchObject({ is });
  });

  it('signs, and asks by an expression or by a MetricStat in the words of AWS', async () => {
    const { ask, server } = await told(cloudWatch, PLACE, () => one());
    expect(await ask('SELECT AVG(x) FROM y')).toMatchObject({
      is: 'measured',
      bucketMs: 60_000,
      treatment: { value: 4 },
    });
    await ask('{"Metric": {"Namespace": "n", "MetricName": "m"}, "Stat": "p99"}');
    expect(server.seen[0]?.json).toMatchObject({
      MetricDataQueries: [{ Expression: 'SELECT AVG(x) FROM y', Period: 60 }],
    });
    expect(server.seen[1]?.json).toMatchObject({ MetricDataQueries: [{ MetricStat: { Stat: 'p99', Period: 60 } }] });
    expect(server.seen[0]?.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(await ask('{"Metric": 3}')).toMatchObject({ is: 'error' });
    for (const { headers, text } of server.seen)
      expect(`${[...headers.values()].join()}${text}`).not.toContain(AWS.AWS_SECRET_ACCESS_KEY);
  });
});

describe('sentry', () => {
  const PLACE = `${SENTRY}?organization=shop&project=7&environment=production`;
  const newest = { timestamp: '2026-03-29T00:29:00+00:00' };
  const answers = (row: object, meta?: object) => (seen: Seen) =>
    table(seen.query.get('field') === 'timestamp' ? [newest] : [row], meta);

  it('takes a part of its data for no number', async () => {
    const { ask } = await told(sentry, PLACE, answers({ 'p99(span.duration)': 3 }, { dataScanned: 'partial' }));
    expect(await ask('spans p99(span.duration) x:y')).toMatchObject({
      is: 'error',
      why: expect.stringContaining('part'),
    });
  });

  it('asks in whole seconds, for one project and environment, and is as new as its newest event', async () => {
    const { ask, server } = await told(sentry, PLACE, answers({ 'p99(span.duration)': 3 }));
    expect(await ask('spans p99(span.duration) flag:on')).toMatchObject({
      atMs: NOW - MINUTE,
      treatment: { value: 3 },
    });
    const [first] = server.seen;
    expect(Object.fromEntries(first?.query ?? [])).toMatchObject({
      dataset: 'spans',
      query: 'flag:on',
      start: '2026-03-29T00:25:00',
      end: '2026-03-29T00:30:00',
      project: '7',
      environment: 'production',
    });
  });

  it.each(['count() x:y', 'events count()', 'errors count', 'errors', 'errors count(); drop'])(
    'does not understand %s, and says what is due',
    async (query) => {
      const { ask, server } = await told(sentry, PLACE, answers({}));
      expect(await ask(query)).toMatchObject({ is: 'error', why: expect.stringMatching(/dataset|function/) });
      expect(server.seen).toEqual([]);
    },
  );

  it('has no data where no event is there, whatever was counted', async () => {
    const { ask } = await told(sentry, PLACE, (seen) =>
      table(seen.query.get('field') === 'timestamp' ? [] : [{ 'count()': 0 }]),
    );
    expect(await ask('errors count() x:y')).toMatchObject({ is: 'no-data' });
  });
});

describe('grafana', () => {
  const PLACE = `${GRAFANA}?uid=P1&org=2`;
  const queries = { value: 'avg(x)', at: 'max(timestamp(x))' };
  const failing = { status: 200, json: { results: { A: { status: 400, error: 'parse error' } } } };

  it.each<[string, Said, string]>([
    ['several rows', frames([[1, 2]]), 'error'],
    ['several columns', frames([[1], [2]]), 'error'],
    ['null', frames([[null]]), 'no-data'],
    ['no row', frames([[]]), 'no-data'],
    ['no frame', { status: 200, json: { results: { A: { frames: [] } } } }, 'no-data'],
    ['a text', frames([['7']]), 'error'],
    ['an error of the data source', failing, 'error'],
  ])('takes %s for no number', async (_, answer, is) => {
    const { ask } = await told(grafana, PLACE, () => answer);
    expect(await ask('', { queries })).toMatchObject({ is });
  });

  it('tells the data source, the window and the organisation, and needs to be told how new it is', async () => {
    const { ask, server } = await told(grafana, PLACE, () => frames([[NOW - MINUTE]]));
    expect(await ask('', { queries })).toMatchObject({ is: 'measured', atMs: NOW - MINUTE });
    expect(server.seen[0]?.json).toMatchObject({
      from: String(NOW - 5 * MINUTE),
      to: String(NOW),
      queries: [{ refId: 'A', datasource: { uid: 'P1' }, expr: 'avg(x)', instant: true }],
    });
    expect(server.seen[0]?.headers.get('x-grafana-org-id')).toBe('2');
    expect(await ask('avg(x)')).toMatchObject({ is: 'error', why: expect.stringContaining('"at"') });
  });

  it('counts in the window that was asked for, or not at all', async () => {
    const { ask } = await told(grafana, PLACE, () => frames([[NOW - MINUTE]]));
    const ratio = { kind: 'ratio' as const };
    expect(await ask('', { ...ratio, queries: { count: 'c', bad: 'b', at: 'a' } })).toMatchObject({
      is: 'error',
      why: expect.stringContaining('window'),
    });
    const sql = '{"rawSql": "SELECT count(*) FROM t WHERE $__timeFilter(at)"}';
    expect((await ask('', { ...ratio, queries: { count: sql, bad: 'b[{window}]', at: 'a' } })).is).toBe('measured');
    expect(
      await ask('', { ...ratio, queries: { count: '{"rawSql": {window}', bad: 'b[{window}]', at: 'a' } }),
    ).toMatchObject({ is: 'error' });
  });
});

import { describe, expect, it } from 'vitest';
import { newRelic } from '../../../src/adapters/metric-source/newrelic.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aServer, type Said, SECRET } from '../../helpers/server.ts';
import { failing, NEW_RELIC, results } from '../../worlds/newrelic.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const SINCE = 'SINCE {from} UNTIL {to}';
const RATIO: Asked = {
  id: 'errors',
  kind: 'ratio',
  good: 'down',
  flag: 'new-tax',
  query: `SELECT count(*) AS 'count' FROM Transaction WHERE flag = '{flag}' AND variant = '{arm}' ${SINCE}`,
};

const asking = async (said: Said) => {
  const server = aServer(NEW_RELIC, () => said, { NEW_RELIC_API_KEY: SECRET });
  const source = worked(await newRelic.open(`${NEW_RELIC}/graphql?account=1234567`, server.context));
  return { server, source, ask: (asked: Partial<Asked> = {}) => source.measure({ ...RATIO, ...asked }, 300_000, NOW) };
};

const row = { count: 100, bad: 2, at: NOW - 5000 };

describe('New Relic', () => {
  it('is asked in NRQL as a variable, with its key in a header', async () => {
    const { server, ask } = await asking(results([row]));
    expect(await ask()).toMatchObject({ atMs: NOW - 5000, treatment: { count: 100, bad: 2 }, control: { bad: 2 } });
    const [first] = server.seen;
    expect(first?.headers.get('api-key')).toBe(SECRET);
    expect(first?.json).toMatchObject({
      query: expect.stringContaining('$nrql: Nrql!'),
      variables: {
        account: 1_234_567,
        nrql: `SELECT count(*) AS 'count' FROM Transaction WHERE flag = 'new-tax' AND variant = 'treatment' SINCE ${NOW - 300_000} UNTIL ${NOW}`,
      },
    });
  });

  it('takes a facet as the arm and a percentile in its own shape', async () => {
    const rows = ['on', 'off'].map((arm) => ({ facet: arm, arm, samples: 9, p99: { '99': 0.2 }, at: NOW }));
    const { ask } = await asking(results(rows));
    const query = "SELECT percentile(duration, 99) AS 'p99' FROM T FACET variant AS 'arm' SINCE {from} UNTIL {to}";
    const asked = { kind: 'latency', query, arms: { treatment: 'on', control: 'off' } } as const;
    expect(await ask(asked)).toMatchObject({ treatment: { samples: 9, p99: 0.2 }, control: { p99: 0.2 } });
  });

  it.each<[string, Said, 'no-data' | 'error', string]>([
    ['no row', results([]), 'no-data', 'no row'],
    ['a row of nothing', results([{ count: 0, bad: 0, at: null }]), 'no-data', 'nothing was observed'],
    ['several rows', results([row, row]), 'error', '2 rows'],
    ['a column nobody knows', results([{ ...row, 'count.1': 3 }]), 'error', '"count.1"'],
    ['an error', failing('NRQL Syntax Error: Error at line 1'), 'error', 'NRQL Syntax Error'],
    [
      'an error that brings data along',
      failing('timed out', { actor: { account: { nrql: { results: [row] } } } }),
      'error',
      'timed out',
    ],
    ['an account that is not there', { status: 200, json: { data: { actor: { account: null } } } }, 'error', 'account'],
    ['nothing', { status: 200, json: {} }, 'error', 'account'],
  ])('gives no number where the answer is %s', async (_, said, is, why) => {
    const answer = await (await asking(said)).ask();
    expect(answer).toMatchObject({ is });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it('refuses a query without a window, whatever its kind', async () => {
    const { ask } = await asking(results([row]));
    const query = "SELECT average(memory) AS 'value', latest(timestamp) AS 'at' FROM SystemSample";
    expect(await ask({ kind: 'gauge', query })).toMatchObject({
      is: 'error',
      why: expect.stringContaining('{from} and {to}'),
    });
  });

  it('needs an account and a key, and says who it is', async () => {
    const server = aServer(NEW_RELIC, () => results([]), { NEW_RELIC_API_KEY: SECRET });
    const open = async (options: string) =>
      problemOf(await newRelic.open(`${NEW_RELIC}/graphql${options}`, server.context));
    expect(await open('')).toMatchObject({ path: 'account' });
    expect(await open('?account=mine')).toMatchObject({ path: 'account' });
    const none = aServer(NEW_RELIC, () => results([]));
    expect(problemOf(await newRelic.open(`${NEW_RELIC}/graphql?account=1`, none.context))).toMatchObject({
      path: 'NEW_RELIC_API_KEY',
    });
    const shop = await asking({ status: 200, json: { data: { actor: { account: { name: 'Shop' } } } } });
    expect(await shop.source.greet?.()).toMatchObject({ value: 'the account Shop' });
    expect(await (await asking(failing('no'))).source.greet?.()).toMatchObject({ ok: false });
  });
});

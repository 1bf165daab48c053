import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askSqlite } from '../../../src/adapters/metric-source/sql-sqlite.ts';
import { POSTGRES, SQLITE, statementOf } from '../../../src/adapters/metric-source/sql-statement.ts';
import { sql } from '../../../src/adapters/metric-source/sql.ts';
import type { Asked } from '../../../src/ports/metric-source.ts';
import { aContext } from '../../helpers/context.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { aDatabase } from '../../worlds/sql.ts';

const NOW = Date.UTC(2026, 10, 3, 12, 0);

/** The pilot's table, as its quick reference shows it, with an hour of events in it. */
const PILOT = [
  `CREATE TABLE rollout_events (feature_name TEXT, customer_id TEXT, event TEXT, metadata TEXT, timestamp TEXT DEFAULT CURRENT_TIMESTAMP)`,
  ...['enabled', 'enabled', 'error', 'enabled', 'enabled'].map(
    (event, at) =>
      `INSERT INTO rollout_events VALUES ('phase2_enhanced_storage', 'c${at}', '${event}', '{}', '2026-11-03 11:5${at}:00')`,
  ),
  `INSERT INTO rollout_events VALUES ('phase2_enhanced_storage', 'old', 'error', '{}', '2026-11-03 10:00:00')`,
  `INSERT INTO rollout_events VALUES ('phase3_tab_sync', 'c1', 'error', '{}', '2026-11-03 11:59:00')`,
];

const ERRORS: Asked = {
  id: 'error-rate',
  kind: 'ratio',
  good: 'down',
  flag: 'phase2_enhanced_storage',
  query: `SELECT
      COUNT(*) FILTER (WHERE event = 'error') AS bad,
      COUNT(*) FILTER (WHERE event = 'enabled') AS count,
      unixepoch(MAX(timestamp)) AS at
    FROM rollout_events
    WHERE feature_name = {flag} AND timestamp > {from} AND timestamp <= {to};`,
};

const asking = async (asked: Partial<Asked>, statements: readonly string[] = PILOT) => {
  const source = worked(await sql.open(aDatabase(...statements), aContext()));
  return source.measure({ ...ERRORS, ...asked }, 3_600_000, NOW);
};

const constant = (columns: string): Partial<Asked> => ({ query: `SELECT ${columns} WHERE {from} < {to}` });

describe('a database of what happened', () => {
  it('answers the error rate of the pilot, of one hour and one feature', async () => {
    expect(await asking({})).toEqual({
      is: 'measured',
      fromMs: NOW - 3_600_000,
      toMs: NOW,
      atMs: Date.UTC(2026, 10, 3, 11, 54),
      treatment: { samples: 4, count: 4, bad: 1 },
      withoutControl: expect.stringContaining('{arm}'),
    });
    expect(await asking({ flag: 'phase3_analytics' })).toMatchObject({ is: 'no-data' });
  });

  it('takes a row for each arm, with a column that says which', async () => {
    const rows = `SELECT column1 AS arm, column2 AS count, column3 AS bad, ${NOW / 1000} AS at FROM (VALUES ('on', 10, 1), ('off', 90, 2))`;
    const query = `${rows} WHERE {from} < {to}`;
    const arms = { treatment: 'on', control: 'off' };
    expect(await asking({ query, arms })).toMatchObject({ treatment: { count: 10, bad: 1 }, control: { bad: 2 } });
    expect(await asking({ query })).toMatchObject({ is: 'error', why: expect.stringContaining('"on"') });
    const twice = query.replace("'off'", "'on'");
    expect(await asking({ query: twice, arms })).toMatchObject({ is: 'error', why: expect.stringContaining('2 rows') });
  });

  it.each<[string, Partial<Asked>, string]>([
    ['has no query', { query: undefined }, 'no query'],
    ['names no window', { query: 'SELECT 1 AS count' }, '{from} and {to}'],
    [
      'counts up to now, whenever it is asked about',
      { query: 'SELECT 1 AS count WHERE {from} < 1' },
      '{from} and {to}',
    ],
    ['names a flag that there is not', { flag: undefined }, '{flag}'],
    ['does not say how new it is', constant('1 AS count, 0 AS bad'), '"at"'],
    ['has a moment without a zone', constant("1 AS count, 0 AS bad, '2026-11-03 12:00:00' AS at"), 'no moment'],
    ['has a column nobody knows', constant('1 AS count, 0 AS bad, 1 AS errors, 1 AS at'), '"errors"'],
    ['has a word where a number is due', constant("1 AS count, 'none' AS bad, 1 AS at"), 'bad is "none"'],
    ['is half of a ratio', constant('1 AS count, 1 AS at'), 'bad'],
    ['does not say how many', constant('1 AS bad, 1 AS at'), 'samples'],
    ['has an infinite number', constant('1 AS count, 9e999 AS bad, 1 AS at'), 'Infinity'],
    ['is no SQL', { query: 'SELEC {from} {to}' }, 'syntax error'],
    ['looks into a table that there is not', { query: 'SELECT * FROM users WHERE {from} < {to}' }, 'no such table'],
    ['writes', { query: "INSERT INTO rollout_events VALUES ({from}, {to}, '', '', '') RETURNING 1" }, 'syntax error'],
    ['deletes behind a query', { query: 'SELECT 1 WHERE {from} < {to}); DELETE FROM rollout_events; --' }, '"1"'],
  ])('gives no number where the query %s', async (_, asked, why) => {
    const answer = await asking(asked);
    expect(answer).toMatchObject({ is: 'error' });
    expect(answer).toHaveProperty('why', expect.stringContaining(why));
  });

  it('is opened only to be read, and only where it is', async () => {
    const missing = worked(await sql.open('/nowhere/pilot.db', aContext()));
    expect(await missing.measure(ERRORS, 1000, NOW)).toMatchObject({
      is: 'error',
      why: expect.stringContaining('open'),
    });
    expect(existsSync('/nowhere/pilot.db')).toBe(false);
  });

  it('is not waited for without end', async () => {
    const endless = 'WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n) SELECT SUM(i) AS count FROM n';
    const ask = askSqlite(aDatabase(), 300);
    const window = { fromMs: 0, toMs: 1000 };
    const answer = await ask({ query: endless, arm: undefined, flag: '', window });
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining('longer than 0.3 s') });
  });

  it('takes what is filled in as parameters, whatever stands in it', () => {
    const window = { fromMs: NOW - 60_000, toMs: NOW };
    const asked = {
      query: 'SELECT {arm}, {flag}, {window}, {from} ;',
      arm: "o'); DROP TABLE x; --",
      flag: 'f',
      window,
    };
    expect(statementOf(asked, POSTGRES)).toEqual({
      text: 'SELECT * FROM (\nSELECT $1::text, $2::text, $3::float8, $4::timestamptz \n) AS answer LIMIT 3',
      values: [asked.arm, 'f', 60, '2026-11-03T11:59:00.000Z'],
    });
    expect(statementOf(asked, SQLITE)).toMatchObject({ values: [asked.arm, 'f', 60, '2026-11-03 11:59:00.000'] });
  });

  it('is refused with a password in its address', async () => {
    expect(problemOf(await sql.open('postgres://ana:secret@db/shop', aContext()))).toMatchObject({
      code: 'place-secret',
    });
    expect(problemOf(await sql.open('mysql://db/shop', aContext()))).toMatchObject({ code: 'place-protocol' });
  });
});

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askPostgres } from '../../src/adapters/metric-source/sql-postgres.ts';
import { sql } from '../../src/adapters/metric-source/sql.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { aPostgres, type Postgres } from './postgres.ts';

/** A real PostgreSQL with the pilot's table of events, and a role that can read it and nothing else. */
const NOW = Date.UTC(2026, 10, 3, 12, 0);
const FEATURE = 'phase2_enhanced_storage';
const PASSWORD = 'reads-only';

let postgres: Postgres;
let owner: pg.Client;

beforeAll(async () => {
  postgres = await aPostgres();
  owner = new pg.Client({ connectionString: postgres.url() });
  await owner.connect();
  await owner.query(`CREATE TABLE rollout_events (feature_name text, customer_id text, event text, metadata jsonb,
    treated boolean, timestamp timestamptz NOT NULL, wall timestamp)`);
  const rows = Array.from({ length: 1000 }, (_, n) => {
    const treated = n % 10 === 0;
    const failing = treated ? n % 200 === 0 : n % 500 === 1;
    return [FEATURE, `c${n}`, failing ? 'error' : 'enabled', treated, new Date(NOW - 1 - n * 1000)] as const;
  });
  for (const row of rows)
    await owner.query('INSERT INTO rollout_events VALUES ($1, $2, $3, NULL, $4, $5, now())', [...row]);
  await owner.query(`CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}'`);
  await owner.query('GRANT SELECT ON rollout_events TO reader');
});

afterAll(async () => {
  await owner?.end();
  await postgres?.stop();
});

const NUMBERS = `count(*) AS count, count(*) FILTER (WHERE event = 'error') AS bad, max(timestamp) AS at`;
const WHERE = 'FROM rollout_events WHERE feature_name = {flag} AND timestamp > {from} AND timestamp <= {to}';

const measure = async (query: string, windowMs = 3_600_000, password = PASSWORD) => {
  const place = `postgres://127.0.0.1:${postgres.port}/postgres?user=reader&tls=off`;
  const source = worked(await sql.open(place, aContext({ RAMPART_SQL_PASSWORD: password })));
  const asked: Asked = { id: 'error-rate', kind: 'ratio', good: 'down', flag: FEATURE, query };
  return source.measure({ ...asked, arms: { treatment: 'true', control: 'false' } }, windowMs, NOW);
};

describe('a real PostgreSQL', () => {
  it('answers the error rate of a feature over one window, by arm', async () => {
    expect(await measure(`SELECT ${NUMBERS} ${WHERE} AND treated = {arm}::boolean`)).toEqual({
      is: 'measured',
      fromMs: NOW - 3_600_000,
      toMs: NOW,
      atMs: NOW - 1001,
      treatment: { samples: 100, count: 100, bad: 5 },
      control: { samples: 900, count: 900, bad: 2 },
    });
    expect(await measure(`SELECT treated::text AS arm, ${NUMBERS} ${WHERE} GROUP BY treated;`, 100_000)).toMatchObject({
      treatment: { count: 10, bad: 1 },
      control: { count: 90 },
    });
  });

  it('reads exact numbers and moments as the server writes them', async () => {
    const exact = `SELECT 12345678901::bigint AS count, 0.5::numeric AS bad, {to} AS at WHERE {from} < {to}`;
    expect(await measure(exact)).toMatchObject({ atMs: NOW, treatment: { count: 12_345_678_901, bad: 0.5 } });
    const wall = `SELECT count(*) AS count, 0 AS bad, max(wall) AS at ${WHERE}`;
    expect(await measure(wall)).toMatchObject({ is: 'error', why: expect.stringContaining('no moment') });
  });

  it('has no data where nothing is there', async () => {
    expect(await measure(`SELECT ${NUMBERS} ${WHERE.replace('{flag}', "'other'")}`)).toMatchObject({ is: 'no-data' });
  });

  it.each<[string, string, string]>([
    ['changes something', `DELETE ${WHERE} RETURNING 1 AS count`, 'syntax error'],
    [
      'changes something within',
      `WITH gone AS (DELETE ${WHERE} RETURNING 1) SELECT count(*) AS count FROM gone`,
      'top level',
    ],
    [
      'changes something afterwards',
      `SELECT 1 AS count WHERE {from} < {to}) AS a; DELETE FROM rollout_events; SELECT (SELECT 1`,
      'multiple commands',
    ],
    ['calls what changes something', `SELECT nextval('s') AS count, {from} AS at, {to} AS p50`, 's'],
    ['looks where it may not', 'SELECT rolpassword AS count FROM pg_authid WHERE {from} < {to}', 'permission denied'],
    ['is misspelt', `SELECT ${NUMBERS.replace('event', 'evnt')} ${WHERE}`, 'evnt'],
  ])('gives no number where a query %s, and changes nothing', async (_, query, why) => {
    const answer = await measure(query);
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining(why) });
    const { rows } = await owner.query('SELECT count(*)::int AS count FROM rollout_events');
    expect(rows).toEqual([{ count: 1000 }]);
  });

  it('cannot be written to by anything, not even by a role that may', async () => {
    await owner.query('CREATE SEQUENCE s');
    const { port, user, password } = postgres;
    const at = `postgres://127.0.0.1:${port}/postgres`;
    const ask = askPostgres({ at, user, password, tls: false, withinMs: 5000 });
    const query = "SELECT nextval('s') AS count";
    const answer = await ask({ query, arm: undefined, flag: '', window: { fromMs: 0, toMs: 1 } });
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining('read-only') });
  });

  it('ends a statement that takes too long', async () => {
    const at = `postgres://127.0.0.1:${postgres.port}/postgres`;
    const ask = askPostgres({ at, user: 'reader', password: PASSWORD, tls: false, withinMs: 300 });
    const query = 'SELECT pg_sleep(60) AS count';
    const answer = await ask({ query, arm: undefined, flag: '', window: { fromMs: 0, toMs: 1 } });
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining('statement timeout') });
    const { rows } = await owner.query("SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = 'reader'");
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('says who we are and whether we may do more than we need', async () => {
    const greet = async (user: string, password: string) => {
      const place = `postgres://127.0.0.1:${postgres.port}/postgres?user=${user}&tls=off`;
      const { greet: hello } = worked(await sql.open(place, aContext({ RAMPART_SQL_PASSWORD: password })));
      return hello?.();
    };
    expect(await greet('reader', PASSWORD)).toMatchObject({ value: 'PostgreSQL as reader, which can only read' });
    expect(await greet(postgres.user, postgres.password)).toMatchObject({
      value: expect.stringContaining('may write'),
    });
    expect(await greet('reader', 'wrong')).toMatchObject({ ok: false });
  });

  it('shows no password where it is refused', async () => {
    const answer = await measure(`SELECT ${NUMBERS} ${WHERE}`, 1000, 'wr0ng-word');
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining('password authentication failed') });
    expect(JSON.stringify(answer)).not.toContain('wr0ng-word');
  });

  it('insists on TLS unless it is told otherwise', async () => {
    const place = `postgres://127.0.0.1:${postgres.port}/postgres?user=reader`;
    const source = worked(await sql.open(place, aContext({ RAMPART_SQL_PASSWORD: PASSWORD })));
    const answer = await source.measure(
      { id: 'e', kind: 'gauge', good: 'down', query: 'SELECT 1 AS value WHERE {from} < {to}' },
      1000,
      NOW,
    );
    expect(answer).toMatchObject({ is: 'error', why: expect.stringContaining('SSL') });
  });
});

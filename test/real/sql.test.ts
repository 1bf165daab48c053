import pg from 'pg';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/adapters/flag-backend/sql.ts';
import { sameFlag } from '../../src/core/flags/compare.ts';
import { type FlagState, switchedOff } from '../../src/core/flags/flag-state.ts';
import { ok } from '../../src/core/problem.ts';
import type { FlagBackend, Listed } from '../../src/ports/flag-backend.ts';
import { aContext } from '../helpers/context.ts';
import { aFlag, anyFlag, fitted } from '../helpers/flags.ts';
import { worked } from '../helpers/log.ts';
import { aPostgres, type Postgres } from './postgres.ts';

/** The pilot's tables on a real PostgreSQL. */
let postgres: Postgres;

beforeAll(async () => {
  postgres = await aPostgres();
});

afterAll(() => postgres?.stop());

const query = async (text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: postgres.url() });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

const tables = (schema: string, list: string): Promise<unknown> =>
  query(`
    CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.feature_rollouts (
      id SERIAL PRIMARY KEY, feature_name TEXT NOT NULL, current_tier TEXT NOT NULL, percentage NUMERIC(5, 2) NOT NULL,
      status VARCHAR(20) NOT NULL, whitelisted_customers ${list}, started_at TIMESTAMPTZ);
    CREATE TABLE ${schema}.rollout_events (
      id SERIAL PRIMARY KEY, feature_name TEXT NOT NULL, customer_id TEXT NOT NULL, event TEXT NOT NULL,
      metadata JSONB, timestamp TIMESTAMPTZ NOT NULL);`);

const open = (more: string, password = postgres.password) =>
  sql.open(
    `postgres://127.0.0.1:${postgres.port}/postgres?user=${postgres.user}&tls=off${more}`,
    aContext({ FLAGS_SQL_PASSWORD: password }),
  );

const opened = async (schema: string): Promise<FlagBackend> =>
  worked(await open(`&table=${schema}.feature_rollouts&events=${schema}.rollout_events`));

const put = async (backend: FlagBackend, flag: FlagState) => {
  const [found] = worked(await backend.read([flag.key]));
  return backend.write(fitted(flag, backend.capabilities), found?.revision);
};

describe.each([
  ['an array', 'as_array', "TEXT[] NOT NULL DEFAULT '{}'"],
  ['jsonb', 'as_jsonb', 'JSONB'],
  ['a text', 'as_text', 'TEXT'],
])('the table on PostgreSQL, with its users as %s', (_, schema, list) => {
  beforeAll(() => tables(schema, list));

  it('holds whatever it can hold as it was told', async () => {
    const backend = await opened(schema);
    await fc.assert(
      fc.asyncProperty(anyFlag, fc.nat(1e9), async (any, n) => {
        const flag = fitted({ ...any, key: `any-${n}` }, backend.capabilities);
        worked(await put(backend, flag));
        const [found] = worked(await backend.read([flag.key]));
        expect(found && sameFlag(found, flag), JSON.stringify([flag, found])).toBe(true);
      }),
      { numRuns: 15, seed: 20_261_120 },
    );
  });

  it('lists its flags page by page with their ages, and says what the role may do', async () => {
    const backend = await opened(schema);
    for (const key of ['listed-a', 'listed-b', 'listed-c'])
      worked(await put(backend, fitted(aFlag({ key }), backend.capabilities)));
    const pageAfter = async (after: string): Promise<Listed> =>
      worked((await backend.list?.({ after, most: 2 })) ?? ok({ flags: [], unread: [], next: undefined }));
    const first = await pageAfter('listed');
    const second = await pageAfter(first.next ?? '');
    const flags = [...first.flags, ...second.flags];
    const keys = flags.map(({ flag }) => flag.key);
    for (const { changedAtMs } of flags) expect(changedAtMs).toBeGreaterThan(Date.UTC(2020, 0));
    expect(keys.filter((key) => key.startsWith('listed-'))).toEqual(['listed-a', 'listed-b', 'listed-c']);
    expect(worked((await backend.greet?.()) ?? ok(''))).toContain('may be read and written');
  });

  it('lets one of many that write at once win, also where none is there yet', async () => {
    const [one, other] = [await opened(schema), await opened(schema)];
    const race = (expected: string | undefined, from: number) =>
      Promise.all([1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? one : other).write(raced(from + n), expected)));
    const raced = (percent: number) => fitted(aFlag({ key: 'raced', percent }), one.capabilities);
    expect((await race(undefined, 0)).filter(({ ok }) => ok)).toHaveLength(1);
    const [found] = worked(await one.read(['raced']));
    expect((await race(found?.revision, 10)).filter(({ ok }) => ok)).toHaveLength(1);
    expect(await query(`SELECT 1 FROM ${schema}.feature_rollouts WHERE feature_name = 'raced'`)).toHaveLength(1);
  });

  it('writes the tier, and an event for each change', async () => {
    const backend = await opened(schema);
    for (const percent of [1, 50]) worked(await put(backend, aFlag({ key: 'tier', percent, allow: ['c-1'] })));
    worked(await put(backend, switchedOff(aFlag({ key: 'tier' }))));
    const rows = `FROM ${schema}.feature_rollouts WHERE feature_name = 'tier'`;
    expect(await query(`SELECT current_tier, percentage, status ${rows}`)).toEqual([
      { current_tier: 'tier_0_disabled', percentage: '0.00', status: 'rolled_back' },
    ]);
    const events = await query(
      `SELECT metadata->>'to' AS to FROM ${schema}.rollout_events
       WHERE feature_name = 'tier' AND timestamp > NOW() - INTERVAL '1 hour' ORDER BY id`,
    );
    expect(events).toEqual([{ to: '1' }, { to: '50' }, { to: '0' }]);
  });
});

describe('what PostgreSQL refuses', () => {
  it('a wrong password: refused, and not repeated', async () => {
    const found = await open('', 'hunter2-hunter2');
    expect(found.ok ? [] : found.problems).toMatchObject([{ kind: 'refused', code: 'sql-not-let-in' }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('a role that may not write: said as such, and nothing is written', async () => {
    await tables('guarded', 'TEXT[]');
    await query(`CREATE ROLE reader LOGIN PASSWORD '${postgres.password}'; GRANT USAGE ON SCHEMA guarded TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA guarded TO reader;`);
    const place = `postgres://127.0.0.1:${postgres.port}/postgres?user=reader&tls=off&table=guarded.feature_rollouts`;
    const backend = worked(await sql.open(place, aContext({ FLAGS_SQL_PASSWORD: postgres.password })));
    const done = await put(backend, aFlag());
    expect(done.ok ? [] : done.problems).toMatchObject([{ kind: 'refused', code: 'sql-not-let-in' }]);
  });

  it('a table that is not there, and a server that is not there', async () => {
    const found = await open('&table=nowhere.feature_rollouts');
    expect(found.ok ? [] : found.problems).toMatchObject([{ code: 'sql-odd' }]);
    const nobody = await sql.open('postgres://127.0.0.1:1/postgres?user=a&tls=off', aContext());
    expect(nobody.ok ? [] : nobody.problems).toMatchObject([{ kind: 'unreachable', code: 'sql-unreachable' }]);
  });

  it('a connection without TLS where it is asked for: it is not made in the clear', async () => {
    const place = `postgres://127.0.0.1:${postgres.port}/postgres?user=${postgres.user}`;
    const found = await sql.open(place, aContext({ FLAGS_SQL_PASSWORD: postgres.password }));
    expect(found.ok ? [] : found.problems).toMatchObject([{ code: 'sql-unreachable' }]);
  });
});

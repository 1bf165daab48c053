import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nodeSqlite } from '../../src/adapters/node-sqlite.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import { sql } from '../../src/adapters/metric-source/sql.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { worked } from '../helpers/log.ts';
import { aContext } from '../helpers/context.ts';
import type { MetricWorld } from './metric-world.ts';

/** A SQLite database of which these statements were made, in a folder that goes with the test. */
export const aDatabase = (...statements: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-sql-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'pilot.db');
  const database = new (nodeSqlite().DatabaseSync)(file);
  for (const statement of statements) database.exec(statement);
  database.close();
  return file;
};

const COLUMNS = ['atMs', 'metric', 'arm', 'samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99'] as const;

/** A table in which somebody wrote down those observations. */
export const sqlWorld = async (seen: readonly Observation[]): Promise<MetricWorld> => {
  const rows = seen.map((one) => `(${COLUMNS.map((name) => inSql(one[name])).join(', ')})`);
  const file = aDatabase(
    `CREATE TABLE seen (${COLUMNS.join(', ')})`,
    ...rows.map((row) => `INSERT INTO seen VALUES ${row}`),
  );
  return {
    source: worked(await sql.open(file, aContext())),
    asks: (asked) => ({ ...asked, query: queryFor(asked) }),
    cannotKnow: 'a name inside a query is a condition like any other',
  };
};

const inSql = (value: string | number | undefined): string => {
  if (typeof value === 'string') return `'${value}'`;
  if (value === undefined) return 'NULL';
  if (Number.isNaN(value)) return "'NaN'";
  return Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}9e999`;
};

const queryFor = ({ id, query, kind, good }: Asked): string => {
  const worst = (name: string): string => `${good === 'down' ? 'MAX' : 'MIN'}(${name}) AS ${name}`;
  const weighed = '1.0 * SUM(value * samples) / NULLIF(SUM(CASE WHEN value IS NULL THEN 0 ELSE samples END), 0)';
  const numbers =
    kind === 'ratio'
      ? `SUM(COALESCE(count, samples)) AS count,
         CASE WHEN COUNT(*) = COUNT(COALESCE(bad, value, CASE samples WHEN 0 THEN 0 END))
           AND COALESCE(SUM(bad = 'NaN' OR samples = 'NaN'), 0) = 0 THEN SUM(COALESCE(bad, value * samples / 100.0)) ELSE 'NaN' END AS bad`
      : `${kind === 'count' ? 'SUM(value)' : weighed} AS value, ${['p50', 'p95', 'p99'].map(worst).join(', ')}`;
  return `SELECT SUM(samples) AS samples, ${numbers}, MAX(atMs) AS at FROM seen
    WHERE metric = '${query ?? id}' AND arm = {arm}
      AND atMs > ROUND(unixepoch({from}, 'subsec') * 1000) AND atMs <= ROUND(unixepoch({to}, 'subsec') * 1000);`;
};

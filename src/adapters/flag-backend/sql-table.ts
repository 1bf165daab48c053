import type { FlagState } from '../../core/flags/flag-state.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { digestOf } from '../../core/values/digest.ts';
import { readJson } from '../../core/values/json.ts';
import { plain } from '../../core/values/quote.ts';
import { type Ask, type Database, named, type Row, sqlProblems } from './sql-database.ts';
import type { Page } from '../../ports/flag-backend.ts';
import type { Names as Listing } from './listing.ts';
import type { Found } from './read-first.ts';

/** The tables, and which of their columns are there. */
export type Tables = {
  readonly at: string;
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly events: string;
  readonly eventColumns: ReadonlyMap<string, string>;
};

const NEEDED = ['feature_name', 'percentage', 'status'];
const LIST = 'whitelisted_customers';

export type Names = { readonly at: string; readonly table: string; readonly events: string };

export const tablesIn = async (ask: Ask, { columns }: Database, names: Names): Promise<Result<Tables>> => {
  const found = await columns(ask, names.table);
  const missing = NEEDED.filter((name) => !found.has(name));
  if (missing.length > 0)
    return failed(
      sqlProblems.odd(
        names.at,
        found.size === 0 ? `there is no table ${names.table}` : `${names.table} has no column ${missing.join(', ')}`,
      ),
    );
  return ok({ ...names, columns: found, eventColumns: await columns(ask, names.events) });
};

/** What this very table can hold: whole percents in a column of whole numbers, and users where there is a column for them. */
export const narrowed = ({ columns }: Tables) => ({
  ...(/int/.test(columns.get('percentage') ?? '') ? { stepPercent: 1 } : {}),
  ...(columns.has(LIST) ? {} : { allowList: false }),
});

export const findIn = async (
  key: string,
  ask: Ask,
  { listOut }: Database,
  { at, table, columns }: Tables,
): Promise<Result<Found<Row> | undefined>> => {
  const list = columns.has(LIST) ? `, ${listOut(`"${LIST}"`)} AS allow` : '';
  const rows = await ask(
    `SELECT "percentage" AS percent, "status" AS status${list} FROM ${named(table)} WHERE "feature_name" = $1`,
    [key],
  );
  const [row] = rows;
  if (!row) return ok(undefined);
  if (rows.length > 1) return failed(sqlProblems.odd(at, `${rows.length} rows are called ${plain(key)}: keep one`));
  const percent = row['percent'] === null ? Number.NaN : Number(row['percent']);
  const allow = listIn(row['allow']);
  if (!(percent >= 0 && percent <= 100)) return failed(sqlProblems.odd(at, `the percentage of ${plain(key)} is none`));
  if (!allow) return failed(sqlProblems.odd(at, `the ${LIST} of ${plain(key)} are no list`));
  const status = String(row['status']);
  const flag: FlagState = { key, enabled: !OFF.has(status), percent, rings: [], allow, place: { is: 'everywhere' } };
  const doubt = ON.has(status) || OFF.has(status) ? undefined : `its status is "${plain(status)}", taken for on`;
  return ok({ flag, doubt, revision: digestOf({ percent, status, allow }), raw: row });
};

/** Names of a page, in the order of the database, which need not be that of their letters. */
export const namesIn = async (ask: Ask, { table }: Tables, { after, most }: Page): Promise<Result<Listing>> => {
  const behind = after === undefined ? '' : 'WHERE "feature_name" > $2';
  const rows = await ask(
    `SELECT "feature_name" AS name FROM ${named(table)} ${behind} ORDER BY "feature_name" LIMIT $1`,
    [most + 1, ...(after === undefined ? [] : [after])],
  );
  const names = rows.slice(0, most).map(({ name }) => String(name));
  return ok({ names, next: rows.length > most ? names.at(-1) : undefined });
};

/** When it was begun and last changed, as far as the tables tell. */
export const agesOf = async (
  key: string,
  ask: Ask,
  { momentOut }: Database,
  { table, columns, events, eventColumns }: Tables,
): Promise<Ages> => {
  const [started, type] = [columns.get('started_at'), eventColumns.get('timestamp')];
  const begun = started === undefined ? undefined : momentOut('"started_at"', started);
  const last = type === undefined || !eventColumns.has('feature_name') ? undefined : momentOut('"timestamp"', type);
  const asked = async (expression: string, from: string): Promise<number | undefined> => {
    const rows = await ask(`SELECT MAX(${expression}) AS at FROM ${named(from)} WHERE "feature_name" = $1`, [key]);
    const at = Number(rows[0]?.['at'] ?? Number.NaN);
    return Number.isFinite(at) ? at : undefined;
  };
  const createdAtMs = begun === undefined ? undefined : await asked(begun, table);
  const changedAtMs = last === undefined ? undefined : await asked(last, events);
  return {
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(changedAtMs === undefined ? {} : { changedAtMs }),
  };
};

type Ages = { readonly createdAtMs?: number; readonly changedAtMs?: number };

const ON = new Set(['active', 'paused', 'completed']);
const OFF = new Set(['rolled_back', 'disabled', 'pending', 'not_started']);

const listIn = (value: unknown): string[] | undefined => {
  if (value === null || value === undefined || value === '') return [];
  const json = typeof value === 'string' ? readJson(value, 'sql', '') : ok(value);
  if (!json.ok) return undefined;
  // A column of plain text, read as JSON, is JSON inside JSON.
  if (typeof json.value === 'string') return listIn(json.value);
  if (json.value === null) return [];
  return Array.isArray(json.value) ? json.value.map(String) : undefined;
};

/** Writes the row, and a line into the events beside it: who reads the one finds the reason in the other. */
export const putIn = async (flag: FlagState, found: Found<Row> | undefined, db: Pen): Promise<Result<void>> => {
  const { ask, database, tables } = db;
  const { table, columns } = tables;
  const { enabled, percent, key } = flag;
  const status = enabled ? 'active' : 'rolled_back';
  const cells: [column: string, value: string | number, how: (at: string) => string][] = [
    ['percentage', percent, asIs],
    ['status', status, asIs],
    ['current_tier', tierOf(percent), asIs],
    [LIST, JSON.stringify(flag.allow), (at) => database.listIn(at, columns.get(LIST) ?? '')],
  ];
  const set = cells.filter(([column]) => columns.has(column));
  const values = [key, ...set.map(([, value]) => value)];
  const exprs = set.map(([, , how], nth) => how(`$${nth + 2}`));
  const names = set.map(([column]) => `"${column}"`);
  const started = columns.has('started_at') ? [['"started_at"'], ['CURRENT_TIMESTAMP']] : [[], []];
  await ask(
    found
      ? `UPDATE ${named(table)} SET ${names.map((name, nth) => `${name} = ${exprs[nth]}`).join(', ')} WHERE "feature_name" = $1`
      : `INSERT INTO ${named(table)} (${['"feature_name"', ...names, ...(started[0] ?? [])].join(', ')})
         VALUES (${['$1', ...exprs, ...(started[1] ?? [])].join(', ')})`,
    values,
  );
  await note(flag, found, db);
  return ok(undefined);
};

export type Pen = { readonly ask: Ask; readonly database: Database; readonly tables: Tables };

const asIs = (at: string): string => at;

const note = async (flag: FlagState, found: Found<Row> | undefined, { ask, database, tables }: Pen): Promise<void> => {
  const { events, eventColumns } = tables;
  if (!eventColumns.has('feature_name') || !eventColumns.has('event')) return;
  const metadata = JSON.stringify({ by: 'rampart', from: found?.flag.percent ?? null, to: flag.percent });
  const cells: [column: string, value: string, how: (at: string) => string][] = [
    ['feature_name', flag.key, asIs],
    ['event', 'rollout_changed', asIs],
    ['customer_id', 'system', asIs],
    ['metadata', metadata, (at) => database.listIn(at, eventColumns.get('metadata') ?? '')],
  ];
  const set = cells.filter(([column]) => eventColumns.has(column));
  const time = eventColumns.has('timestamp') ? [['"timestamp"'], ['CURRENT_TIMESTAMP']] : [[], []];
  await ask(
    `INSERT INTO ${named(events)} (${[...set.map(([column]) => `"${column}"`), ...(time[0] ?? [])].join(', ')})
     VALUES (${[...set.map(([, , how], nth) => how(`$${nth + 1}`)), ...(time[1] ?? [])].join(', ')})`,
    set.map(([, value]) => value),
  );
};

/** The pilot's tiers, by the share that they stand for. */
const TIERS: readonly (readonly [most: number, name: string])[] = [
  [0, 'tier_0_disabled'],
  [1, 'tier_1_internal'],
  [10, 'tier_2_early_adopters'],
  [50, 'tier_3_general'],
];

const tierOf = (percent: number): string => TIERS.find(([most]) => percent <= most)?.[1] ?? 'tier_4_full';

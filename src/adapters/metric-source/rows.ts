import type { Arm, Measurement } from '../../core/guards/measurement.ts';
import { sound } from '../../core/guards/measurement.ts';
import { hasBlank } from '../../core/values/blanks.ts';
import { quoted } from '../../core/values/quote.ts';
import type { Asked } from '../../ports/metric-source.ts';
import {
  type ArmName,
  ARMS,
  EVERYONE,
  fault,
  type Heard,
  missingIn,
  momentIn,
  nothing,
  numberIn,
  together,
  type Unheard,
  uncounted,
  windowOf,
  type Window,
} from './answer.ts';

/** What a source that answers in rows is asked. Without an arm the rows must say which they are of. */
export type RowsAsked = {
  readonly query: string;
  readonly arm: string | undefined;
  readonly flag: string;
  readonly window: Window;
};

export type Row = Readonly<Record<string, unknown>>;
export type RowsHeard = { readonly is: 'rows'; readonly rows: readonly Row[] } | Unheard;
export type AskRows = (asked: RowsAsked) => Promise<RowsHeard>;

/**
 * Measures with a source that answers a query in rows with named columns: one query holds all the numbers of an arm.
 * It names {arm} and gives one row, or gives a row for each arm with a column that says which.
 */
export const measuredInRows = async (
  asked: Asked,
  windowMs: number,
  atMs: number,
  ask: AskRows,
): Promise<Measurement> => {
  const window = windowOf(windowMs, atMs);
  const { id, kind, query, flag, arms } = asked;
  if (query === undefined) return sound(fault(`${quoted(id)} has no query`));
  if (flag === undefined && hasBlank(query, 'flag'))
    return sound(fault(`the query of ${quoted(id)} names {flag}, and the plan has no flag`));
  if (!hasBlank(query, 'from') || !hasBlank(query, 'to'))
    return sound(
      fault(`the query of ${quoted(id)} must name {from} and {to}: windows that are over are asked for too`),
    );
  const names = { treatment: arms?.treatment ?? 'treatment', control: arms?.control ?? 'control' };
  const rows = (arm: ArmName | undefined): Promise<RowsHeard> =>
    ask({ query, arm: arm && names[arm], flag: flag ?? '', window });
  if (!hasBlank(query, 'arm')) return sound(sorted(await rows(undefined), { names, window, kind }));
  const [treatment, control] = await Promise.all(ARMS.map(async (arm) => oneRow(await rows(arm), arm, kind)));
  return sound(together(window, treatment ?? EVERYONE, control ?? EVERYONE));
};

const oneRow = (heard: RowsHeard, name: string, kind: Kind): Heard => {
  if (heard.is !== 'rows') return heard;
  const [row, ...more] = heard.rows;
  if (!row) return nothing(`${name}: no row came back`);
  return more.length > 0
    ? fault(`${name}: ${heard.rows.length} rows or more, and one is asked for`)
    : armIn(row, name, kind);
};

type Kind = Asked['kind'];
type Sorting = { readonly names: Names; readonly window: Window; readonly kind: Kind };
type Names = Readonly<Record<ArmName, string>>;

/** Rows that say which arm they are of; or one that does not, and is of everyone. */
const sorted = (heard: RowsHeard, { names, window, kind }: Sorting): Measurement => {
  if (heard.is !== 'rows') return heard;
  const { rows } = heard;
  if (rows.every((row) => !('arm' in row))) return together(window, oneRow(heard, 'everyone', kind), EVERYONE);
  const odd = rows.find(({ arm }) => arm !== names.treatment && arm !== names.control);
  if (odd)
    return fault(`a row is of the arm ${quoted(odd['arm'])}, and there are ${names.treatment}, ${names.control}`);
  const [treatment, control] = ARMS.map((arm) =>
    oneRow({ is: 'rows', rows: rows.filter((row) => row['arm'] === names[arm]) }, arm, kind),
  );
  return together(window, treatment ?? EVERYONE, control ?? EVERYONE);
};

const NUMBERS = ['samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99'] as const;
const COLUMNS = new Set<string>([...NUMBERS, 'at', 'arm']);

const armIn = (row: Row, name: string, kind: Kind): Heard => {
  const unknown = Object.keys(row).find((column) => !COLUMNS.has(column));
  if (unknown !== undefined) return fault(`no number is called ${quoted(unknown)}: ${[...COLUMNS].join(', ')}`);
  const at = row['at'];
  if (at === undefined) return fault(`${name}: give the newest moment as "at", or nobody knows how new it is`);
  if (at === null) return nothing(`nothing was observed of ${name} in the window`);
  const atMs = momentIn(at);
  if (atMs === undefined) return fault(`${name}: at is ${quoted(at)}, which is no moment with a zone`);
  const given = NUMBERS.flatMap((column) =>
    (row[column] ?? undefined) === undefined ? [] : ([[column, row[column]]] as const),
  );
  const odd = given.find(([, value]) => numberIn(value) === undefined);
  if (odd) return fault(`${name}: ${odd[0]} is ${quoted(odd[1])}, which is no number`);
  return counted(Object.fromEntries(given.map(([column, value]) => [column, numberIn(value)])), { name, kind, atMs });
};

type Whose = { readonly name: string; readonly kind: Kind; readonly atMs: number };

const counted = (numbers: Partial<Arm>, { name, kind, atMs }: Whose): Heard => {
  const samples = numbers.samples ?? numbers.count ?? 1;
  const missing = uncounted(kind, numbers) ?? (samples > 0 ? missingIn(kind, numbers) : undefined);
  if (missing !== undefined) return fault(`${name}: there is no column ${missing}, or nothing in it`);
  return { is: 'heard', arm: { ...numbers, samples }, atMs };
};

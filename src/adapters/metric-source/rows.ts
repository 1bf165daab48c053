import { type Arm, Histogram, type Measurement, sound } from '../../core/guards/measurement.ts';
import { hasBlank } from '../../core/values/blanks.ts';
import { readJson } from '../../core/values/json.ts';
import { plain, quoted } from '../../core/values/quote.ts';
import type { Asked } from '../../ports/metric-source.ts';
import {
  type ArmName,
  ARMS,
  EVERYONE,
  fault,
  type Groups,
  type Heard,
  MOST_GROUPS,
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

/** Rows with a name under "segment" are of groups; the one without is of all of them. */
const oneRow = (heard: RowsHeard, name: string, kind: Kind): Heard => {
  if (heard.is !== 'rows') return heard;
  const groups = heard.rows.filter((row) => (row['segment'] ?? undefined) !== undefined);
  const [row, ...more] = heard.rows.filter((one) => !groups.includes(one));
  if (!row) return nothing(groups.length > 0 ? `${name}: no row is of all groups` : `${name}: no row came back`);
  if (more.length > 0) return fault(`${name}: ${more.length + 1} rows or more, and one is asked for`);
  const whole = armIn(row, name, kind);
  const parted = whole.is === 'heard' && groups.length > 0 ? groupsIn(groups, name) : undefined;
  if (parted && 'is' in parted) return parted;
  return whole.is === 'heard' ? { ...whole, groups: parted } : whole;
};

const groupsIn = (rows: readonly Row[], name: string): Groups | Unheard => {
  if (rows.length > MOST_GROUPS)
    return fault(`${name}: ${rows.length} groups, and ${MOST_GROUPS} at most are looked at`);
  const found = new Map<string, Arm>();
  for (const row of rows) {
    const group = plain(String(row['segment']), 100);
    const numbers = numbersIn(row, `${name}, ${group}`);
    if ('is' in numbers) return numbers;
    if (found.has(group)) return fault(`${name}: the group ${quoted(group)} comes twice`);
    found.set(group, { ...numbers, samples: numbers.samples ?? numbers.count ?? 0 });
  }
  return found;
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

const NUMBERS = ['samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99', 'usersBad', 'newUsers'] as const;
const COLUMNS = [...NUMBERS, 'at', 'arm', 'segment', 'histogram'] as const;

/** Databases write the names of columns in small letters where nobody quotes them. */
const named = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      COLUMNS.find((column) => column.toLowerCase() === name.toLowerCase()) ?? name,
      value,
    ]),
  );

const armIn = (given: Row, name: string, kind: Kind): Heard => {
  const row = named(given);
  const at = row['at'];
  const numbers = numbersIn(row, name);
  if ('is' in numbers) return numbers;
  if (at === undefined) return fault(`${name}: give the newest moment as "at", or nobody knows how new it is`);
  if (at === null) return nothing(`nothing was observed of ${name} in the window`);
  const atMs = momentIn(at);
  if (atMs === undefined) return fault(`${name}: at is ${quoted(at)}, which is no moment with a zone`);
  return counted(numbers, { name, kind, atMs });
};

const numbersIn = (given: Row, name: string): Partial<Arm> | Unheard => {
  const row = named(given);
  const unknown = Object.keys(row).find((column) => !COLUMNS.some((one) => one === column));
  if (unknown !== undefined) return fault(`no number is called ${quoted(unknown)}: ${COLUMNS.join(', ')}`);
  const found = NUMBERS.flatMap((column) =>
    (row[column] ?? undefined) === undefined ? [] : ([[column, row[column]]] as const),
  );
  const odd = found.find(([, value]) => numberIn(value) === undefined);
  if (odd) return fault(`${name}: ${odd[0]} is ${quoted(odd[1])}, which is no number`);
  const numbers = Object.fromEntries(found.map(([column, value]) => [column, numberIn(value)]));
  if ((row['histogram'] ?? undefined) === undefined) return numbers;
  const histogram = histogramIn(row['histogram']);
  return histogram ? { ...numbers, histogram } : fault(`${name}: histogram is not {"bounds": […], "counts": […]}`);
};

/** As JSON, or as the text of it. */
const histogramIn = (value: unknown): Histogram | undefined => {
  const json = typeof value === 'string' ? readJson(value, 'histogram', '') : undefined;
  return Histogram.safeParse(json ? (json.ok ? json.value : undefined) : value).data;
};

type Whose = { readonly name: string; readonly kind: Kind; readonly atMs: number };

const counted = (numbers: Partial<Arm>, { name, kind, atMs }: Whose): Heard => {
  const samples = numbers.samples ?? numbers.count ?? 1;
  const missing = uncounted(kind, numbers) ?? (samples > 0 ? missingIn(kind, numbers) : undefined);
  if (missing !== undefined) return fault(`${name}: there is no column ${missing}, or nothing in it`);
  return { is: 'heard', arm: { ...numbers, samples }, atMs };
};

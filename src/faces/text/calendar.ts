import type { CalendarRow } from '../../core/plan/report/phases.ts';
import type { Paint } from './colour.ts';
import { table } from './table.ts';

type Look = { readonly width: number; readonly indent: number; readonly paint: Paint };

const WIDEST = 56;
const NARROWEST = 8;
const SOAKS = '█';
const WAITS = '░';

/** One row for each phase: when it starts, what it is, and where it lies in the whole. */
export const calendar = (rows: readonly CalendarRow[], { width, indent, paint }: Look): string => {
  const longest = Math.max(0, ...rows.map(({ starts }) => starts.length));
  const step = Math.min(24, Math.max(0, ...rows.map((row) => row.step.length)));
  const cells = Math.min(WIDEST, width - indent - longest - step - 2 * 2);
  return table(
    rows.map((row) => [row.starts, row.step, cells < NARROWEST ? '' : barOf(row, cells)]),
    { columns: '> >~ <', width, indent, paint },
  );
};

/** The last cell is kept for the end, so that a last phase without a soak is seen as well. */
const barOf = ({ from, soaksTo, to }: CalendarRow, cells: number): string => {
  const cellOf = (share: number): number => Math.round(share * (cells - 1));
  const start = cellOf(from);
  const soaked = Math.max(start + 1, cellOf(soaksTo));
  const waits = Math.max(0, cellOf(to) - soaked);
  return ' '.repeat(start) + SOAKS.repeat(soaked - start) + WAITS.repeat(waits);
};

export const calendarRowsOf = (rows: unknown): CalendarRow[] => {
  if (Array.isArray(rows) && rows.every(isCalendarRow)) return rows;
  throw new TypeError('a template gave something else where a calendar is due');
};

const isCalendarRow = (row: unknown): row is CalendarRow =>
  typeof row === 'object' &&
  row !== null &&
  'starts' in row &&
  'step' in row &&
  'from' in row &&
  'soaksTo' in row &&
  'to' in row;

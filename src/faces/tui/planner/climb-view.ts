import type { Plan } from '../../../core/plan/plan.ts';
import { widthOf } from '../../text/width.ts';
import { cell, fit, type Line } from '../line.ts';
import { inWords } from './outline.ts';

/** The ladder over time: a row for each phase, where it lies in the whole, and how long a closed window keeps it. */
export const climbLines = (plan: Plan, columns: number): readonly Line[] => {
  const { calendar, neverOpen } = inWords(plan);
  if (neverOpen) return [fit([{ text: 'No window is ever open: it can never start.', tone: 'bad' }], columns)];
  const step = Math.min(22, Math.max(4, ...calendar.map((row) => widthOf(row.step))));
  const starts = Math.max(0, ...calendar.map((row) => row.starts.length));
  const cells = Math.min(48, columns - step - starts - 4);
  return calendar.map((row) => {
    const cellOf = (share: number): number => Math.round(share * (cells - 1));
    const from = cellOf(row.from);
    const soaked = Math.max(from + 1, cellOf(row.soaksTo));
    const waits = Math.max(0, cellOf(row.to) - soaked);
    const bar = cells < 8 ? '' : ' '.repeat(from) + '█'.repeat(soaked - from) + '░'.repeat(waits);
    return fit([{ text: row.starts.padStart(starts), tone: 'dim' }, '  ', cell(row.step, step), '  ', bar], columns);
  });
};

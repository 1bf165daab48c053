import type { Plan } from '../../../core/plan/plan.ts';
import { jsonText } from '../../../core/values/json-text.ts';
import { fit, type Line, type Size } from '../line.ts';
import type { Planner } from './planner.ts';

const known = new WeakMap<Plan, readonly string[]>();

/** The file as it would be written. Only what is seen is laid out. */
export const jsonLines = ({ draft: { plan }, row }: Planner, { columns, rows }: Size): readonly Line[] => {
  const lines = known.get(plan) ?? jsonText(plan).split('\n');
  known.set(plan, lines);
  const from = Math.max(0, Math.min(row, lines.length - rows));
  return lines.slice(from, from + rows).map((line) => fit([line], columns));
};

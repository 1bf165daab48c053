import type { Plan } from '../../../core/plan/plan.ts';
import { type Outline, outlineOf } from '../../../core/plan/report/outline.ts';

const known = new WeakMap<Plan, Outline>();

/** A plan in words. Made once for each plan: a frame is drawn for every key. */
export const inWords = (plan: Plan): Outline => {
  const before = known.get(plan);
  if (before) return before;
  const outline = outlineOf(plan);
  known.set(plan, outline);
  return outline;
};

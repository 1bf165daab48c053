import { PLAN_MAX_BYTES, readPlan } from '../core/plan/read.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Result } from '../core/problem.ts';
import type { Ports } from './operation.ts';

/** Where a plan is written, and looked for, where nobody says otherwise. */
export const PLAN_FILE = 'rollout.plan.json';

export const loadPlan = async (file: string, { files }: Pick<Ports, 'files'>): Promise<Result<Plan>> => {
  const text = await files.read(file, PLAN_MAX_BYTES);
  return text.ok ? readPlan(text.value, file) : text;
};

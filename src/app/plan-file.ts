import { PLAN_MAX_BYTES, readPlan } from '../core/plan/read.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Result } from '../core/problem.ts';
import type { Ports } from './operation.ts';

/** Where a plan is written, and looked for, where nobody says otherwise. */
export const PLAN_FILE = 'rollout.plan.json';

const FINGERPRINT = /^sha256:([0-9a-f]{64})$/;

export const isFingerprint = (file: string): boolean => FINGERPRINT.test(file);

/** A plan by the name of its file, or by its fingerprint where it was kept after a merge. */
export const loadPlan = async (file: string, ports: Ports): Promise<Result<Plan>> => {
  const [, digest] = FINGERPRINT.exec(file) ?? [];
  if (digest !== undefined) return (await import('./stored-plan.ts')).storedPlan(digest, ports);
  const text = await ports.files.read(file, PLAN_MAX_BYTES);
  return text.ok ? readPlan(text.value, file) : text;
};

import { lint } from '../core/plan/lint/index.ts';
import { fromReport } from '../core/plan/rollout-planner/from-report.ts';
import { Report } from '../core/plan/rollout-planner/schema.ts';
import { failed, isError, ok, type Result } from '../core/problem.ts';
import { checked } from '../core/values/issues.ts';
import { readJson } from '../core/values/json.ts';
import type { Ports } from './operation.ts';
import type { PlanInput } from './plan-input.ts';
import type { Made } from './make-plan.ts';
import { loadPolicy } from './policy-file.ts';

const REPORT_MAX_BYTES = 1024 * 1024;

/** A report of the rollout-planner agent, carried on as a plan. What it leaves open the policy decides. */
export const fromReportFile = async (file: string, { policy }: PlanInput, ports: Ports): Promise<Result<Made>> => {
  const [text, rules] = await Promise.all([ports.files.read(file, REPORT_MAX_BYTES), loadPolicy(ports, policy)]);
  if (!text.ok || !rules.ok) return failed(...[text, rules].flatMap((part) => (part.ok ? [] : part.problems)));
  const json = readJson(text.value, 'report', file);
  if (!json.ok) return json;
  const report = checked(Report, json.value, 'report');
  if (!report.ok) return report;
  const made = fromReport(report.value, rules.value.policy, rules.value.sha256, ports.tool);
  if (!made.ok) return made;
  const remarks = lint(made.value, { policy: rules.value.policy });
  return remarks.some(isError)
    ? failed(...remarks)
    : ok({ plan: made.value, policy: rules.value.policy }, [...rules.warnings, ...made.warnings, ...remarks]);
};

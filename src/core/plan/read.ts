import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { atMost, checked } from '../values/issues.ts';
import { readJson } from '../values/json.ts';
import { quoted } from '../values/quote.ts';
import { Plan, PLAN_VERSION } from './plan.ts';

/** Larger files are not read at all; whoever opens them sees to it. */
export const PLAN_MAX_BYTES = 8 * 1024 * 1024;

/** A plan from its JSON text, or everything that keeps it from being one. Rules beyond the schema are lint's. */
export const readPlan = (text: string, source: string): Result<Plan> => {
  const json = readJson(text, 'plan', source);
  if (!json.ok) return failed(...atMost(json.problems, 'plan'));
  const unfit = notAPlan(json.value, source);
  if (unfit) return failed(unfit);
  const plan = checked(Plan, json.value, 'plan');
  return plan.ok ? ok(plan.value) : plan;
};

/** With another version every other field may mean something else: nothing more is said about them. */
const notAPlan = (value: unknown, source: string): Problem | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return problem({
      kind: 'invalid',
      code: 'plan-not-object',
      path: source,
      message: `is ${quoted(value)}, and a plan is an object`,
      hint: 'write one with: rampart plan',
    });
  const version = 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version === PLAN_VERSION) return undefined;
  return problem({
    kind: 'invalid',
    code: 'plan-version',
    path: 'schemaVersion',
    message: version === undefined ? 'is missing' : `${quoted(version)} is a version that this program does not know`,
    hint: versionHint(version),
  });
};

const versionHint = (version: unknown): string =>
  typeof version === 'number' && version > PLAN_VERSION
    ? `this program reads version ${PLAN_VERSION}: use a newer one, or write the plan again with: rampart plan`
    : `this program reads version ${PLAN_VERSION}: write the plan again with: rampart plan`;
